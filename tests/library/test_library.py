"""nnsim as a library: what the README shows, and what it does not."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import nnsim.library as library
from nnsim.base.declared import settings_of
from nnsim.document.project import TrainingSettings
from nnsim.library import (
    SGD,
    Add,
    BinaryCrossEntropy,
    Builder,
    Bumps,
    DataSettings,
    Dense,
    Diabetes,
    Hinge,
    Input,
    MeanSquaredError,
    NnsimError,
    PerceptronCriterion,
    ReLU,
    SquaredHinge,
    Tanh,
    TruthTable,
    TwoSpirals,
    chain,
    load,
    save,
    train,
)
from nnsim.reference.pages import CHAPTERS

ROOT = Path(__file__).resolve().parents[2]

BLOCKER = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6", "pyqtgraph"):
            raise ImportError(name + " is blocked")
sys.meta_path.insert(0, Blocker())
"""
TELL = """
slow = ("PySide6", "shiboken6", "pyqtgraph", "pandas", "sklearn", "scipy", "PIL")
print("loaded:", [m for m in slow if m in sys.modules])
"""


def small(**settings):
    data = TwoSpirals(points=80)
    return chain(Input(), Dense(6, Tanh()), Dense(1), data=data, **settings)


def readme_example() -> str:
    found = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    assert found
    return found[1]


def test_the_example_in_the_readme_runs_without_qt(tmp_path):
    code = readme_example()
    assert len(code.strip().splitlines()) <= 12
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", BLOCKER + code + TELL],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    loss, accuracy = map(float, lines[0].split())
    assert loss < 0.1
    assert accuracy >= 0.95
    assert lines[2] == "(2, 16)"
    assert lines[-1] == "loaded: []"
    assert (tmp_path / "spirals.nnsim").is_file()


@pytest.mark.parametrize("registry", [r for _, r in CHAPTERS], ids=lambda r: r.noun)
def test_every_part_that_ships_is_public_under_its_own_name(registry):
    shipped = [p for p in registry if p.__module__.startswith("nnsim.")]
    assert shipped
    for part in shipped:
        assert getattr(library, part.__name__) is part
        assert part.__name__ in dir(library)


def test_all_names_exist_and_others_do_not():
    assert set(library.__all__) <= set(dir(library))
    assert all(hasattr(library, name) for name in dir(library))
    with pytest.raises(AttributeError, match=r"nnsim\.library has no Densee"):
        library.Densee  # noqa: B018


