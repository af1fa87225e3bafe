"""The figures of the Gradient lab: what stands in them is what was read, and nothing else."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.probes.activations import Activations
from nnsim.engine.probes.gradient_budget import Budget, GradientBudget
from nnsim.engine.probes.jacobian_spectrum import JacobianSpectrum
from nnsim.engine.probes.weight_spectrum import WeightSpectrum
from nnsim.figures.budget_figure import budget_figure
from nnsim.figures.depth_figure import VIEWS, Seen, depth_figure
from nnsim.figures.figure import Figure, Image, Line, Points, Spans
from nnsim.figures.figure_table import to_csv
from nnsim.figures.rank_figure import rank_figure
from nnsim.figures.signal_trace import MOST, SignalTrace
from nnsim.training.history import History
from nnsim.training.run import Run
from nnsim.training.scene import Scene, scene_of
from tests.builders import chain, examples, start

ALL = {view.key for view in VIEWS}


@pytest.fixture(scope="module")
def run() -> Run:
    rng = np.random.default_rng(0)
    data = examples(rng.normal(size=(20, 3)), rng.normal(size=(20, 1)))
    parts = [Dense(4, Sigmoid()) for _ in range(3)]
    return start(chain(*parts, Dense(1), loss=MeanSquaredError()), data)


@pytest.fixture(scope="module")
def scene(run: Run) -> Scene:
    return scene_of(run)


@pytest.fixture(scope="module")
def budget(scene: Scene) -> Budget:
    return GradientBudget().take(scene.subject())


def spans(figure: Figure) -> list[Spans]:
    return [mark for mark in figure.plots[0].marks if isinstance(mark, Spans)]


# ---- the budget ----------------------------------------------------------------------------------


def test_the_bars_lead_from_one_to_the_measured_ratio(budget: Budget) -> None:
    found = spans(budget_figure(budget, "c"))
    bars = sorted(
        (x, low, high) for mark in found for x, low, high in zip(mark.x, mark.low, mark.high, strict=True)
    )
    heights = [1.0]
    for _, low, high in bars:
        # Each begins where the last one ended, upwards or downwards.
        assert math.isclose(low, heights[-1]) or math.isclose(high, heights[-1])
        heights.append(high if math.isclose(low, heights[-1]) else low)
    assert heights[-1] == pytest.approx(math.prod(step.measured for step in budget.path()))


def test_each_bar_says_its_factor_and_the_table_has_them_all(budget: Budget) -> None:
    figure = budget_figure(budget, "c")
    values = [value for mark in spans(figure) for value in mark.values]
    assert sorted(values) == sorted(f.value for step in budget.path() for f in step.factors)
    lines = to_csv(figure).splitlines()
    assert len(lines) == 1 + len(values)
    assert "l4 → l3: Slope: Sigmoid" in "\n".join(lines)


def test_a_way_back_ends_at_the_layer_that_is_asked_for(budget: Budget) -> None:
    figure = budget_figure(budget, "c", "l3")
    assert [text for _, text in figure.plots[0].x.ticks] == ["l4 → l3"]
    with pytest.raises(NnsimError, match="no layer called 'l9'"):
        budget_figure(budget, "c", "l9")


# ---- degeneration --------------------------------------------------------------------------------


def test_ranks_stand_at_the_depth_of_their_layers(scene: Scene) -> None:
    jacobian, weights = JacobianSpectrum().take(scene.subject()), WeightSpectrum().take(scene.subject())
    ranks, stretched = rank_figure(jacobian, weights, "c").plots
    line, points = ranks.marks
    assert isinstance(line, Line)
    assert isinstance(points, Points)
    assert list(line.y) == list(jacobian.effective_rank)
    assert dict(zip(points.x, points.y, strict=True)) == {
        1.0 + jacobian.names.index(name.rpartition("/")[0]): rank
        for name, rank in zip(weights.names, weights.effective_rank, strict=True)
    }
    first = stretched.marks[0]
    assert isinstance(first, Line)
    assert list(first.y) == pytest.approx(list(jacobian.greatest))
    # The last layer has one unit: there is no second direction.
    assert math.isnan(stretched.marks[1].y[-1])


# ---- every layer over time -----------------------------------------------------------------------


def test_a_trace_grows_with_every_look_and_begins_anew_back_in_time(scene: Scene) -> None:
    seen, trace = Activations(bins=1).take(scene.subject()), SignalTrace()
    for step in (0, 5, 9):
        trace = trace.with_look(step, seen)
    assert list(trace.steps) == [0, 5, 9]
    assert trace.std.shape == (4, 3)
    assert list(trace.std[:, 2]) == list(seen.std)
    assert list(trace.until(5).steps) == [0, 5]
    assert list(trace.until(None).steps) == [0, 5, 9]
    assert list(trace.with_look(5, seen).steps) == [0, 5]


def test_a_long_trace_keeps_its_ends_and_half_of_the_rest(scene: Scene) -> None:
    seen, trace = Activations(bins=1).take(scene.subject()), SignalTrace()
    for step in range(MOST + 3):
        trace = trace.with_look(step, seen)
    assert MOST // 2 < len(trace.steps) < MOST
    assert trace.steps[0] == 0
    assert trace.steps[-1] == MOST + 2
    assert trace.dead.shape == trace.saturated.shape == (4, len(trace.steps))


def test_all_plots_share_their_steps_and_what_is_switched_off_is_not_there(run: Run, scene: Scene) -> None:
    history = History(run.unreported.columns, run.watch.evaluator.metrics)
    run.advance(30)
    history.add_points(run.take_points())
    seen = Activations(bins=1).take(scene.subject())
    trace = SignalTrace().with_look(0, seen).with_look(40, seen)
    figure = depth_figure(Seen(history, trace), ALL, "c")
    assert len(figure.plots) == len(VIEWS)
    assert {plot.x.range for plot in figure.plots} == {(0.0, 40.0)}
    assert isinstance(figure.plots[1].marks[0], Image)
    assert [plot.title for plot in depth_figure(Seen(history, trace), {"saturated"}, "c").plots] == [
        "Saturated"
    ]
    with pytest.raises(NnsimError, match="nothing to draw"):
        depth_figure(Seen(history, trace), (), "c")
