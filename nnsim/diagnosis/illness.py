"""The contract of illnesses: what can be wrong with a training, how it shows, and what cures it.

An illness is one file in `nnsim/diagnosis/illnesses/`. Nobody else names it: the doctor asks all that are
registered, and window, command line, library, report and benchmark show what they say.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar, Literal

from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.sign import Sign

Group = Literal["gradients", "step", "asked", "capacity"]
GROUPS: dict[Group, str] = {
    "gradients": mark("Gradients"),
    "step": mark("The step"),
    "asked": mark("What is asked"),
    "capacity": mark("Capacity"),
}
"""What illnesses are of, in the order in which they are listed; marked for translation."""


class Illness(Part):
    """One thing that can be wrong. `summary` says in two sentences what it means."""

    group: ClassVar[Group]
    prior: ClassVar[float] = -4.0
    """Log-odds before any sign is seen: the weights of the signs are added to it."""
    cures: ClassVar[tuple[str, ...]] = ()
    """Keys of the cures that may help, the likeliest first."""
    explains: ClassVar[tuple[str, ...]] = ()
    """Keys of illnesses that follow from this one: where both are found, this one comes first."""
    about_data: ClassVar[bool] = False
    """Whether the data have to be mended by a person: no edit of network or training cures it. Then `advice` says what
    to do with them."""
    advice: ClassVar[str] = ""
    """What to do about it, a sentence, marked for translation: where no edit cures it, or beside the cures."""
    experiment: ClassVar[str] = ""
    """Key of the Gradient lab's experiment that shows it; empty: there is none."""
    scene: ClassVar[str] = ""
    """Key of the Neuron lab's scene that shows it; empty: there is none."""
    waits: ClassVar[bool] = True
    """Whether it has to be seen twice before it is said. False for what cannot flicker: it is in the drawing or in the
    data, or ends the run."""

    def signs(self, case: Case) -> Iterator[Sign]:
        """Yield what speaks for or against it in `case`; nothing where it cannot be told yet, or cannot be at all."""
        raise NotImplementedError

    def confidence(self, signs: tuple[Sign, ...]) -> float:
        """Return how likely it is, 0 to 1, from its signs."""
        if not any(sign.weight > 0 for sign in signs):
            return 0.0
        odds = self.prior + sum(sign.weight for sign in signs)
        return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, odds))))


illnesses: Registry[Illness] = Registry(Illness, "nnsim.diagnosis.illnesses", mark("illness"))
