"""The line under a figure names what made it what it is, and nothing that played no part."""

from __future__ import annotations

from nnsim.document.project import TrainingSettings
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.schedules.cosine import CosineAnnealing
from nnsim.figures.caption import run_caption


def test_settings_that_change_the_run_are_named() -> None:
    training = TrainingSettings(
        seed=3, optimizer=Adam(), schedule=CosineAnnealing(), weight_decay=0.01, precision="float64"
    )
    text = run_caption(training, "Two spirals", 7)
    for piece in ("Two spirals", "seed 3", "Adam", "Cosine", "weight decay 0.01", "float64", "step 7"):
        assert piece in text


def test_settings_that_are_off_are_not() -> None:
    text = run_caption(TrainingSettings(), "", 7)
    assert text.startswith("seed 0")
    for piece in ("decay", "Cosine", "Constant", "epoch"):
        assert piece not in text
