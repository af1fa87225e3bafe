"""The figures of loss, gradients and boundary, built with no window."""

from __future__ import annotations

import io
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.source import sources
from nnsim.document.project import TrainingSettings
from nnsim.engine.loss import ClassReading
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.figures.boundary_figure import boundary_figure
from nnsim.figures.caption import run_caption
from nnsim.figures.figure import Arrow, Bars, Image, Line, Points, Segments
from nnsim.figures.figure_table import table, to_csv
from nnsim.figures.gradient_figure import gradient_figure
from nnsim.figures.loss_figure import loss_figure
from nnsim.figures.maps import MapColours, map_rgba, share_text, unit_line
from nnsim.figures.plane import default_plane, input_plane
from nnsim.figures.watched import Watched
from nnsim.training.history import History
from nnsim.training.messages import Evaluation
from nnsim.training.messages import Points as Readings
from nnsim.training.pictures.boundary_map import BoundaryMap
from nnsim.training.quantities import GRADIENT, QUANTITIES
from tests.builders import examples
from tests.synthetic import answered, columns, history, of_scalars, request, spirals


def test_the_loss_figure_holds_what_was_recorded() -> None:
    run = history(400)
    figure = loss_figure(run, "seed 0")
    train, val = (m for m in figure.plots[0].marks if isinstance(m, Line))
    np.testing.assert_array_equal(train.y, run.readings.mean(0))
    np.testing.assert_array_equal(val.y, run.evaluations.mean(1))
    assert train.style != val.style
    names = table(figure).names
    assert names == (
        "Steps",
        "Training loss",
        "Validation loss",
        "Training accuracy (%)",
        "Validation accuracy (%)",
    )


def test_a_regression_without_validation_has_one_curve() -> None:
    figure = loss_figure(history(50, metrics=(), validation=False))
    assert [m.name for p in figure.plots for m in p.marks if isinstance(m, Line)] == ["Training loss"]


def test_smoothing_is_told_in_the_caption_and_hidden_curves_stay_away() -> None:
    figure = loss_figure(history(400), "seed 0", smoothing=50, hidden=frozenset({"validation"}))
    assert figure.caption == "seed 0 · moving average over 50 steps"
    assert "shaded" in loss_figure(history(6000), "seed 0").caption
    assert "Validation loss" not in table(figure).names


# ---- scalars of a rule, and several runs ---------------------------------------------------------

ENERGY = Scalar("energy", "Energy", "E", "J")
TALLY = Scalar("tally", "Tally", total=True)


def test_the_scalars_of_a_rule_become_curves_and_columns() -> None:
    figure = loss_figure(of_scalars(LOSS, ENERGY, TALLY, judged_by="energy"))
    assert [plot.y.title for plot in figure.plots] == ["Energy (J)", "Loss", "Tally"]
    assert figure.title == "Energy"
    frame = read(figure)
    assert list(frame.columns) == ["Steps", "Energy (J)", "Training loss", "Tally"]
    assert frame["Energy (J)"].tolist() == [2 * step for step in range(1, 41)]


def test_one_scalar_can_be_drawn_alone() -> None:
    history = of_scalars(LOSS, ENERGY, TALLY)
    assert list(read(loss_figure(history, scalar="tally")).columns) == ["Steps", "Tally"]
    assert [p.y.log for p in loss_figure(history, log=True).plots] == [True, False, False]


def test_a_rule_without_a_loss_draws_what_it_has() -> None:
    history = of_scalars(ENERGY, TALLY)
    assert history.columns.loss == -1
    history.add_evaluation(Evaluation(1, 40, 4.0, np.nan, None, ()))
    assert list(read(loss_figure(history)).columns) == ["Steps", "Energy (J)", "Tally"]
    with pytest.raises(NnsimError, match="Train first"):
        loss_figure(of_scalars())


