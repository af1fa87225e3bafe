"""What a table cannot say."""

from __future__ import annotations


class NotEncodableError(Exception):
    """A call that no table can say; its text names what of it."""
