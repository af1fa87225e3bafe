"""The scenes of a page as a row of buttons, and what the one that was chosen shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.lab.lab_scene import LabScene, lab_scenes
from nnsim.ui.neuronlab.lab_page import LabPage, lab_pages
from nnsim.ui.widgets.holding import let_all_go
from nnsim.ui.widgets.strip import Strip
from nnsim.ui.widgets.style import button, label, set_property, wrapped

_STRIP = 34
"""Height of the row of buttons."""


class SceneRow(QWidget):
    """One button for each scene; the chosen one is marked until another board is shown."""

    def __init__(self, choose: Callable[[LabScene], object]) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Scenes"))
        self._choose = choose
        self._chosen: dict[str, str] = {}
        """By page: key of the scene that was chosen there last."""
        self._page: type[LabPage] | None = None
        self.buttons: dict[str, QPushButton] = {}
        self.words = QLabel()
        self.words.setProperty("tone", "muted")
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        strip = Strip(_STRIP)
        self._row = strip.row
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 8)
        column.setSpacing(4)
        column.addWidget(strip)
        column.addWidget(self.words)

    def show_those_of(self, page: type[LabPage]) -> None:
        """Show the scenes of a page."""
        self._page = page
        let_all_go(self._row)
        self.buttons = {}
        self._row.addWidget(label(tr("Scenes"), "muted"))
        for scene in scenes_of(page):
            made = button(tr(scene.title), partial(self._choose, scene), variant="pill")
            made.setToolTip(wrapped("\n".join(filter(None, (tr(scene.summary), tr(scene.source))))))
            self.buttons[scene.key] = made
            self._row.addWidget(made)
        self._row.addStretch(1)
        self.setVisible(bool(self.buttons))
        self._show_chosen()

    def mark(self, scene: LabScene) -> None:
        """Show which scene was chosen, and what is to be seen there."""
        page = next((kind for kind in lab_pages if issubclass(scene.lays, kind.boards)), None)
        if page is not None:
            self._chosen[page.key] = scene.key
        self._show_chosen()

    def unmark(self) -> None:
        """Show that what lies on the page in sight is no scene."""
        if self._page is not None:
            self._chosen.pop(self._page.key, None)
        self._show_chosen()

    def _show_chosen(self) -> None:
        chosen = self._chosen.get(self._page.key, "") if self._page is not None else ""
        for key, made in self.buttons.items():
            set_property(made, "chosen", key == chosen)
            made.setAccessibleDescription(tr("chosen") if key == chosen else "")
        words = tr(lab_scenes[chosen].summary) if chosen else ""
        if self.buttons and not chosen:
            # A line in any case: what lies below must not move away from under the hand.
            words = tr("Of your own making. Use in network opens it on the canvas.")
        self.words.setText(words)
        self.words.setVisible(bool(words))


def scenes_of(page: type[LabPage]) -> list[LabScene]:
    """Return the scenes a page shows, in their order."""
    return [scene() for scene in lab_scenes if issubclass(scene.lays, page.boards)]
