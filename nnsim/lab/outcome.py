"""An experiment done from beginning to end, or as far as it came, for those who do not watch."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from nnsim.base.text import tr
from nnsim.figures.figure import Figure
from nnsim.figures.figure_table import to_csv
from nnsim.lab.claim import Finding
from nnsim.lab.experiment import Experiment, Found
from nnsim.lab.pictures import Pictures

Numbers = float | None | list[float | None]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of an experiment.

    Attributes
    ----------
    experiment, seed
        Which one, from which seed on.
    found
        The last it told; unfinished where it was stopped.
    seconds
        How long it took.
    """

    experiment: Experiment
    seed: int
    found: Found
    seconds: float

    def __repr__(self) -> str:
        told = ", ".join(f"{key}={value!r}" for key, value in self.record().items())
        return f"Outcome({told})"

    @property
    def holds(self) -> bool:
        """Whether it is finished and everything agrees with what is claimed."""
        return self.found.holds

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every claim with what was measured of it, the headline first."""
        return self.found.findings

    @property
    def figure(self) -> Figure | None:
        """What was found as a figure, which says so where it is unfinished; None where there is nothing to draw."""
        return self.found.marked().figure

    def csv(self) -> str:
        """Return the numbers of the figure as a table; empty where there is no figure."""
        return to_csv(self.figure) if self.figure is not None else ""

    def sentences(self) -> tuple[str, ...]:
        """Return what came out in words, translated: every finding, or that it is unfinished."""
        if not self.found.finished:
            return (self.found.sentence(),)
        words = (" ".join(filter(None, (f.sentence(), f.note))) for f in self.findings)
        return tuple(words)

    def record(self) -> dict[str, object]:
        """Return the headline as plain data: what ``nnsim experiment`` prints.

        ``name`` is the key, ``claim`` and ``tolerance`` are English, ``expected`` and ``measured`` are a number or a
        list of them, null standing for what is none, ``holds`` is of everything that was found.
        """
        headline = self.findings[0] if self.findings else None
        claim = headline.claim if headline is not None else None
        return {
            "name": self.experiment.key,
            "claim": claim.words if claim is not None else "",
            "expected": _numbers(claim.expected) if claim is not None else [],
            "measured": _numbers(headline.measured) if headline is not None else [],
            "tolerance": claim.within.in_english() if claim is not None else "",
            "holds": self.holds,
            "seconds": round(self.seconds, 2),
        }


def perform(
    experiment: Experiment,
    seed: int,
    pictures: Pictures,
    watch: Callable[[Found], None] | None = None,
) -> Outcome:
    """Do an experiment; where Ctrl+C or `watch` stops it, what was found until then is the outcome.

    Parameters
    ----------
    watch
        Told everything that is found on the way; raises `KeyboardInterrupt` to stop.

    Raises
    ------
    NnsimError
        When it cannot be done.
    """
    began = time.perf_counter()
    found = Found(0.0)
    try:
        for found in experiment.run(seed, pictures):
            if watch is not None:
                watch(found)
    except KeyboardInterrupt:
        pass
    return Outcome(experiment, seed, found, time.perf_counter() - began)


def digits_in_use(pictures: Pictures) -> str:
    """Return a sentence that says which digits experiments run on, translated."""
    if pictures.are_mnist:
        return tr("Experiments about handwritten digits run on your MNIST.")
    return tr(
        "Experiments about MNIST run on the digits of the program and are compared with numbers of our own. Open"
        " your MNIST once to compare with the published ones."
    )


def _numbers(values: tuple[float, ...]) -> Numbers:
    plain = [float(v) if math.isfinite(v) else None for v in values]
    return plain[0] if len(plain) == 1 else plain