def test_other_runs_lie_behind_on_the_same_axes_and_in_the_table() -> None:
    main, other = history(60), history(90)
    behind = [Watched("run 2", "#abcdef", "dotted", other)]
    figure = loss_figure(main, behind=behind)
    lines = [m for m in figure.plots[0].marks if isinstance(m, Line)]
    assert [line.behind for line in lines] == [False, False, True, True]
    ghosts = lines[2:]
    assert {line.colour for line in ghosts} == {"#abcdef"}
    assert len({line.style for line in ghosts}) == 2
    assert all(line.width < lines[0].width for line in ghosts)
    frame = read(figure)
    assert len(frame) == 90
    expected = other.readings.mean(0)
    np.testing.assert_allclose(frame["Training loss [run 2]"], expected)
    assert frame["Training loss"].notna().sum() == 60
    assert "Validation accuracy [run 2] (%)" in frame.columns


def test_gradients_of_other_runs_lie_behind_those_of_this_one() -> None:
    behind = [Watched("run 2", "#abcdef", "dashed", history(90, layers=3))]
    figure = gradient_figure(history(60, layers=2), behind=behind)
    lines = [m for m in figure.plots[1].marks if isinstance(m, Line)]
    assert [line.behind for line in lines] == [False] * 2 + [True] * 3
    assert [line.name for line in lines if line.in_legend] == ["dense_1", "dense_2", "run 2"]
    names = list(read(figure).columns)
    assert names[3:] == [f"‖∂L/∂W‖ dense_{k} [run 2]" for k in (1, 2, 3)]
    low, high = figure.plots[1].y.range
    assert low <= 10**-5.2
    assert high >= 10**-1.5


def test_bars_can_be_those_of_a_step() -> None:
    run = history(60, layers=2)
    bars, _ = gradient_figure(run, step=7).plots
    (mark,) = (m for m in bars.marks if isinstance(m, Bars))
    np.testing.assert_allclose(mark.values, run.readings.at(7)[run.columns.of(GRADIENT)])
    assert "7" in bars.title


@pytest.mark.parametrize("make", [loss_figure, gradient_figure])
def test_nothing_recorded_is_said_in_words(make) -> None:
    with pytest.raises(NnsimError, match="Train first"):
        make(History(columns(2)))


@pytest.mark.parametrize("quantity", QUANTITIES, ids=lambda q: q.key)
@pytest.mark.parametrize("rms", [False, True])
def test_gradients_are_norms_or_root_mean_squares(quantity, rms: bool) -> None:
    run = history(30, layers=3)
    figure = gradient_figure(run, quantity=quantity, rms=rms)
    bars = next(m for m in figure.plots[0].marks if isinstance(m, Bars))
    sizes = {"weight": 256, "bias": 16, "output": 512, "ratio": 1}
    divisor = np.sqrt(sizes[quantity.key]) if rms else 1.0
    expected = [run.readings.last[quantity.column(layer)] / divisor for layer in run.columns.layers]
    np.testing.assert_allclose(bars.values, expected, rtol=1e-6)
    assert bars.notes[0].endswith("vanishing")


def test_a_layer_without_the_quantity_is_left_out() -> None:
    run = history(30, layers=2)
    first, second = run.columns.layers
    run.columns = replace(run.columns, layers=(replace(first, places={"weight": 1}), second))
    bars = next(m for m in gradient_figure(run, quantity=QUANTITIES[1]).plots[0].marks if isinstance(m, Bars))
    assert len(bars.names) == 1


def test_31_layers_are_two_plots_or_one_map_never_31_charts() -> None:
    run = history(200, layers=31)
    assert len(gradient_figure(run).plots) == 2
    (plot,) = gradient_figure(run, view="heat").plots
    (image,) = (m for m in plot.marks if isinstance(m, Image))
    assert image.rgba.shape == (31, 200, 4)
    assert plot.y.downward
    assert len(table(gradient_figure(run)).names) == 32


def test_the_boundary_of_two_classes_runs_where_the_probability_is_one_half() -> None:
    prepared = spirals()
    plane = default_plane(prepared)
    answer = answered(request(plane, prepared))
    marks = boundary_figure(answer, prepared, plane).plots[0].marks
    (border,) = (m for m in marks if isinstance(m, Segments))
    u, v = border.ends.reshape(-1, 2).T
    size = answer.grid.u_range[1]
    wave = np.sin(np.arctan2(v, u) + 9 * np.hypot(u, v) / size)
    assert np.abs(wave).mean() < 0.02
    shapes = {m.name: m.shape for m in marks if isinstance(m, Points)}
    assert shapes == {"Training": "circle", "Validation": "diamond", "Test": "square"}
    assert sum(len(m.x) for m in marks if isinstance(m, Points)) == len(prepared.dataset)


