"""The contract of guides: pages of the reference that are about no single part."""

from __future__ import annotations

from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark


class Guide(Part):
    """A page on how something is done; title and summary stand above it like those of any part."""

    @classmethod
    def html(cls) -> str:
        """Return what stands below title and summary, translated, as rich text."""
        raise NotImplementedError


guides: Registry[Guide] = Registry(Guide, "nnsim.reference.guides", mark("guide"))
