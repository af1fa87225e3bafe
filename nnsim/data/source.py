"""The contract of a data source, and the registry of all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from nnsim.base.declared import check_all
from nnsim.base.errors import NnsimError
from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark
from nnsim.data.dataset import Dataset

Progress = Callable[[float, str], None]
"""Told the share done (0 to 1) and what is going on; raises `Cancelled` to stop the work."""

LOGIC = mark("Logic")
PLAYGROUND = mark("TensorFlow Playground")
CLASSIFICATION = mark("Classification")
REGRESSION = mark("Regression")
CLASSICS = mark("Classics")
IMAGES = mark("Images")
SEQUENCES = mark("Sequences")
YOUR_FILES = mark("Your files")


class Source(Part):
    """Where examples come from.

    A source is its settings and nothing else: the same settings (and the same file) give the
    same examples, bit for bit.
    """

    group: ClassVar[str]
    """Heading under which it stands in menus, marked for translation."""
    shares: ClassVar[tuple[float, float] | None] = None
    """Shares of validation and test that it is known with, taken when it is chosen; None: those that are set stay."""

    def load(self, progress: Progress | None = None) -> Dataset:
        """Return the examples.

        Raises
        ------
        NnsimError
            When a setting is out of its limits, or the file cannot be used.
        Cancelled
            When `progress` asks to stop; nothing is left open.
        """
        for problem in check_all(self):
            raise NnsimError(problem)
        return self._read(progress or _silent)

    def _read(self, progress: Progress) -> Dataset:
        """Return the examples; every setting is within its limits."""
        raise NotImplementedError


def _silent(done: float, doing: str) -> None:
    """Progress for callers that do not care."""


sources: Registry[Source] = Registry(Source, "nnsim.data.sources", mark("data source"))