def test_classes_differ_by_more_than_colour() -> None:
    iris = prepare(DataSettings(source=sources["iris"]()))
    plane = default_plane(iris)
    marks = boundary_figure(answered(request(plane, iris), 3), iris, plane).plots[0].marks
    assert {(m.label, m.mark) for m in marks if isinstance(m, Points)} == {
        ("setosa", 0), ("versicolor", 1), ("virginica", 2),
    }  # fmt: skip


def test_the_line_of_a_single_unit_is_drawn_in_units_of_the_data_with_its_normal() -> None:
    iris = prepare(DataSettings(source=sources["iris"]()))
    plane = input_plane(iris, 2, 3)
    answer = answered(request(plane, iris), line=True)
    (w, b) = answer.line
    found = unit_line(answer, plane)
    for x, y in found.ends:
        u, v = plane.axes[0].hidden(x), plane.axes[1].hidden(y)
        assert w[0] * u + w[1] * v + b == pytest.approx(0, abs=1e-9)
    u0, u1 = (plane.axes[0].hidden(p[0]) for p in (found.start, found.tip))
    v0, v1 = (plane.axes[1].hidden(p[1]) for p in (found.start, found.tip))
    assert (u1 - u0) * w[1] == pytest.approx((v1 - v0) * w[0])
    assert (u1 - u0) * w[0] > 0
    figure = boundary_figure(answer, iris, plane)
    assert any(isinstance(m, Arrow) for m in figure.plots[0].marks)
    assert figure.plots[0].aspect == pytest.approx(plane.axes[1].scale / plane.axes[0].scale)


def test_a_unit_with_zero_or_infinite_weights_has_no_line() -> None:
    prepared = spirals()
    plane = default_plane(prepared)
    answer = answered(request(plane, prepared), line=True)
    for line in (((0.0, 0.0), 1.0), ((np.inf, 1.0), 0.0)):
        assert unit_line(type(answer)(answer.grid, answer.values, line), plane) is None


def test_a_regression_keeps_its_levels_whatever_the_network_answers() -> None:
    prepared = prepare(DataSettings(source=sources["plane"]()))
    plane = default_plane(prepared)
    answer = answered(request(plane, prepared), kind="regression")
    colours = MapColours()
    scaled = (replace(answer, values=answer.values * k) for k in (1.0, 0.5))
    small, large = (map_rgba(each, prepared, colours) for each in scaled)
    assert not np.array_equal(small, large)
    figure = boundary_figure(answer, prepared, plane)
    image = next(m for m in figure.plots[0].marks if isinstance(m, Image))
    assert image.bar.levels[0] == -image.bar.levels[1]


def test_a_single_input_gives_a_curve_over_the_examples() -> None:
    sine = prepare(DataSettings(source=sources["sine"](), scale_targets=True))
    plane = default_plane(sine)
    assert plane.is_line
    answer = answered(request(plane, sine), kind="regression")
    (plot,) = boundary_figure(answer, sine, plane).plots
    (line,) = (m for m in plot.marks if isinstance(m, Line))
    assert (line.x[0], line.x[-1]) == pytest.approx(plot.x.range)
    scaler = sine.target_scaler
    np.testing.assert_allclose(line.y, scaler.invert(answer.values[0])[:, 0], rtol=1e-6)
    train = next(m for m in plot.marks if isinstance(m, Points))
    np.testing.assert_allclose(train.y, sine.dataset.targets[sine.rows.train, 0])


def test_one_output_or_two_give_the_same_map_of_two_classes() -> None:
    prepared = spirals()
    one = answered(request(default_plane(prepared), prepared))
    both = replace(one, values=np.concatenate([1 - one.values, one.values], -1))
    expected, found = (map_rgba(each, prepared, MapColours()).astype(int) for each in (one, both))
    assert np.abs(found - expected).max() <= 2


def _scores(field: np.ndarray, off: float, border: float) -> BoundaryMap:
    """Return a map of scores on which the border of a single unit lies at x₁ = 0.2."""
    prepared = spirals()
    asked = request(default_plane(prepared), prepared)
    return BoundaryMap(asked, field.astype(np.float32), None, ClassReading(False, border, off))


