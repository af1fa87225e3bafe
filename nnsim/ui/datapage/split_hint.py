"""What is to be known of the split, right where it is set: what it gives away, and the way out."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.data.notes import Note, switches_of
from nnsim.data.prepared import Prepared
from nnsim.data.splitter import Splitter, spans_told, to_splitter
from nnsim.data.splitters.by_time import ByTime
from nnsim.data.splitters.random_split import RandomSplit
from nnsim.data.tables.likely_time import offered
from nnsim.ui.datapage.done import Point
from nnsim.ui.widgets.holding import let_all_go, let_be_seen, widgets_in


def by_time_words() -> str:
    """Return why rows that follow each other are split by time."""
    return tr("Split by time, as an example reads the rows before it")


def at_random_words() -> str:
    """Return why rows are dealt by chance again."""
    return tr("Split at random again, as no example reads the rows before it any more")


def hints_of(prepared: Prepared, splitter: Splitter) -> Iterator[str]:
    """Yield why the split is by time, when its parts are, and what it gives away with the split that does not; and
    which column may be the time, that a series is split by.
    """
    if prepared.dataset.whole:
        return
    # Where windows say that no time is known, that is the same button once more.
    yield from [text for text in prepared.summary if offered([text])][-1:]
    if isinstance(splitter, ByTime):
        if prepared.joins_rows:
            yield Note(by_time_words(), to_splitter(RandomSplit()))
        yield from spans_told(prepared.dataset, prepared.rows)
    for text in prepared.summary:
        # A way out is one other split; where all the others are offered, nothing is wrong.
        switches = switches_of(text)
        if len(switches) == 1 and [name for name, _ in switches[0].changes] == ["splitter"]:
            yield text


class SplitHint(QWidget):
    """A few sentences below the choice of the split; nothing at all where there is nothing to say."""

    turned = Signal(object)
    """A user wants another split: a `Switch`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.hide()

    def show_examples(self, prepared: Prepared | None, splitter: Splitter) -> None:
        """Say what is to be known of other examples, which `splitter` dealt."""
        let_all_go(self._column)
        hints = [] if prepared is None else list(hints_of(prepared, splitter))
        for text in hints:
            point = Point(text, self)
            point.turned.connect(self.turned)
            self._column.addWidget(point)
        let_be_seen(self, bool(hints))

    def points(self) -> list[Point]:
        """Return what is said, with its buttons."""
        return [point for point in widgets_in(self._column) if isinstance(point, Point)]
