"""The forecast on the canvas: switched on by mouse, it follows every edit, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnsim.document import edits
from nnsim.document.graph import Edge
from nnsim.training.forecast import forecast
from nnsim.training.setup import Setup
from nnsim.ui.canvas.carried import carried_by
from nnsim.ui.canvas.forecast_view import ForecastView
from nnsim.ui.places.network import NetworkPlace
from nnsim.ui.sitting import forecasting as forecasting_module


@pytest.fixture
def sitting(open_desk: Callable[..., Desk]) -> Iterator[Desk]:
    made = open_desk(window=True)
    made.window.resize(1600, 1000)
    made.window.show()
    yield made
    made.window.hide()


def view_of(sitting: Desk) -> ForecastView:
    place = sitting.window.desk.places["network"]
    assert isinstance(place, NetworkPlace)
    return place.forecast


def press(sitting: Desk) -> None:
    QTest.mouseClick(view_of(sitting).switch, Qt.MouseButton.LeftButton)


def pens(sitting: Desk) -> dict[Edge, tuple[str, float]]:
    edges = sitting.window.desk.canvas.canvas.edges
    return {edge: (item.pen().color().name(), item.pen().widthF()) for edge, item in edges.items()}


def test_it_colours_the_edges_with_what_the_engine_forecasts_and_says_it(sitting: Desk) -> None:
    before, forecasting = pens(sitting), sitting.session.labs.forecasting
    press(sitting)
    sitting.wait(lambda: forecasting.forecast is not None)
    workspace = sitting.workspace
    expected = forecast(Setup(workspace.resolved, workspace.training, workspace.prepared))
    assert forecasting.forecast.edges == expected.edges
    assert view_of(sitting).words.text() == expected.sentence()
    looks = carried_by(expected.edges)
    assert set(looks) == set(before)
    for edge, item in sitting.window.desk.canvas.canvas.edges.items():
        assert item.pen().widthF() == looks[edge].width
        assert looks[edge].text in item.toolTip()
    press(sitting)
    assert forecasting.forecast is None
    assert pens(sitting) == before
    assert view_of(sitting).words.isHidden()


def test_it_follows_an_edit_of_the_drawing_and_of_the_seed(sitting: Desk) -> None:
    forecasting = sitting.session.labs.forecasting
    press(sitting)
    sitting.wait(lambda: forecasting.forecast is not None)
    first = forecasting.forecast
    hidden = sitting.workspace.graph.nodes[1]
    wider = replace(hidden.layer, units=9)
    sitting.workspace.edit_graph("wider", lambda g: edits.set_layer(g, hidden.id, wider))
    sitting.wait(lambda: forecasting.forecast is not first)
    second = forecasting.forecast
    assert second.edges != first.edges
    sitting.workspace.edit("seed", lambda p: replace(p, training=replace(p.training, seed=5)))
    sitting.wait(lambda: forecasting.forecast is not second)
    assert forecasting.forecast.edges != second.edges


def test_where_nothing_can_run_there_is_no_forecast_and_none_is_left_over(sitting: Desk) -> None:
    forecasting = sitting.session.labs.forecasting
    press(sitting)
    sitting.wait(lambda: forecasting.forecast is not None)
    entry = sitting.workspace.graph.nodes[0].id
    sitting.workspace.edit_graph("without data", lambda g: edits.remove(g, [entry]))
    sitting.wait(lambda: forecasting.forecast is None)
    assert view_of(sitting).words.isHidden()


def test_a_forecast_that_fails_is_said_and_the_next_edit_tries_again(
    sitting: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(setup: Setup) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(forecasting_module, "forecast", fails)
        press(sitting)
        sitting.wait(lambda: "the log says why" in view_of(sitting).words.text())
    sitting.workspace.edit("seed", lambda p: replace(p, training=replace(p.training, seed=5)))
    sitting.wait(lambda: bool(sitting.session.labs.forecasting.forecast.edges))


def test_the_weakest_edges_are_told_by_width_and_dashes_not_by_colour_alone() -> None:
    edges = [Edge(str(k), str(k + 1)) for k in range(4)]
    looks = carried_by(dict(zip(edges, (1.0, 1e-2, 1e-6, float("nan")), strict=True)))
    assert [looks[e].state for e in edges] == ["good", "warning", "bad", "bad"]
    widths = [looks[e].width for e in edges]
    assert widths[0] > widths[1] > widths[2]
    assert len({tuple(looks[e].dashes) for e in edges[:3]}) == 3
    assert [looks[e].text for e in edges[:3]] == ["1.0", "1/100", "1/1,000,000"]
