"""Whether a sick run is sick and a healthy one learns: from scores and losses alone, never from what the doctor reads."""

from __future__ import annotations

from tests.benchmarks.doctor.followed import Trained
from tests.benchmarks.doctor.made import Made, Well

LEARNS = 0.4
"""Share of the way from the best constant to being always right that a healthy twin comes to at least."""
WORSE = 0.75
"""Share of what its twin comes to that a sick one comes to at most."""


def why_not_sick(made: Made, sick: Trained, healthy: Trained) -> str:
    """Return why a pair does not show its illness; empty where it does."""
    if made.shown != "built" and not healthy.comes_to >= LEARNS:
        return "the twin does not learn"
    if made.shown == "score" and not sick.comes_to <= WORSE * healthy.comes_to:
        return "not clearly worse"
    return "" if made.proof(sick, healthy) else "not proven"


def why_not_well(well: Well, trained: Trained) -> str:
    """Return why a run is no healthy one; empty where it is."""
    return "" if trained.comes_to >= well.least else "does not learn"
