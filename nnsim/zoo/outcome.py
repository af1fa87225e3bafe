"""An animal raised from beginning to end, or as far as it came, for those who do not watch."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from nnsim.base.errors import NnsimError
from nnsim.lab.claim import Finding
from nnsim.training.divergence import DivergedError
from nnsim.zoo.animal import Animal, Raised


@dataclass(frozen=True, eq=False)
class ZooOutcome:
    """What became of an animal.

    Attributes
    ----------
    animal, seed
        Which one, from which seed.
    raised
        The last it told; unfinished where it was stopped.
    seconds
        How long it took.
    problem
        Why it was stopped, as a sentence, where it could not go on.
    """

    animal: Animal
    seed: int
    raised: Raised
    seconds: float
    problem: str = ""

    def __repr__(self) -> str:
        told = ", ".join(f"{key}={value!r}" for key, value in self.record().items())
        return f"ZooOutcome({told})"

    @property
    def reached(self) -> bool:
        """Whether it is finished and everything it must reach is reached."""
        return self.raised.holds

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything it must reach with what was measured, the headline first."""
        return self.raised.findings

    def sentences(self) -> tuple[str, ...]:
        """Return what came out in words, translated."""
        if self.problem:
            return (self.problem,)
        if not self.raised.finished:
            return (self.raised.sentence(),)
        words = (" ".join(filter(None, (f.sentence(), f.note))) for f in self.findings)
        return (*words, *self.raised.notes)

    def record(self) -> dict[str, object]:
        """Return the criterion and what was measured as plain data: what ``nnsim zoo`` prints.

        ``name`` is the key, ``criterion`` is English, ``value`` a number or a list of them, null standing for what
        is none, ``reached`` is of everything it must reach.
        """
        values = [float(v) for finding in self.findings for v in finding.measured]
        plain = [v if math.isfinite(v) else None for v in values]
        words = "; ".join(_criterion(f) for f in self.findings) or self.animal.claim.words
        return {
            "name": self.animal.key,
            "criterion": words,
            "value": plain[0] if len(plain) == 1 else plain,
            "reached": self.reached,
            "seconds": round(self.seconds, 2),
        }


def _criterion(finding: Finding) -> str:
    """Return what is to be reached in one line, in English."""
    claim = finding.claim
    expected = ", ".join(f"{number:g}" for number in claim.expected)
    return f"{claim.words}: {claim.within.in_english()} {expected}"


def raise_animal(animal: Animal, seed: int, watch: Callable[[Raised], None] | None = None) -> ZooOutcome:
    """Raise an animal; where Ctrl+C, `watch`, a divergence or what cannot be stops it, how far it came is the outcome.

    Parameters
    ----------
    watch
        Told how far it has come; raises `KeyboardInterrupt` to stop.
    """
    began = time.perf_counter()
    raised, problem = Raised(0.0), ""
    try:
        for raised in animal.raise_from(seed):
            if watch is not None:
                watch(raised)
    except KeyboardInterrupt:
        pass
    except DivergedError as error:
        problem = error.sentence()
    except NnsimError as error:
        problem = str(error)
    return ZooOutcome(animal, seed, raised, time.perf_counter() - began, problem)
