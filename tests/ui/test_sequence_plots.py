"""Sequences as pictures: channels by their names, each in its own range, dates above, the key as wide as there is room."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QFontMetricsF, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare_dataset
from nnsim.data.prepared import Prepared
from nnsim.data.splitters.by_time import ByTime
from nnsim.data.steps.window import Window
from nnsim.ui.datapage.channel_lines import MOST_CHANNELS, ChannelLines, ranges_of
from nnsim.ui.datapage.examples import kind_of
from nnsim.ui.datapage.preview import Preview
from nnsim.ui.datapage.rows import RowsView
from nnsim.ui.datapage.sequence_plots import SequencePlots
from nnsim.ui.look.theme import theme

pytestmark = pytest.mark.usefixtures("dressed")


def windowed(extra: int = 0, rows: int = 12) -> Prepared:
    """Return windows over a year, which is large, a wave, which is small, and columns of noise."""
    t = np.arange(300.0)
    names = ("year", "wave", *(f"more {k}" for k in range(extra)))
    noise = np.random.default_rng(0).normal(size=(300, extra))
    table = Dataset(
        title="t",
        inputs=np.column_stack([2010 + t // 200, np.sin(t / 3), *noise.T]),
        targets=np.cos(t)[:, np.newaxis],
        task="regression",
        input_names=names,
        target_names=("goal",),
        moments=np.datetime64("2010-03-01T00", "s").astype(np.int64) + 3600 * t,
        moments_are_dates=True,
    )
    settings = DataSettings(steps=(Window(length=rows, own_past=False),), splitter=ByTime())
    return prepare_dataset(table, settings)


def picture(widget: QWidget) -> QImage:
    image = QImage(widget.size(), QImage.Format.Format_RGB32)
    widget.render(image)
    return image


def height_of(image: QImage, colour: str) -> int:
    """Return over how many lines of pixels a colour is spread."""
    wanted = QColor(colour).rgb()
    lines = [y for y in range(image.height()) for x in range(image.width()) if image.pixel(x, y) == wanted]
    return max(lines) - min(lines) if lines else 0


def shown(qtbot: QtBot, prepared: Prepared, width: int = 900) -> SequencePlots:
    made = SequencePlots()
    qtbot.addWidget(made)
    made.resize(width, 400)
    made.show_examples(prepared)
    return made


def test_a_large_channel_leaves_the_small_ones_their_height(qtbot: QtBot) -> None:
    plots = shown(qtbot, windowed())
    plots.enlarge(150)
    assert height_of(picture(plots), theme().series[1]) > 150


def test_channels_that_are_no_columns_share_one_range() -> None:
    data = windowed().dataset
    low, high = ranges_of(data, [0, 1])
    assert low.tolist() == pytest.approx([2010, -1], abs=0.02)
    assert high.tolist() == pytest.approx([2011, 1], abs=0.02)
    low, high = ranges_of(replace(data, channel_names=()), [0, 1])
    assert (len(set(low.tolist())), len(set(high.tolist()))) == (1, 1)


def test_a_channel_without_any_number_is_drawn_nowhere(qtbot: QtBot) -> None:
    data = windowed()
    gone = np.array(data.dataset.inputs)
    gone[..., 0] = np.nan
    gone[3, 4, 1] = np.nan
    plots = shown(qtbot, replace(data, dataset=replace(data.dataset, inputs=gone, missing="mean")))
    assert height_of(picture(plots), theme().series[1]) > 100


def test_channels_are_called_as_their_columns_and_those_without_room_are_counted(qtbot: QtBot) -> None:
    metrics = QFontMetricsF(shown(qtbot, windowed()).font())
    lines = ChannelLines(windowed(extra=20).dataset, [0])
    assert lines.names[:3] == ("year", "wave", "more 0")
    assert len(lines.names) == MOST_CHANNELS
    assert lines.key_in(metrics, 240) == (["year", "wave"], "and 20 more")
    assert ChannelLines(windowed().dataset, [0]).key_in(metrics, 600) == (["year", "wave"], "")


def test_it_is_told_when_each_is(qtbot: QtBot) -> None:
    prepared = windowed()
    plots = shown(qtbot, prepared)
    assert plots.caption_of(0) == f"2010-03-01 12:00 · {np.cos(12):.6g}"
    assert (plots.rows[0], plots.rows[-1]) == (0, len(prepared.dataset) - 1), "from all of the data"
    rows = RowsView()
    qtbot.addWidget(rows)
    rows.show_examples(prepared)
    assert rows._rows._side(1) == "2010-03-01 13:00  2"
    assert rows._rows._heading(1) == "year, 1"


def test_many_columns_over_time_are_sequences_and_no_pictures(qtbot: QtBot) -> None:
    prepared = windowed(extra=8)
    assert kind_of(prepared.dataset) == "sequences"
    assert kind_of(replace(prepared.dataset, channel_names=())) == "images"
    preview = Preview()
    qtbot.addWidget(preview)
    preview.show_examples(prepared)
    assert preview.caption.text() == "12 time steps, 10 channels, each in its own range"
