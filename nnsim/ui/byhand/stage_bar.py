"""The stages of the demonstration as a row of buttons: done, shown now, to come."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

from nnsim.base.text import tr
from nnsim.ui.byhand.working import Working
from nnsim.ui.widgets.holding import let_all_go
from nnsim.ui.widgets.strip import Strip
from nnsim.ui.widgets.style import button, label, set_property


class StageBar(Strip):
    """One button a stage; the one shown now stays in sight."""

    def __init__(self, working: Working) -> None:
        super().__init__()
        self._working = working
        self.buttons: list[QPushButton] = []
        self._titles: tuple[str, ...] = ()
        self.setAccessibleName(tr("Stages"))
        working.changed.connect(self.show_stages)
        self.show_stages()

    def show_stages(self) -> None:
        """Show how far the demonstration is."""
        titles = tuple(stage.title for stage in self._working.shown.stages)
        if titles != self._titles:
            self._make(titles)
        for number, made in enumerate(self.buttons):
            self._show(made, number)
        if self.buttons:
            self.ensureWidgetVisible(self.buttons[self._working.stage], 80, 0)

    def _make(self, titles: tuple[str, ...]) -> None:
        self._titles = titles
        let_all_go(self.row)
        self.buttons = []
        for number in range(len(titles)):
            made = button("", partial(self._working.go_to, number))
            made.installEventFilter(self)
            self.buttons.append(made)
            self.row.addWidget(made)
        self.row.addWidget(label(tr("→ next · ← back"), "muted"))
        self.row.addStretch(1)

    def _show(self, made: QPushButton, number: int) -> None:
        now = self._working.stage
        done = " ✓" if number < now else ""
        made.setText(f"{number + 1} {self._titles[number]}{done}")
        # The one shown now is filled; those done have a mark, so that no colour has to say it.
        set_property(made, "variant", "primary" if number == now else "stage_done" if done else "stage")
        words = tr("done") if number < now else tr("shown now") if number == now else tr("to come")
        made.setAccessibleDescription(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows go back and forth here too, instead of from button to button."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched in self.buttons:
            if event.key() == Qt.Key.Key_Right:
                self._working.forth()
                return True
            if event.key() == Qt.Key.Key_Left:
                self._working.back()
                return True
        return super().eventFilter(watched, event)
