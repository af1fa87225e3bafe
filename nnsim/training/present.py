"""All there is of a run at one moment, while it may train on."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.document.kept import Kept
from nnsim.document.learned import Learned
from nnsim.training.messages import Report


@dataclass(frozen=True, eq=False)
class Present:
    """What was asked between two steps, all of it of the same step.

    Attributes
    ----------
    learned
        Where training has come to.
    kept
        The moments that are kept, and the present one.
    letters
        What the run has reported up to that step and nobody has read.
    """

    learned: Learned
    kept: tuple[Kept, ...]
    letters: tuple[Report, ...]
