"""Bars change over a ground that is kept, and look as if all had been painted anew."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPen

from nnsim.ui.charts.layer_bars import LayerBars
from nnsim.ui.look.theme import manager

pytestmark = pytest.mark.usefixtures("dressed")
NAMES = ["one", "two", "three"]


def _bars(qtbot) -> LayerBars:
    made = LayerBars()
    qtbot.addWidget(made)
    made.resize(300, 200)
    return made


def _picture(bars: LayerBars) -> QImage:
    return bars.grab().toImage()


def _fresh(qtbot, values: list[float], **how) -> QImage:
    bars = _bars(qtbot)
    bars.set_layers(how.get("names", NAMES), "g")
    bars.set_samples([QPen(how.get("pen", "red"))] * 3, how.get("hidden", frozenset()))
    bars.set_values(np.array(values), how.get("decades", (-3.0, 0.0)))
    bars.point_at(how.get("at", -1))
    return _picture(bars)


def test_the_ground_follows_everything_that_stands_on_it(qtbot) -> None:
    bars = _bars(qtbot)
    bars.set_layers(NAMES, "g")
    bars.set_samples([QPen("red")] * 3, frozenset())
    bars.set_values(np.array([1.0, 0.1, 0.01]), (-3.0, 0.0))
    assert _picture(bars) == _fresh(qtbot, [1.0, 0.1, 0.01])
    ground = bars._picture._ground.cacheKey()
    bars.set_values(np.array([0.5, 0.002, 0.3]), (-3.0, 0.0))
    assert _picture(bars) == _fresh(qtbot, [0.5, 0.002, 0.3])
    assert bars._picture._ground.cacheKey() == ground, "only bars and values have changed"
    bars.set_values(np.array([0.5, 0.002, 0.3]), (-5.0, 1.0))
    assert _picture(bars) == _fresh(qtbot, [0.5, 0.002, 0.3], decades=(-5.0, 1.0))
    bars.set_samples([QPen("blue")] * 3, frozenset({1}))
    how = {"decades": (-5.0, 1.0), "pen": "blue", "hidden": frozenset({1})}
    assert _picture(bars) == _fresh(qtbot, [0.5, 0.002, 0.3], **how)
    bars.point_at(2)
    assert _picture(bars) == _fresh(qtbot, [0.5, 0.002, 0.3], at=2, **how)


def test_the_ground_follows_theme_and_size(qtbot) -> None:
    bars = _bars(qtbot)
    bars.set_layers(NAMES, "g")
    bars.set_samples([QPen("red")] * 3, frozenset())
    bars.set_values(np.array([1.0, 0.1, 0.01]), (-3.0, 0.0))
    dark = _picture(bars)
    manager().use("light")
    bars.update()
    assert _picture(bars) != dark
    assert _picture(bars) == _fresh(qtbot, [1.0, 0.1, 0.01])
    bars.resize(320, 220)
    assert _picture(bars).size() == bars.size()
    bars.set_layers([], "g")
    assert not _picture(bars).isNull()
