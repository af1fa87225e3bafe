"""The cells of the chart: which kind the units of a layer are, for drawings in its language."""

from __future__ import annotations

from enum import Enum

from nnsim.base.text import mark


class CellKind(Enum):
    """The thirteen kinds of F. van Veen (2016); the value is the title, marked for translation, in the chart's order."""

    BACKFED_INPUT = mark("Backfed input")
    INPUT = mark("Input")
    NOISY_INPUT = mark("Noisy input")
    HIDDEN = mark("Hidden")
    PROBABILISTIC_HIDDEN = mark("Probabilistic hidden")
    SPIKING_HIDDEN = mark("Spiking hidden")
    OUTPUT = mark("Output")
    MATCH_INPUT_OUTPUT = mark("Match input output")
    RECURRENT = mark("Recurrent")
    MEMORY = mark("Memory")
    DIFFERENT_MEMORY = mark("Different memory")
    KERNEL = mark("Kernel")
    CONVOLUTION_OR_POOL = mark("Convolution or pool")

    @property
    def title(self) -> str:
        """Name for people, marked for translation."""
        return self.value
