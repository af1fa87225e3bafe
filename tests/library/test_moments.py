"""Moments of a training from Python: kept, reached, forked, looked into, and from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnsim.library import (
    LBFGS,
    SGD,
    Activations,
    Adam,
    BatchNorm,
    Builder,
    Bumps,
    Concatenate,
    DataSettings,
    Dense,
    Dropout,
    ExponentialDecay,
    Input,
    NnsimError,
    OtherWalkWarning,
    ReduceOnPlateau,
    Tanh,
    TwoSpirals,
    chain,
    load,
    probe,
    save,
    train,
)
from nnsim.training.epochs import begin
from tests.compiled.by_c import needs_library, walk_to_test

PARTS = (Dense(5, Tanh()), BatchNorm(), Dropout(0.3))


def network(data: Any = None, **settings: Any):
    return chain(Input(), *PARTS, Dense(1), data=data or TwoSpirals(points=70), **{"batch": 16, **settings})


ROWS: list[dict[str, Any]] = [
    {"optimizer": Adam()},
    {"optimizer": SGD(), "schedule": ExponentialDecay(), "warm_up": 1.5},
    {"optimizer": Adam(), "schedule": ReduceOnPlateau(patience=0), "patience": 2, "learning_rate": 0.05},
    {"optimizer": LBFGS(), "batch": 1000},
]


def same(one: Any, other: Any) -> bool:
    assert list(one.weights) == list(other.weights)
    mine, others = one.learned.moment, other.learned.moment
    assert mine.place == others.place
    assert {n: a.tobytes() for n, a in mine.slots.items()} == {
        n: a.tobytes() for n, a in others.slots.items()
    }
    return [a.tobytes() for a in one.weights.values()] == [a.tobytes() for a in other.weights.values()]


@pytest.mark.parametrize("settings", ROWS)
def test_every_step_is_reached_and_forked_bit_for_bit(settings: dict[str, Any], tmp_path: Path) -> None:
    project = network(**settings)
    result = train(project, 5, keep=7)
    run = begin(project)
    walked = {}
    while run.step <= result.moments.steps[-1]:
        walked[run.step] = run.network.weights()
        if run.step == result.moments.steps[-1] or not run.advance(1):
            break
    save(tmp_path / "p.nnsim", result)
    opened = load(tmp_path / "p.nnsim")
    assert opened.problems == ()
    for step in sorted(walked)[::4]:
        for moments in (result.moments, opened.moments):
            found = moments.at(step).weights
            assert {n: a.tobytes() for n, a in found.items()} == {
                n: a.tobytes() for n, a in walked[step].items()
            }
    if not result.stopped:
        middle = result.at(result.moments.steps[-1] // 2)
        forked = train(project, 5 - int(middle.epoch), start=middle)
        assert same(forked, result)
        assert forked.learned.step == result.learned.step


def test_so_many_moments_evenly_and_the_last() -> None:
    result = train(network(), 10, keep=6)
    moments = result.moments
    assert len(moments) == 6
    assert moments.steps[0] == 0
    assert moments.steps[-1] == result.learned.step
    assert set(np.diff(moments.steps)) == {moments.steps[1]}
    assert [m.step for m in moments] == list(moments.steps)
    assert len(moments[1:3]) == 2
    assert same(moments[-1], result)
    points = result.data.dataset.inputs[:9]
    np.testing.assert_array_equal(moments[-1].predict(points), result.predict(points))
    assert not np.array_equal(moments[0].predict(points), result.predict(points))
    assert "6 moments" in repr(moments)


def test_without_keep_the_ends_are_there_and_nothing_is_written(tmp_path: Path) -> None:
    result = train(network(), 3)
    assert len(result.moments) == 2
    assert result.at(4).step == 4
    save(tmp_path / "p.nnsim", result)
    opened = load(tmp_path / "p.nnsim")
    assert len(opened.moments) == 0
    with pytest.raises(NnsimError, match="--keep"):
        opened.moments.at(0)


def test_no_epochs_have_one_moment() -> None:
    result = train(network(), 0, keep=5)
    assert result.moments.steps == (0,)
    assert same(result.at(0), result)


@pytest.mark.parametrize(("step", "words"), [(-1, "from 0 to"), (10**6, "from 0 to")])
def test_a_step_that_was_never_taken(step: int, words: str) -> None:
    result = train(network(), 1, keep=2)
    with pytest.raises(NnsimError, match=words):
        result.at(step)


@pytest.mark.parametrize("keep", [-1, 10_001])
def test_a_number_of_moments_that_cannot_be(keep: int) -> None:
    with pytest.raises(NnsimError, match="from 1 to"):
        train(network(), 1, keep=keep)


def test_what_is_no_whole_number_has_a_sentence() -> None:
    result = train(network(), np.int64(1), keep=np.int8(2))
    assert result.at(np.int64(1)).step == 1
    for wrong in (
        lambda: train(network(), 2.5),
        lambda: train(network(), 1, keep=2.5),
        lambda: result.at("a"),
        lambda: result.at(1.0),
        lambda: result.at(None),
    ):
        with pytest.raises(NnsimError, match="must be a whole number, not"):
            wrong()


def test_going_on_counts_from_there() -> None:
    first = train(network(), 2)
    second = train(network(), 3, start=first, keep=4)
    assert second.moments.steps[0] == first.learned.step
    assert same(second, train(network(), 5))
    with pytest.raises(NnsimError, match=f"from {first.learned.step} to"):
        second.at(0)


def test_a_training_that_diverges_keeps_what_is_good() -> None:
    project = chain(Input(), Dense(4), Dense(1), data=Bumps(), learning_rate=1e3, optimizer=SGD())
    result = train(project, 50, keep=5)
    assert result.diverged
    assert result.moments.steps[-1] == result.learned.step
    assert all(np.isfinite(a).all() for m in result.moments for a in m.weights.values())


def test_probes_look_at_any_moment(tmp_path: Path) -> None:
    result = train(network(), 4, keep=3)
    save(tmp_path / "p.nnsim", result)
    readings = [
        probe(m, Activations()) for m in (result.at(5), load(tmp_path / "p.nnsim").moments.at(5), result)
    ]
    np.testing.assert_array_equal(readings[0].saturated, readings[1].saturated)
    assert not np.array_equal(readings[0].saturated, readings[2].saturated)


def test_a_moment_is_saved_as_a_project(tmp_path: Path) -> None:
    at = train(network(), 2).at(3)
    save(tmp_path / "p.nnsim", at)
    opened = load(tmp_path / "p.nnsim")
    assert opened.learned is not None
    assert opened.learned.step == 3
    assert same(train(opened.project, 1, start=opened.learned), train(opened.project, 1, start=at))


# ---- own weights -------------------------------------------------------------------------------


def test_first_weights_of_ones_own(tmp_path: Path) -> None:
    own = np.linspace(-1, 1, 10).reshape(2, 5)
    result = train(network(), 0, weights={"dense_1/W": own})
    np.testing.assert_array_equal(result.weights["dense_1/W"], own.astype(np.float32))
    plain = train(network(), 0)
    np.testing.assert_array_equal(result.weights["dense_2/W"], plain.weights["dense_2/W"])
    seeds = train(network(), 3, weights=plain.weights)
    assert same(seeds, train(network(), 3))
    trained = train(network(), 3, weights={"dense_1/W": own}, keep=3)
    np.testing.assert_array_equal(trained.moments[0].weights["dense_1/W"], own.astype(np.float32))
    save(tmp_path / "p.nnsim", trained)
    learned = load(tmp_path / "p.nnsim").learned
    assert learned is not None
    assert learned.start is not None


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ({"dense_9/W": np.zeros((2, 5))}, "dense_1/W"),
        ({"dense_1/W": np.zeros((5, 2))}, r"\(2, 5\)"),
        ({"dense_1/W": np.full((2, 5), np.nan)}, "finite"),
        ({"dense_1/W": np.full((2, 5), 1e300)}, "finite"),
        ({"dense_1/W": "much"}, "numbers"),
        ({"dense_1/W": [[1, 2], [3]]}, "numbers"),
    ],
)
def test_weights_that_do_not_fit(weights: Any, words: str) -> None:
    with pytest.raises(NnsimError, match=words):
        train(network(), 1, weights=weights)


def test_weights_and_a_start_at_once() -> None:
    first = train(network(), 1)
    with pytest.raises(NnsimError, match="start"):
        train(network(), 1, start=first, weights=first.weights)


@pytest.mark.parametrize("part", [Dense(4, Tanh()), Dense(5, Tanh(), bias=False)])
def test_a_start_of_another_drawing_is_refused(part: Dense) -> None:
    other = chain(Input(), part, *PARTS[1:], Dense(1), data=TwoSpirals(points=70), batch=16)
    start = train(network(), 1)
    with pytest.raises(NnsimError, match="another network"):
        train(other, 1, start=start)
    with pytest.raises(NnsimError, match="another network"):
        train(other, 0, start=start.moments[0].learned)


def test_a_start_that_is_none() -> None:
    with pytest.raises(NnsimError, match="not 5"):
        train(network(), 1, start=5)  # type: ignore[arg-type]


# ---- own validation data -----------------------------------------------------------------------


def test_validation_data_of_ones_own() -> None:
    data = DataSettings(TwoSpirals(points=70))
    own = train(network(data), 0).data.dataset
    result = train(network(data), 2, validation=(own.inputs[:20], own.targets[:20]))
    names = [result.data.target_names[k] for k in own.targets[:20]]
    by_name = train(network(data), 2, validation=(own.inputs[:20], names))
    assert result.history["val_loss"][-1] == by_name.history["val_loss"][-1]
    one_hot = train(network(data), 2, validation=(own.inputs[:20].tolist(), np.eye(2)[own.targets[:20]]))
    assert result.history["val_loss"][-1] == one_hot.history["val_loss"][-1]
    right = result.predict_classes(own.inputs[:20]) == own.targets[:20]
    assert result.history["val_accuracy"][-1] == pytest.approx(right.mean())
    assert same(result, train(network(data), 2))


def test_data_without_a_validation_part_take_one() -> None:
    data = DataSettings(TwoSpirals(points=70), validation_share=0)
    assert np.isnan(train(network(data), 1).history["val_loss"]).all()
    own = train(network(data), 0).data.dataset
    found = train(network(data, patience=2), 2, validation=(own.inputs, own.targets), keep=3)
    assert np.isfinite(found.history["val_loss"]).all()
    assert same(found.at(found.moments.steps[-1]), found)


def test_validation_of_numbers_is_in_their_units() -> None:
    project = chain(Input(), Dense(1), data=Bumps())
    whole = train(project, 0).data
    rows = whole.rows.validation
    given = whole.dataset.inputs[rows], whole.dataset.targets[rows]
    one, other = train(project, 2), train(project, 2, validation=given)
    np.testing.assert_allclose(one.history["val_loss"], other.history["val_loss"], rtol=1e-6)
    flat = train(project, 2, validation=(given[0], given[1][:, 0]))
    np.testing.assert_array_equal(flat.history["val_loss"], other.history["val_loss"])


@pytest.mark.parametrize(
    ("validation", "words"),
    [
        ((np.zeros((3, 2)), np.zeros(4, int)), "3 examples and 4 targets"),
        ((np.zeros((3, 5)), np.zeros(3, int)), "shape"),
        ((np.zeros((3, 2)), [0, 1, 2]), "no class 2"),
        ((np.zeros((3, 2)), [0, 1, 0.5]), "no class"),
        ((np.zeros((3, 2)), ["a", "b", "c"]), "no class 'a'"),
        ((np.zeros((3, 2)), np.zeros((3, 2))), "one row"),
        ((np.full((3, 2), np.nan), np.zeros(3, int)), "row"),
        ((np.zeros((0, 2)), np.zeros(0, int)), "no examples"),
        (np.zeros((3, 2)), "pair"),
        ((np.array([["x", "y"]]), [0]), "numbers"),
    ],
)
def test_validation_that_does_not_fit(validation: Any, words: str) -> None:
    with pytest.raises(NnsimError, match=words):
        train(network(), 1, validation=validation)


# ---- gradients by inputs -----------------------------------------------------------------------


def _loss(result: Any, scaled: np.ndarray, target: float) -> float:
    """Return the squared error of one example of one target, as the network is trained on it."""
    (answer,) = result._network.predict(scaled[None])
    return float((answer[0, 0] - target) ** 2)


def test_gradients_by_inputs_are_the_slopes_of_the_loss() -> None:
    project = chain(Input(), Dense(4, Tanh()), Dense(1), data=Bumps(), precision="float64")
    result = train(project, 2)
    inputs, targets = result.data.dataset.inputs[:7], result.data.dataset.targets[:7]
    found = result.input_gradients(inputs, targets)
    assert found.shape == inputs.shape
    scaled = result.data.scaler.apply(inputs)
    wanted = result.data.target_scaler.apply(targets)[:, 0]
    for row in (0, 3, 6):
        for column in range(inputs.shape[1]):
            step = np.zeros(inputs.shape[1])
            step[column] = 1e-6
            slope = (
                _loss(result, scaled[row] + step, wanted[row])
                - _loss(result, scaled[row] - step, wanted[row])
            ) / 2e-6
            assert found[row, column] == pytest.approx(slope, rel=1e-4, abs=1e-7)
    alone = np.concatenate([result.input_gradients(inputs[k : k + 1], targets[k]) for k in range(7)])
    np.testing.assert_allclose(alone, found, rtol=1e-9)


def test_gradients_of_many_examples_and_of_none() -> None:
    result = train(chain(Input(), *PARTS, Dense(2), data=TwoSpirals(points=150)), 1)
    dataset = result.data.dataset
    inputs, targets, n = np.tile(dataset.inputs, (3, 1)), np.tile(dataset.targets, 3), len(dataset)
    found = result.input_gradients(inputs, targets)
    np.testing.assert_allclose(found[:n], found[2 * n :], rtol=1e-6, atol=1e-12)
    np.testing.assert_array_equal(found, result.input_gradients(inputs, targets))
    assert result.input_gradients(inputs[:0], targets[:0]).shape == (0, 2)
    names = [result.data.target_names[k] for k in targets]
    np.testing.assert_array_equal(found, result.input_gradients(inputs, names))


def test_gradients_reach_every_input_of_a_network_with_several() -> None:
    net = Builder()
    one, two = net.add(Input(columns="1")), net.add(Input(columns="2"))
    joined = net.add(Concatenate(), net.add(Dense(3, Tanh()), one), net.add(Dense(3, Tanh()), two))
    net.add(Dense(1), joined)
    result = train(net.project(Bumps()), 1)
    dataset = result.data.dataset
    assert (np.abs(result.input_gradients(dataset.inputs[:5], dataset.targets[:5])) > 0).all()


# ---- a callback that sees the network ----------------------------------------------------------


def test_callbacks_with_one_argument_and_with_two() -> None:
    records: list[Any] = []
    seen: list[Any] = []
    train(network(), 2, on_epoch=records.append)
    train(network(), 2, on_epoch=lambda record, also=records: also.append(record))
    assert [r.epoch for r in records] == [1, 2, 1, 2]

    def look(record: Any, network: Any) -> None:
        reading = probe(network, Activations())
        seen.append((record.step, network.step, network.weights, network.predict(np.zeros((1, 2))), reading))

    result = train(network(), 3, on_epoch=look)
    assert [step for step, *_ in seen] == [step for _, step, *_ in seen]
    np.testing.assert_array_equal(seen[-1][2]["dense_1/W"], result.weights["dense_1/W"])
    np.testing.assert_array_equal(seen[0][2]["dense_1/W"], result.at(seen[0][0]).weights["dense_1/W"])
    assert same(result, train(network(), 3))


# ---- which walk ---------------------------------------------------------------------------------


def test_a_result_names_the_walk_that_took_its_steps(monkeypatch):
    monkeypatch.setenv("NNSIM_WALK", "numpy")
    result = train(network(), 2, keep=3)
    assert (result.walk, result.walks) == ("numpy", ("numpy",))
    assert [(then.walk, then.walks) for then in result.moments][:2] == [("", ()), ("numpy", ("numpy",))]
    assert train(network(), 0).walk == ""
    # The same walk: nothing is said (warnings are errors here).
    assert train(network(), 1, start=result).walks == ("numpy",)


@needs_library
@pytest.mark.parametrize("kept", [0, 4])
def test_what_another_walk_did_is_gone_on_from_and_done_again_with_a_warning(tmp_path, monkeypatch, kept):
    best = walk_to_test().name
    monkeypatch.setenv("NNSIM_WALK", "numpy")
    first = train(network(), 4, keep=kept)
    was = first.at(4)
    save(tmp_path / "a.nnsim", first)
    monkeypatch.setenv("NNSIM_WALK", "compiled")
    with pytest.warns(OtherWalkWarning, match="taken once more") as told:
        now, _ = [first.at(step) for step in (4, 6)]
    assert len(told) == 1
    assert "NNSIM_WALK=numpy in" in str(told[0].message)
    assert now.walk == best
    for name, array in was.weights.items():
        np.testing.assert_allclose(now.weights[name], array, rtol=1e-3, atol=1e-5)
    opened = load(tmp_path / "a.nnsim")
    with pytest.warns(OtherWalkWarning, match="From here on it is: compiled walk"):
        second = train(first.project, 2, start=opened.learned)
    assert second.walks == ("numpy", best)
    # What the second took is taken once more by the same: nothing is said, and the bits are the same.
    step = second.step - 1
    assert second.at(step).walks == ("numpy", best)
    monkeypatch.setenv("NNSIM_WALK", "numpy")
    assert same(first.at(4), was)
