"""What keeps the weights small in training, as people choose it: nothing, L1 or L2, with one rate λ."""

from __future__ import annotations

from dataclasses import replace

from nnsim.base.text import mark
from nnsim.document.project import TrainingSettings

NONE, L1, L2, DECOUPLED, BOTH = "none", "l1", "l2", "decoupled", "both"
KINDS = {NONE: mark("None"), L1: mark("L1"), L2: mark("L2")}
"""What can be chosen, with its name for people."""
OTHERS = {DECOUPLED: mark("Decoupled decay"), BOTH: mark("L1 + L2")}
"""What other settings of a training come to beside these."""
FIRST_RATE = 0.001


def kind_of(training: TrainingSettings) -> str:
    """Return which of `KINDS` or `OTHERS` a training has."""
    if training.weight_decay and training.l1:
        return BOTH
    if training.weight_decay:
        return DECOUPLED if training.decoupled else L2
    return L1 if training.l1 else NONE


def rate_of(training: TrainingSettings) -> float | None:
    """Return λ; None where there is none, or there are two."""
    kind = kind_of(training)
    return None if kind in (NONE, BOTH) else training.l1 or training.weight_decay


def regularized(training: TrainingSettings, kind: str, rate: float) -> TrainingSettings:
    """Return a training with one of `KINDS`, or as it is with another rate where it is `DECOUPLED`.

    L2 is the penalty λ/2·Σw², whose slope goes through the optimizer as the gradient does, not the decay beside it.
    """
    l1, l2 = (rate if kind == L1 else 0.0), (rate if kind in (L2, DECOUPLED) else 0.0)
    decoupled = training.decoupled and kind != L2
    return replace(training, l1=l1, weight_decay=l2, decoupled=decoupled)
