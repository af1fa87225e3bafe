"""What a table cannot say."""

from __future__ import annotations

from nnsim.engine.calls import Call


class NotEncodableError(Exception):
    """A call that no table can say; its text names what of it.

    Attributes
    ----------
    call
        The call, where that is known.
    """

    def __init__(self, what: str, call: Call | None = None) -> None:
        super().__init__(what)
        self.call = call