@pytest.mark.parametrize(("off", "border"), [(-1.0, 0.0), (0.0, 0.5)])
@pytest.mark.parametrize("units", [1, 2])
def test_scores_turn_where_their_loss_decides(off: float, border: float, units: int) -> None:
    prepared = spirals()
    plane = default_plane(prepared)
    asked = request(plane, prepared)
    u = np.linspace(*asked.u_range, 100)
    score = np.repeat((2 * (u - 0.2))[None], 100, 0)[..., None]
    values = border + score if units == 1 else np.concatenate([-score + 3, score + 3], -1)
    map_ = _scores(values, off, border)
    marks = boundary_figure(map_, prepared, plane).plots[0].marks
    (ends,) = (m.ends for m in marks if isinstance(m, Segments))
    np.testing.assert_allclose(ends[..., 0], 0.2, atol=0.02)
    image = next(m for m in marks if isinstance(m, Image))
    assert all(name.startswith("Score") for name in (image.name, *image.names, image.bar.label))
    row = image.rgba[50].astype(int)
    left, right = np.searchsorted(u, [0.2 - 0.1, 0.2 + 0.1])
    assert row[left, 0] > row[left, 2]
    assert row[right, 2] > row[right, 0]


def test_many_scores_are_as_sure_as_their_lead() -> None:
    iris = prepare(DataSettings(source=sources["iris"]()))
    plane = default_plane(iris)
    asked = request(plane, iris)
    values = np.zeros((100, 100, 3), np.float32)
    values[:, :50, 1], values[:, 50:, 2] = 0.1, 40.0
    map_ = BoundaryMap(asked, values, None, ClassReading(False, 0.0, -1.0))
    rgba = map_rgba(map_, iris, MapColours()).astype(int)
    unsure, sure = (np.abs(rgba[0, k, :3] - 255).sum() for k in (0, 99))
    assert unsure < sure
    marks = boundary_figure(map_, iris, plane).plots[0].marks
    assert any(isinstance(m, Segments) for m in marks)
    image = next(m for m in marks if isinstance(m, Image))
    assert image.names == ("Score of setosa", "Score of versicolor", "Score of virginica")


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.998, "99.8 %"),
        (0.97, "97 %"),
        (0.5, "50 %"),
        (0.99991, "99.991 %"),
        (2e-9, "0.0000002 %"),
        (1.0, "100 %"),
    ],
)
def test_a_share_that_is_not_quite_all_never_reads_so(share: float, said: str) -> None:
    assert share_text(share) == said


def test_circles_are_round_on_paper_and_a_table_fills_it() -> None:
    circles = prepare(DataSettings(source=sources["circles"]()))
    assert boundary_figure(None, circles, default_plane(circles)).plots[0].aspect == 1
    iris = prepare(DataSettings(source=sources["iris"](features="petal")))
    assert input_plane(iris, 0, 1).aspect == 1, "both are in centimetres"
    wine = prepare(DataSettings(source=sources["wine"]()))
    assert boundary_figure(None, wine, input_plane(wine, 0, 1)).plots[0].aspect is None
    assert boundary_figure(None, wine, default_plane(wine)).plots[0].aspect == 1


def test_a_regression_has_no_boundary_in_its_title() -> None:
    data = prepare(DataSettings(source=sources["plane"]()))
    plane = default_plane(data)
    assert (
        boundary_figure(answered(request(plane, data), kind="regression"), data, plane).title == "Predictions"
    )


def test_the_caption_says_how_a_figure_came_about() -> None:
    text = run_caption(TrainingSettings(seed=7, learning_rate=0.03, batch=32), "Two spirals", 28900, 1240.0)
    for piece in (
        "Two spirals",
        "seed 7",
        "learning rate 0.03",
        "batch size 32",
        "step 28,900",
        "epoch 1,240",
    ):
        assert piece in text


@pytest.mark.parametrize(
    ("epoch", "shown"),
    [(0.0, "0"), (0.5, "0.5"), (107.98, "107.98"), (107.999, "107.99"), (12345.0, "12,345")],
)
def test_the_caption_does_not_round_an_epoch_up(epoch: float, shown: str) -> None:
    assert run_caption(TrainingSettings(), "", 1, epoch).endswith(f" epoch {shown}")


