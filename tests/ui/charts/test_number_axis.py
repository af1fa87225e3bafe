"""An axis with names leaves out those that would lie on each other."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetricsF

from nnsim.ui.charts.axis import TICK_SIZE, NumberAxis
from nnsim.ui.look.fonts import ui_font


@pytest.mark.parametrize("count", [2, 6, 17])
def test_names_below_a_chart_do_not_lie_on_each_other(qtbot, count: int) -> None:
    axis = NumberAxis("bottom")
    axis.names = tuple((float(i), f"dense_{i + 1} → dense_{i}") for i in range(count))
    shown = axis.tickValues(-0.5, count - 0.5, 600.0)[0][1]
    wide = max(QFontMetricsF(ui_font(TICK_SIZE)).horizontalAdvance(name) for _, name in axis.names)
    apart = (shown[1] - shown[0]) * 600.0 / count
    assert apart > wide
    assert shown[0] == 0.0
