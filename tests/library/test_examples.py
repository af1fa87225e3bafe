"""The examples that ship: each opens, trains, and shows what it promises."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from nnsim.base.paths import resources
from nnsim.document.examples import examples
from nnsim.library import load, train

ROOT = Path(__file__).resolve().parents[2]
ALL = {example.key: example for example in examples()}


def run(key: str, epochs: int, **options):
    return train(load(ALL[key].path).project, epochs, **options)


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("make_examples", ROOT / "tools" / "make_examples.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_makes_the_committed_bytes(maker, tmp_path):
    maker.make_all(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_bytes() for path in (resources() / "examples").iterdir()}
    assert made == committed, "run: python tools/make_examples.py"
    assert sorted(made) == sorted(example.path.name for example in examples())


@pytest.mark.parametrize(
    ("key", "epochs", "measure", "enough"),
    [
        ("nand", 20, "train_accuracy", 1.0),
        ("xor", 150, "train_loss", 0.15),
        ("two_spirals", 50, "train_accuracy", 0.97),
        ("playground", 30, "train_accuracy", 0.97),
        ("regression", 60, "train_loss", 0.003),
        ("residual", 120, "train_accuracy", 0.97),
        ("lstm", 10, "train_accuracy", 0.97),
    ],
)
def test_an_example_opens_at_a_speed_at_which_it_is_seen_learning(key, epochs, measure, enough):
    project = load(ALL[key].path).project
    result = train(project, epochs)
    values = result.history[measure]
    good = np.flatnonzero(values <= enough if measure.endswith("loss") else values >= enough)
    steps = result.history["step"][good[0]]
    assert 4 < steps / project.pace.value < 10


@pytest.mark.parametrize("key", ALL)
def test_an_example_opens_whole_and_says_what_to_look_for(key):
    opened = load(ALL[key].path)
    assert opened.problems == ()
    assert opened.learned is None
    title, _, text = opened.project.notes.partition("\n\n")
    assert title == ALL[key].title
    assert len(text) > 80
    nodes = opened.project.graph.nodes
    apart = [max(abs(a.x - b.x) / 168, abs(a.y - b.y) / 90) for a in nodes for b in nodes if a is not b]
    assert min(apart) >= 1, "two layers lie on each other"


@pytest.mark.parametrize(
    ("key", "epochs", "accuracy"),
    [
        ("perceptron_iris", 10, 1.0),
        ("nand", 20, 1.0),
        ("xor", 150, 1.0),
        ("two_spirals", 80, 0.95),
        ("playground", 30, 0.95),
        ("digits", 8, 0.95),
        ("residual", 90, 0.95),
        ("lstm", 12, 0.95),
    ],
)
def test_an_example_learns(key, epochs, accuracy):
    result = run(key, epochs)
    assert not result.diverged
    assert result.history["val_accuracy"][-1] >= accuracy
    assert result.history["train_loss"][-1] < result.history["train_loss"][0] or key == "perceptron_iris"


@pytest.mark.parametrize("key", ["perceptron_iris", "nand"])
def test_a_perceptron_stops_making_mistakes(key):
    mistakes = run(key, 20).history["mistakes"]
    assert mistakes[-1] == mistakes[-5] > 0


def test_nand_ends_with_whole_numbers():
    weights = run("nand", 20).weights
    for array in weights.values():
        assert (array == np.rint(array)).all()


def test_the_regression_fits_down_to_the_noise():
    result = run("regression", 250)
    assert result.history["val_loss"][-1] < 0.003 < result.history["val_loss"][0]
    assert "val_accuracy" not in result.history


def test_the_first_layer_of_six_sigmoids_hardly_learns():
    result = run("vanishing_gradient", 200, every_step=True)
    first, last = (result.step_gradients[name] for name in ("dense_1", "dense_6"))
    assert first[0] / last[0] == pytest.approx(3.6e-5, rel=0.2)
    means = result.gradients
    assert (means["dense_1"] / means["dense_6"]).max() < 1e-3
    names = [f"dense_{i}" for i in range(1, 7)]
    assert list(np.diff([float(means[name][0]) for name in names]) > 0)[1:] == [True] * 4
    assert result.history["train_loss"][-1] > 0.69
    moved = abs(result.weights["dense_1/W"] - train(result.project, 0).weights["dense_1/W"]).max()
    assert moved < 1e-2


def test_the_residual_network_passes_the_gradient_on():
    result = run("residual", 5)
    assert (result.gradients["dense_1"] / result.gradients["dense_8"]).min() > 0.3
