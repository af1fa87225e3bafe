"""What is asked of the history: a step to go to, and the memory it may fill."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from nnsim.base.settings import Integer
from nnsim.base.text import mark, ntr, tr
from nnsim.training.keeping import Budget
from nnsim.ui.look import fonts
from nnsim.ui.sitting.looking_back import LookingBack
from nnsim.ui.widgets.number_field import NumberField
from nnsim.ui.widgets.style import label

MEGABYTE = 1_000_000
MOST_MEGABYTES = 1_000_000
WIDTH = 300


class HistoryPopover(QFrame):
    """A small window above the bar; what is typed holds at Enter, Escape closes it."""

    memory_chosen = Signal(int)
    """A user lets the histories fill so many bytes."""

    def __init__(self, past: LookingBack, budget: Budget, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._past, self._budget = past, budget
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "card")
        self.setAccessibleName(tr("History"))
        step = past.latest if past.step is None else past.step
        self.step = NumberField(Integer(label=mark("Step"), low=0, high=max(1, past.latest)), step)
        self.step.setAccessibleName(tr("Step"))
        self.memory = NumberField(
            Integer(label=mark("Memory (MB)"), low=1, high=MOST_MEGABYTES), round(budget.most / MEGABYTE)
        )
        self.memory.setAccessibleName(tr("Memory (MB)"))
        self.words = label("", "muted")
        self.words.setWordWrap(True)
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setSpacing(8)
        for row, (name, field) in enumerate(
            ((tr("Go to step"), self.step), (tr("Memory (MB)"), self.memory))
        ):
            caption = label(name)
            caption.setBuddy(field)
            grid.addWidget(caption, row, 0)
            grid.addWidget(field, row, 1)
        grid.addWidget(self.words, 2, 0, 1, 2)
        self.setFixedWidth(fonts.grown(WIDTH))
        self.step.valueEdited.connect(lambda value: past.go_to(int(value)))
        self.memory.valueEdited.connect(lambda value: self.memory_chosen.emit(int(value) * MEGABYTE))
        leave = past.changed.connect(self._say)
        self.destroyed.connect(lambda *_: leave())
        self._say()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        else:
            super().keyPressEvent(event)

    def _say(self) -> None:
        """Say what is kept of the run, and what is not."""
        kept = self._past.kept
        count = len(kept.steps) if kept is not None else 0
        text = ntr("{n} moment of this run is kept.", "{n} moments of this run are kept.", count)
        parts = [text.format(n=f"{count:,}")]
        used, most = megabytes(self._budget.nbytes), megabytes(self._budget.most)
        parts.append(tr("All runs together fill {used} of {most} MB.").format(used=used, most=most))
        if kept is not None and kept.note:
            parts.append(kept.note)
        text = "\n".join(parts)
        if text != self.words.text():
            self.words.setText(text)


def megabytes(count: int) -> str:
    """Return a number of bytes in megabytes, rounded for people."""
    value = count / MEGABYTE
    return f"{value:,.0f}" if value >= 10 or not count else f"{max(value, 0.1):.1f}"
