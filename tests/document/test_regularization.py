"""One choice for what keeps weights small: nothing, L1 or L2, and the rate that goes with it."""

from __future__ import annotations

import pytest

from nnsim.document.project import TrainingSettings
from nnsim.document.regularization import (
    BOTH,
    DECOUPLED,
    KINDS,
    L1,
    L2,
    NONE,
    kind_of,
    rate_of,
    regularized,
)


@pytest.mark.parametrize("before", [{}, {"l1": 0.3}, {"weight_decay": 0.2, "decoupled": True}])
@pytest.mark.parametrize("kind", list(KINDS))
def test_what_is_chosen_is_what_the_training_has_whatever_it_had(kind: str, before: dict[str, float]) -> None:
    chosen = regularized(TrainingSettings(**before), kind, 0.01)
    assert kind_of(chosen) == kind
    assert rate_of(chosen) == (None if kind == NONE else 0.01)
    assert (chosen.l1, chosen.weight_decay) == {NONE: (0, 0), L1: (0.01, 0), L2: (0, 0.01)}[kind]


def test_l2_is_the_penalty_and_not_the_decay_beside_the_optimizer() -> None:
    decay = TrainingSettings(weight_decay=0.1, decoupled=True)
    assert (kind_of(decay), rate_of(decay)) == (DECOUPLED, 0.1)
    assert not regularized(decay, L2, 0.1).decoupled
    other_rate = regularized(decay, DECOUPLED, 0.5)
    assert (kind_of(other_rate), rate_of(other_rate)) == (DECOUPLED, 0.5)


def test_both_at_once_are_no_single_rate() -> None:
    both = TrainingSettings(weight_decay=0.1, l1=0.2)
    assert (kind_of(both), rate_of(both)) == (BOTH, None)
    assert kind_of(regularized(both, NONE, 1.0)) == NONE
