"""Small inputs of others that once went wrong in the engine; skipped where the folder is not there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnsim.library import load, train

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"


@pytest.mark.skipif(not CASES.is_dir(), reason="needs the folder of cases beside the project")
def test_a_gain_of_minus_zero_is_a_gain_of_zero():
    project = load(CASES / "glorot_gain_minus_zero.nnsim").project
    assert not train(project, 0).weights["dense_1/W"].any()
    result = train(project, 1)
    assert np.isfinite(result.history["train_loss"]).all()


@pytest.mark.skipif(not CASES.is_dir(), reason="needs the folder of cases beside the project")
def test_a_run_on_unscaled_targets_tells_how_it_diverged():
    project = load(CASES / "diverged_by_unscaled_targets.nnsim").project
    source = replace(project.data.source, path=str(CASES / "huge_targets.npz"))
    result = train(replace(project, data=replace(project.data, source=source)), 20, every_step=True)
    assert result.diverged
    assert f"step {len(result.step_losses):,}:" in result.diverged
    assert result.history["step"][-1] == len(result.step_losses)
    assert any(np.isfinite(values).any() for values in result.step_gradients.values())