def test_figures_are_built_without_qt() -> None:
    import subprocess

    code = (
        "import sys, nnsim.figures.loss_figure, nnsim.figures.boundary_figure,"
        "nnsim.figures.gradient_figure;"
        "sys.exit(any(m.startswith(('PySide6', 'pyqtgraph')) for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def read(figure) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(to_csv(figure)))


def test_pandas_reads_the_boundary_as_one_table() -> None:
    prepared = spirals()
    plane = default_plane(prepared)
    answer = answered(request(plane, prepared))
    frame = read(boundary_figure(answer, prepared, plane))
    grid, points = frame[frame.part == "Grid"], frame[frame.part != "Grid"]
    *_, probability = prepared.target_names
    assert list(frame.columns) == ["part", *(a.label for a in plane.axes), f"P({probability})", "target"]
    assert len(grid) == answer.values[..., 0].size
    assert grid[f"P({probability})"].between(0, 1).all()
    assert len(points) == len(prepared.dataset)
    assert set(points.part) == {"Training", "Validation", "Test"}
    assert set(points.target) == set(prepared.target_names)
    assert all(frame[a.label].dtype == float and frame[a.label].notna().all() for a in plane.axes)


def test_pandas_reads_the_gradients_as_one_table_with_what_is_exactly_0() -> None:
    run = History(columns(2))
    rows = np.ones((3, run.columns.width))
    rows[1, GRADIENT.column(run.columns.layers[0])] = 0.0
    run.add_points(Readings(1, 1, rows, 1.0))
    frame = read(gradient_figure(run))
    names = [f"‖∂L/∂W‖ {layer.name}" for layer in run.columns.layers]
    assert list(frame.columns) == ["Steps", *names]
    assert frame[names[0]].tolist() == [1, 0, 1]
    heat = read(gradient_figure(run, view="heat"))
    assert list(heat.columns) == ["Steps", "Layer", "‖∂L/∂W‖"]
    assert len(heat) == 6
    assert heat["‖∂L/∂W‖"].dtype == float or heat["‖∂L/∂W‖"].dtype == int


@pytest.mark.parametrize("classes", [0, 2, 3])
def test_pandas_reads_the_curve_of_one_input_as_one_table(classes: int) -> None:
    x = np.linspace(-1, 1, 30)[:, None]
    targets = np.arange(30) % classes if classes else x[:, 0] ** 2
    prepared = examples(x, targets, classes)
    plane = default_plane(prepared)
    units = 1 if classes in (0, 2) else classes
    wanted = request(plane, prepared)
    shape = (1, len(np.linspace(*wanted.u_range, 40)), units)
    answer = BoundaryMap(wanted, np.full(shape, 0.25, np.float32), None)
    frame = read(boundary_figure(answer, prepared, plane))
    curve, points = frame[frame.part == "Curve"], frame[frame.part != "Curve"]
    assert len(curve) == 40
    assert len(points) == 30
    assert points.target.notna().all()
    assert curve.iloc[:, 2].notna().all()
    if classes:
        assert not [name for name in frame.columns if name == "Probability"]


def _colours_of(rgba: np.ndarray) -> set[tuple[int, ...]]:
    return {tuple(colour) for colour in rgba.reshape(-1, 4).tolist()}


def test_without_shades_a_place_has_the_colour_of_its_class_alone() -> None:
    prepared = spirals()
    binary = answered(request(default_plane(prepared), prepared))
    assert len(_colours_of(map_rgba(binary, prepared, MapColours()))) > 10
    flat = map_rgba(binary, prepared, MapColours(), discrete=True)
    assert len(_colours_of(flat)) == 2
    wins = binary.values[..., 0] > 0.5
    assert len(_colours_of(flat[wins])) == len(_colours_of(flat[~wins])) == 1
    iris = prepare(DataSettings(source=sources["iris"]()))
    values = np.random.default_rng(0).dirichlet((1, 1, 1), (20, 20)).astype(np.float32)
    three = BoundaryMap(request(default_plane(iris), iris), values)
    assert len(_colours_of(map_rgba(three, iris, MapColours(), discrete=True))) == 3
