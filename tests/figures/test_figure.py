"""The numbers behind a figure come out as they went in."""

from __future__ import annotations

import csv
import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnsim.figures.figure import Axis, Bars, Figure, Image, Line, Plot, Points
from nnsim.figures.figure_table import table, to_csv


def _figure(*marks: object, x: str = "Step") -> Figure:
    return Figure("A", "", (Plot(Axis(x), Axis("Loss"), marks),))  # type: ignore[arg-type]


def _read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@given(arrays(np.float32, st.integers(1, 20), elements=st.floats(width=32, allow_infinity=False)))
def test_numbers_read_back_as_the_same_numbers(values: np.ndarray) -> None:
    x = np.arange(len(values)) + 0.5
    rows = _read(to_csv(_figure(Line("loss", x, values, "#000000"))))
    back = np.array([np.nan if cell == "" else np.float32(cell) for _, cell in rows[1:]], np.float32)
    np.testing.assert_array_equal(back, values)


def test_curves_over_one_axis_share_a_table_joined_at_their_steps() -> None:
    train = Line("train", np.array([1.0, 2.0, 3.0]), np.array([0.5, 0.25, 0.125]), "#000000")
    val = Line("val", np.array([2.0]), np.array([0.75]), "#000000")
    rows = _read(to_csv(_figure(train, val)))
    assert rows == [["Step", "train", "val"], ["1", "0.5", ""], ["2", "0.25", "0.75"], ["3", "0.125", ""]]


def test_a_band_is_written_beside_its_curve() -> None:
    x, y = np.array([1.0, 2.0]), np.array([0.5, 0.25])
    found = table(_figure(Line("train", x, y, "#000000", low=y - 0.125, high=y + 0.125)))
    assert found.names == ("Step", "train", "train min", "train max")
    np.testing.assert_array_equal(found.columns[2], y - 0.125)


def test_names_with_commas_and_quotes_stay_one_field() -> None:
    rows = _read(to_csv(_figure(Bars("norm", ('a,"b"', "c"), np.array([0.5, 1.5]), ("#000000",) * 2))))
    assert [row[0] for row in rows[1:]] == ['a,"b"', "c"]


def test_an_image_gives_each_cell_with_the_place_of_its_centre() -> None:
    values = np.array([[0.5, 1.5], [2.5, 3.5]])
    image = Image("p", values, np.zeros((2, 2, 4), np.uint8), (0.0, 2.0, 0.0, 2.0))
    rows = _read(to_csv(_figure(image, x="u")))
    assert rows[1:] == [
        ["0.5", "0.5", "0.5"],
        ["1.5", "0.5", "1.5"],
        ["0.5", "1.5", "2.5"],
        ["1.5", "1.5", "3.5"],
    ]


def test_things_of_different_kinds_are_rows_of_one_table() -> None:
    points = Points("Training", np.array([1.5]), np.array([2.5]), "#000000", label="set,osa")
    curve = Line("loss", np.array([1.0]), np.array([0.5]), "#000000")
    rows = _read(to_csv(_figure(points, curve)))
    assert rows == [
        ["part", "Step", "loss", "Loss", "target"],
        ["Curve", "1.0", "0.5", "", ""],
        ["Training", "1.5", "", "2.5", "set,osa"],
    ]


def test_units_stand_in_the_names_and_equal_names_are_told_apart() -> None:
    x = np.array([1.0])
    plots = (
        Plot(Axis("Time", "s"), Axis("Loss"), (Line("train", x, x, "#000000"),)),
        Plot(Axis("Time", "s"), Axis("Accuracy", "%"), (Line("train", x, x, "#000000"),) * 2),
    )
    assert table(Figure("A", "", plots)).names == ("Time (s)", "train", "train (%)", "train (%) (2)")


def test_a_curve_is_written_with_what_its_axis_cannot_show() -> None:
    x = np.array([1.0, 2.0])
    line = Line(
        "dense", x, np.array([1.0, np.nan]), "#000000", values=np.array([1.0, 0.0]), column="‖g‖ dense"
    )
    assert _read(to_csv(_figure(line))) == [["Step", "‖g‖ dense"], ["1", "1"], ["2", "0"]]


def test_infinite_values_are_written_as_such() -> None:
    text = to_csv(_figure(Line("loss", np.array([1.0, 2.0]), np.array([1.0, np.inf]), "#000000")))
    assert text.splitlines()[-1] == "2,inf"