def test_a_result_holds_one_value_an_epoch_and_one_a_step():
    result = train(small(batch=8), epochs=3, every_step=True)
    assert list(result.history["epoch"]) == [1, 2, 3]
    assert result.history["val_accuracy"].shape == (3,)
    assert set(result.gradients) == {"dense_1", "dense_2"} == set(result.step_gradients)
    steps = int(result.history["step"][-1])
    assert result.step_losses.shape == (steps,) == result.step_gradients["dense_1"].shape
    one_epoch = result.step_gradients["dense_1"][: steps // 3].astype(float)
    assert result.gradients["dense_1"][0] == pytest.approx(one_epoch.mean())
    assert result.parameters == sum(a.size for a in result.weights.values()) == 25


def test_the_same_seed_gives_the_same_bits_and_another_does_not():
    a, b, c = train(small(), 2), train(small(), 2), train(small(), 2, seed=5)
    assert a.history["train_loss"].tobytes() == b.history["train_loss"].tobytes()
    assert a.history["train_loss"][0] != c.history["train_loss"][0]
    assert c.project.training.seed == 5


def test_going_on_is_the_same_as_never_having_stopped(tmp_path):
    straight = train(small(), 6)
    save(tmp_path / "half.nnsim", train(small(), 3))
    opened = load(tmp_path / "half.nnsim")
    assert not opened.problems
    rest = train(opened.project, 3, start=opened.learned)
    assert list(rest.history["epoch"]) == [4, 5, 6]
    assert (rest.history["train_loss"] == straight.history["train_loss"][3:]).all()
    assert all((rest.weights[name] == array).all() for name, array in straight.weights.items())
    assert rest.learned.start is straight.learned.start is None


def test_no_epochs_only_build_the_network():
    trained = train(small(), 4)
    rebuilt = train(trained.project, 0, start=trained.learned)
    points = np.array([[0.3, -0.8], [1.0, 1.0]])
    assert (rebuilt.predict(points) == trained.predict(points)).all()
    assert rebuilt.history["train_loss"].shape == (0,)


def test_predictions_are_in_the_units_of_the_source():
    data = DataSettings(Diabetes(), scale_targets=True)
    project = chain(Input(), Dense(1), data=data, learning_rate=0.01)
    result = train(project, 40)
    rows = result.data.rows.train
    raw = result.data.dataset.inputs[rows]
    targets = result.data.dataset.targets[rows]
    predicted = result.predict(raw)
    assert predicted.shape == targets.shape
    assert abs(predicted.mean() - targets.mean()) < 15
    assert np.corrcoef(predicted[:, 0], targets[:, 0])[0, 1] > 0.6


@pytest.mark.parametrize("loss", [Hinge(), SquaredHinge(), PerceptronCriterion()])
def test_scores_are_no_probabilities_and_the_classes_are_those_of_the_accuracy(loss):
    result = train(small(loss=loss), 3)
    raw = result.data.dataset.inputs[result.data.rows.train]
    classes = result.predict_classes(raw)
    np.testing.assert_array_equal(classes, result.predict(raw)[:, 0] > 0)
    right = (classes == result.data.train.targets).mean()
    assert right == pytest.approx(result.measure("train")["accuracy"])
    with pytest.raises(NnsimError, match=r"scores and no probabilities.*predict_classes"):
        result.predict_probabilities(raw)


def test_probabilities_are_one_column_a_class_and_sum_to_one():
    result = train(small(), 1)
    raw = result.data.dataset.inputs[:5]
    found = result.predict_probabilities(raw)
    np.testing.assert_array_equal(found[:, 1], result.predict(raw)[:, 0])
    np.testing.assert_allclose(found.sum(axis=1), 1)
    np.testing.assert_array_equal(result.predict_classes(raw), found.argmax(axis=1))


def test_numbers_have_no_classes():
    result = train(chain(Input(), Dense(1), data=Bumps(points=40)), 1)
    for ask in (result.predict_classes, result.predict_probabilities):
        with pytest.raises(NnsimError, match="no classes"):
            ask(np.zeros((1, 2)))


def test_a_builder_draws_skip_connections_and_several_outputs():
    net = Builder()
    before = net.add(Dense(5, Tanh()), net.add(Input()), name="stem")
    joined = net.add(Add(), before, net.add(Dense(5, Tanh()), before))
    net.add(Dense(1), joined, name="answer", loss=BinaryCrossEntropy())
    net.add(Dense(2), joined, name="second", loss=MeanSquaredError(), loss_weight=0.5)
    project = net.project(TwoSpirals(points=60), optimizer=SGD())
    result = train(project, 2)
    assert set(result.gradients) == {"stem", "dense_2", "answer", "second"}
    assert result.predict(np.zeros((3, 2)), "answer").shape == (3, 1)
    assert result.predict(np.zeros((3, 2)), "second").shape == (3, 2)
    with pytest.raises(NnsimError, match="answer, second"):
        result.predict(np.zeros((3, 2)))
    places = {(node.x, node.y) for node in project.graph.nodes}
    assert len(places) == len(project.graph.nodes)


def test_one_layer_object_may_stand_in_a_chain_twice():
    hidden = Dense(2, Tanh())
    project = chain(Input(), hidden, hidden, data=TwoSpirals(points=40), loss=MeanSquaredError())
    assert [node.objective is not None for node in project.graph.nodes] == [False, False, True]


def test_divergence_ends_early_with_finite_weights():
    layers_ = (Input(), Dense(8, Tanh()), Dense(1))
    project = chain(*layers_, data=Bumps(points=60), learning_rate=1e30, optimizer=SGD())
    result = train(project, 50)
    assert "iverged at step" in result.diverged
    assert len(result.history["epoch"]) < 50
    assert all(np.isfinite(array).all() for array in result.weights.values())


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_every_step_is_kept_as_exact_as_the_network_also_where_it_diverges(precision):
    layers_ = (Input(), Dense(8, ReLU()), Dense(1))
    chosen = {"data": Bumps(points=60), "optimizer": SGD(), "batch": 4, "precision": precision}
    result = train(chain(*layers_, **chosen, learning_rate=3.0), 50, every_step=True)
    assert f"iverged at step {len(result.step_losses):,}:" in result.diverged
    assert not result.step_losses[-1] < 1e3
    for found in (result.step_losses, *result.step_gradients.values()):
        assert found.dtype == precision
    assert result.history["step"][-1] == len(result.step_losses)
    assert max(values[-1] for values in result.gradients.values()) > 1e3
    # In float64 the losses have digits that float32 does not hold.
    assert (result.step_losses != result.step_losses.astype(np.float32)).any() == (precision == "float64")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: chain(), "at least one layer"),
        (lambda: small(learning_rate=-1.0), "Learning rate"),
        (lambda: small(lr=0.1), "no setting lr"),
        (lambda: chain(Input(), Dense(0)), "Units"),
        (lambda: Builder().add(Dense(1), "nobody"), "nobody"),
        (lambda: train(small(), -1), "negative"),
        (lambda: train(small(), 1, seed=-1), "Seed"),
        (lambda: train(chain(Input(), Dense(3), data=TwoSpirals()), 1), "1 unit or 2 units"),
        (lambda: train(small(), 1).predict(np.zeros((1, 5))), "shape"),
        (lambda: train(small(), 1).predict([[0.0, 0.0], [0.0, np.nan]]), "Row 2 has no value in “x₂”"),
        (lambda: train(small(), 1).predict([[np.inf, 0.0]]), "Row 1 has inf in “x₁”"),
        (lambda: load("/nowhere/at/all.nnsim"), "no file"),
        (lambda: chain(Input(), Dense(1), data=TruthTable(function="maybe")), "Function"),
    ],
)
def test_mistakes_are_sentences(make, words):
    def attempt() -> None:
        train(make(), 1)  # where the drawing itself was no mistake yet

    with pytest.raises(NnsimError, match=words) as caught:
        attempt()
    assert str(caught.value).endswith((".", ".)"))


def test_a_project_is_a_value():
    project = small()
    assert project == small()
    assert replace(project, notes="x") != project


def test_what_draws_a_network_shows_every_setting_of_training():
    for function in (chain, Builder().project):
        shown = inspect.signature(function).parameters
        for name, setting in settings_of(TrainingSettings):
            assert shown[name].kind is inspect.Parameter.KEYWORD_ONLY
            assert shown[name].default == getattr(TrainingSettings(), name)
            assert f"{name} : {setting.label}" in function.__doc__
    assert chain(Input(), Dense(1), threads="faster").training.threads == "faster"
    with pytest.raises(NnsimError, match="There is no setting thread"):
        chain(Input(), Dense(1), thread="one")
    assert inspect.signature(chain).bind(Input(), seed=3).kwargs == {"seed": 3}
