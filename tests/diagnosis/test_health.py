"""The verdict in three words: every one is reached, by the numbers that deserve it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nnsim.diagnosis.health import Vitals, judge

LEARNING = Vitals(
    steps=500,
    layers=(("dense_1", 0.02), ("dense_2", 0.03)),
    train_loss=0.4,
    val_loss=0.41,
    first_loss=0.7,
    best_val_loss=0.4,
    val_accuracy=0.8,
)


@pytest.mark.parametrize(
    ("changes", "mood", "words"),
    [
        ({}, "good", "Learning"),
        ({"steps": 0}, "neutral", "Ready to train"),
        ({"diverged": True}, "bad", "Diverged"),
        ({"layers": (("dense_1", 1e-6), ("dense_2", 0.03))}, "warning", "Gradients vanish"),
        ({"layers": (("dense_1", 100.0), ("dense_2", 0.03))}, "warning", "Gradients explode"),
        ({"val_accuracy": 0.97}, "good", "Has learned"),
        (
            {"val_accuracy": 0.97, "train_loss": 1e-9, "val_loss": 0.3, "best_val_loss": 0.15},
            "warning",
            "Learned, overfits now",
        ),
        (
            {"val_accuracy": 1.0, "train_loss": 1e-9, "val_loss": 3e-8, "best_val_loss": 1e-8},
            "good",
            "Has learned",
        ),
        ({"train_loss": 0.05, "val_loss": 0.9}, "warning", "Memorises, not learns"),
        ({"train_loss": 0.695, "steps": 5000}, "warning", "Hardly learns"),
        ({"train_loss": 0.695}, "neutral", "Just started"),
        ({"corrections_ended": True}, "good", "Converged"),
    ],
)
def test_every_verdict(changes: dict[str, object], mood: str, words: str) -> None:
    found = judge(replace(LEARNING, **changes))
    assert (found.mood, found.words) == (mood, words)
    assert found.text


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (1.05e3, "Gradients explode"),
        (0.95e3, "Learning"),
        (1.05e-3, "Learning"),
        (0.95e-3, "Gradients vanish"),
    ],
)
def test_a_thousand_times_the_last_gradient_explodes_and_a_thousandth_vanishes(
    times: float, words: str
) -> None:
    found = judge(replace(LEARNING, layers=(("a", times * 0.03), ("b", 0.03))))
    assert found.words == words


def test_the_banner_names_the_layers_and_the_ratio() -> None:
    found = judge(replace(LEARNING, layers=(("a", 7e-6), ("b", 0.03))))
    assert found.title == "a learns 4,300× slower than b"


def test_a_network_that_has_learned_may_have_small_gradients() -> None:
    assert judge(replace(LEARNING, val_accuracy=1.0, layers=(("a", 1e-12), ("b", 1e-3)))).mood == "good"


def test_a_gradient_of_zero_is_infinitely_slow() -> None:
    assert "∞" in judge(replace(LEARNING, layers=(("a", 0.0), ("b", 0.1)))).title
