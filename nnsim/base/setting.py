"""What all kinds of settings have in common: what a setting says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nnsim.base.effect import Effect
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr

FIRST = "0.1"
"""The first nnsim that wrote project files."""


@dataclass(frozen=True)
class Setting:
    """What all kinds have in common, and what a setting says of itself."""

    label: str
    help: str = ""
    advanced: bool = False
    """Whether it is rarely needed."""
    effect: Effect | None = None
    """What changing it does to a training under way; None: the same as the setting that its part is the value
    of, and a new run for data and drawing (`nnsim.document.address.effect_of`)."""
    since: str = FIRST
    """The nnsim that had it first. Where that is a later one, its default is left out of files, so that older
    ones read them: it must mean what was done before there was the setting, now and ever."""
    in_problems: bool = False
    """Whether problems of the network speak of it, which are then worked out anew when it is changed."""

    def check(self, value: Any) -> str | None:
        """Return a sentence that says why `value` cannot be, or None when it can."""
        raise NotImplementedError

    def tidied(self, value: Any) -> Any:
        """Return `value` as a part keeps it: of values that mean the same, always the same one."""
        return value

    def to_record(self, value: Any) -> Any:
        """Return `value` as plain JSON data."""
        return value

    def from_record(self, raw: Any) -> Any:
        """Return the value that `raw` (JSON data) stands for; raises NnsimError on a wrong type."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """Return `value` as a short text for people; `parse` understands it."""
        return str(value)

    def parse(self, text: str) -> Any:
        """Return the value that a typed `text` stands for; raises NnsimError with what would be right."""
        try:
            value = self._read(text)
        except ValueError:
            raise NnsimError(self._not_read(text)) from None
        problem = self.check(value)
        if problem is not None:
            raise NnsimError(problem)
        return value

    def why_not(self, text: str) -> str | None:
        """Return the sentence that says why a typed `text` cannot be, or None when it can."""
        try:
            self.parse(text)
        except NnsimError as error:
            return str(error)
        return None

    def _read(self, text: str) -> Any:
        """Return what `text` stands for, within the limits or not; raises ValueError when it is nothing."""
        raise NotImplementedError

    def _not_read(self, text: str) -> str:
        """Return the sentence for a `text` that stands for nothing."""
        return self.check(None) or ""

    def _wrong_type(self, raw: Any) -> NnsimError:
        return NnsimError(tr("{label} cannot be {value}.").format(label=tr(self.label), value=repr(raw)[:80]))
