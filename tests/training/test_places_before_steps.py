"""Where steps made inputs of columns, pictures move the columns, and all that was made of them moves along."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare_dataset
from nnsim.data.prepared import Prepared
from nnsim.data.steps.features import Features
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.figures.plane import axis_names, default_plane, input_plane
from nnsim.training.pictures.boundary_map import MapOver
from nnsim.training.pictures.point_answer import AnswerAt
from nnsim.training.scene import scene_of
from tests.builders import chain, start, walk

NET = chain(Dense(3), Dense(1), loss=BinaryCrossEntropy())


def data(formulas: str, columns: int = 2, scaling: str = "standardize") -> Prepared:
    x = np.random.default_rng(1).uniform(-3, 3, (40, columns))
    names = tuple(f"x{i + 1}" for i in range(columns))
    dataset = Dataset(
        "test", x, (x[:, 0] > 0).astype(np.int64), "classes", names, ("a", "b"), ready=True, one_unit=True
    )
    steps = (Features(formulas=formulas),) if formulas else ()
    return prepare_dataset(dataset, DataSettings(steps=steps, scaling=scaling))


def test_a_map_over_two_columns_is_what_the_network_says_to_what_was_made_of_them() -> None:
    prepared = data("x1^2; x1*x2")
    run = start(NET, prepared)
    walk(run, 3)
    plane = default_plane(prepared)
    assert [axis.label for axis in plane.axes] == ["x1", "x2"]
    x, y = plane.extent(prepared)
    found = MapOver(plane.grid(x, y, 7)).take(scene_of(run))
    assert found is not None
    across, up = np.meshgrid(np.linspace(*x, 7), np.linspace(*y, 7))
    a, b = across.reshape(-1), up.reshape(-1)
    inputs = prepared.scaler.apply(np.column_stack([a, b, a * a, a * b]))
    expected = run.network.probabilities(inputs)[0].reshape(7, 7, 1)
    np.testing.assert_allclose(found.values, expected, rtol=1e-12)
    asked = AnswerAt(plane.place(a[3], b[3]), plane.before_steps).take(scene_of(run))
    assert asked is not None
    np.testing.assert_allclose(asked.values, expected.reshape(-1, 1)[3])


def test_examples_stand_where_their_columns_are() -> None:
    prepared = data("sin(x1)")
    plane = default_plane(prepared)
    for part, rows in ((prepared.train, prepared.rows.train), (prepared.test, prepared.rows.test)):
        np.testing.assert_array_equal(plane.of(part), prepared.origin.values()[rows])
        np.testing.assert_array_equal(plane.of(part.some(slice(2, 4))), prepared.origin.values()[rows][2:4])


def test_of_many_columns_two_are_chosen_among_those_before_the_steps() -> None:
    prepared = data("x1*x3", columns=3)
    assert axis_names(prepared) == ("x1", "x2", "x3")
    plane = input_plane(prepared, 0, 2)
    assert plane.before_steps
    assert plane.place(1.0, 2.0)[::2] == (1.0, 2.0)
    assert not default_plane(prepared).before_steps, "principal axes are those of what the network sees"


def test_one_column_is_a_line_and_no_steps_change_nothing() -> None:
    assert default_plane(data("x1^2", columns=1)).is_line
    plain = data("")
    assert not plain.has_origin
    assert not default_plane(plain).before_steps
    assert MapOver.usual(scene_of(start(NET, plain))).grid.before_steps is False
    assert MapOver.usual(scene_of(start(NET, data("x1^2")))).grid.before_steps is True


def test_a_place_where_a_step_cannot_be_done_has_no_map_but_a_sentence() -> None:
    prepared = data("1/x2")
    run = start(NET, prepared)
    plane = default_plane(prepared)
    with pytest.raises(Exception, match="x2"):
        MapOver(plane.grid((-1.0, 1.0), (-1.0, 1.0), 3)).take(scene_of(run))
