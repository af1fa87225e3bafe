"""The docks of the main window: what there is, where it stands at first, and where it was left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMainWindow, QStyle, QWidget

from nnsim.base.text import mark, tr
from nnsim.ui.look import fonts
from nnsim.ui.panel import Panel
from nnsim.ui.place import Place, places
from nnsim.ui.runs_table.runs_list import RunsList
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.widgets.labels import ElidedLabel
from nnsim.ui.widgets.style import icon_button

LAYOUT_VERSION = 1
ROOMY = 640
"""Width from which a dock's title bar shows its handles."""
DEFAULT_SIZE = (1600, 1000)
SMALL = QSize(960, 640)
"""A screen that is narrower has its panels behind tabs; on a lower one they are lower, too."""
SMALL_SHARE = 0.42
SIDES, SMALL_SIDES = (216, 300), (188, 264)
"""Widths of palette and inspector, at first and where there is little room."""
LEAST_CANVAS = 300
"""Width and height below which the canvas has too little room."""
LEAST_PANELS = 150
"""Height that panels keep all the same."""
FRAME = 40
"""Room for the title bar and borders the desktop puts around a window."""
LEFT, RIGHT, BOTTOM = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)

_SIDES = (
    ("palette", mark("Layers to add")),
    ("inspector", mark("Settings")),
    ("layers", mark("List of layers")),
)
_HIDDEN = ("layers", "runs")
"""Docks that are not seen before somebody asks for them."""


class _TitleBar(QWidget):
    """A dock's title with its panel's controls on the right."""

    def __init__(self, dock: QDockWidget, title: str, short: str, controls: Sequence[QWidget]) -> None:
        super().__init__(dock)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.setSpacing(6)
        self.name = name = ElidedLabel(title, short=short)
        font = fonts.ui_font()
        font.setBold(True)
        name.setFont(font)
        row.addWidget(name, 1)
        for control in controls:
            row.addWidget(control)
        self._handles = [
            icon_button("float", tr("Float or dock again"), lambda: dock.setFloating(not dock.isFloating())),
            icon_button("close", tr("Hide; bring back from the View menu"), dock.hide),
        ]
        for handle in self._handles:
            handle.hide()  # until it is known to have room: what is not shown yet would ask for it all the same
            row.addWidget(handle)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the title its room: a narrow dock floats by double-click and hides by the View menu."""
        super().resizeEvent(event)
        for handle in self._handles:
            handle.setVisible(event.size().width() >= ROOMY)


class Docks(Mapping[str, QDockWidget]):
    """All docks of one window, by key.

    Every place has a layout of its own, taken when it is left; a place without docks has none, so that
    going through it changes nothing.

    Parameters
    ----------
    sides
        What stands at the sides, by key: ``palette``, ``inspector`` and ``layers``.
    """

    def __init__(
        self, window: QMainWindow, sides: Mapping[str, QWidget], panels: Sequence[Panel], runs: RunsList
    ) -> None:
        self._window = window
        self._all: dict[str, QDockWidget] = {}
        self._bottom = [panel.key for panel in panels]
        self._place: type[Place] | None = None
        self._layouts: dict[str, QByteArray] = {}
        self.behind_tabs = False
        """Whether the panels were put behind tabs because the window is too narrow for them."""
        for key, title in _SIDES:
            self._add(key, tr(title), sides[key])
            if key != "layers":
                self[key].setTitleBarWidget(QWidget())
        for panel in panels:
            self._add(panel.key, panel.name, panel, list(panel.header()), panel.short_name)
            panel.named.connect(partial(_rename, self[panel.key], panel))
        self._add("runs", tr("Runs"), runs, list(runs.header()))
        sides["palette"].setMinimumWidth(fonts.grown(188))
        window.setCorner(Qt.Corner.BottomLeftCorner, BOTTOM)
        window.setCorner(Qt.Corner.BottomRightCorner, BOTTOM)
        self.arrange()

    def __getitem__(self, key: str) -> QDockWidget:
        return self._all[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def _add(
        self, key: str, title: str, content: QWidget, controls: Sequence[QWidget] = (), short: str = ""
    ) -> None:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(key)
        dock.setWidget(content)
        dock.setTitleBarWidget(_TitleBar(dock, title, short, controls))
        dock.toggleViewAction().setText(title)
        # Asked for, it is seen: not as one more tab behind another.
        dock.toggleViewAction().triggered.connect(lambda shown: dock.raise_() if shown else None)
        self._all[key] = dock

    # ---- where they stand ----------------------------------------------------------------------

    def arrange(self, room: QSize | None = None) -> None:
        """Put every dock where it stands at first, in a window of the size `room`; None: as large as the screen lets it."""
        window, room = self._window, room or self._room()
        for dock in self.values():
            dock.setFloating(False)
            window.removeDockWidget(dock)
        window.addDockWidget(LEFT, self["palette"])
        window.addDockWidget(LEFT, self["layers"])
        window.addDockWidget(RIGHT, self["inspector"])
        bottom = [self[key] for key in self._bottom]
        for dock in bottom:
            window.addDockWidget(BOTTOM, dock)
        self.behind_tabs = room.width() < fonts.grown(SMALL.width())
        for left, right in pairwise(bottom):
            if self.behind_tabs:
                window.tabifyDockWidget(left, right)
            else:
                window.splitDockWidget(left, right, Qt.Orientation.Horizontal)
        window.tabifyDockWidget(bottom[-1], self["runs"])
        bottom[0].raise_()
        for key, dock in self.items():
            dock.setVisible(key not in _HIDDEN)
        self._give_room(room, bottom)

    def _give_room(self, room: QSize, bottom: list[QDockWidget]) -> None:
        self._narrow(SMALL_SIDES if self.behind_tabs else SIDES)
        shares = [26, 22, 32][: len(bottom)] + [20] * max(0, len(bottom) - 3)
        self._window.resizeDocks(bottom, [10 * s for s in shares], Qt.Orientation.Horizontal)
        height = 320 if room.height() >= SMALL.height() else int(SMALL_SHARE * room.height())
        self._window.resizeDocks(bottom, [height] * len(bottom), Qt.Orientation.Vertical)

    def _narrow(self, widths: tuple[int, int]) -> None:
        sides = [self["palette"], self["inspector"]]
        self._window.resizeDocks(sides, [fonts.grown(side) for side in widths], Qt.Orientation.Horizontal)

    def _room(self) -> QSize:
        """Return what the screen has for a window, the desktop's borders taken off."""
        room: QSize = self._window.screen().availableGeometry().size()
        return room - QSize(FRAME, FRAME)

    def follow_size(self) -> None:
        """Put panels side by side once there is room for them, and give a canvas that became small what docks can spare."""
        if not self._stands_by(self._place):
            return
        window = self._window
        if self.behind_tabs and window.width() >= fonts.grown(SMALL.width()):
            self.arrange(window.size())
        sides = (self["palette"], self["inspector"])
        taken = sum(dock.width() for dock in sides if not dock.isHidden() and not dock.isFloating())
        if window.width() - taken < fonts.grown(LEAST_CANVAS):
            self._narrow(SMALL_SIDES)
        self._lower()

    def _lower(self) -> None:
        """Take from the panels below what the canvas lacks in height."""
        window = self._window
        below = [self[key] for key in (*self._bottom, "runs") if self._stands_below(self[key])]
        bar = window.menuWidget()
        taken = window.statusBar().height() + (bar.height() if bar is not None else 0)
        taken += window.style().pixelMetric(QStyle.PixelMetric.PM_DockWidgetSeparatorExtent)
        spare = window.height() - taken - fonts.grown(LEAST_CANVAS)
        if below and max(dock.height() for dock in below) > spare:
            height = max(spare, fonts.grown(LEAST_PANELS))
            window.resizeDocks(below, [height] * len(below), Qt.Orientation.Vertical)

    def _stands_below(self, dock: QDockWidget) -> bool:
        is_there = not dock.isHidden() and not dock.isFloating()
        return is_there and self._window.dockWidgetArea(dock) == BOTTOM

    def reveal(self, key: str) -> None:
        """Bring a dock into sight."""
        self[key].show()
        self[key].raise_()

    # ---- from place to place -------------------------------------------------------------------

    def leave(self, old: type[Place], new: type[Place]) -> None:
        """Remember how the docks stand beside a place, and hide those that do not stand beside the next."""
        if self._stands_by(old):
            self._layouts[old.key] = self._window.saveState(LAYOUT_VERSION)
        for key, dock in self.items():
            if not new.has_dock(key):
                dock.hide()

    def enter(self, place: type[Place]) -> None:
        """Show the docks of a place as they stood there; the window keeps the size its user gave it."""
        self._place = place
        if not self._stands_by(place):
            return
        size = self._window.size()
        layout = self._layouts.get(place.key)
        if layout is None:
            self.arrange(size)
        else:
            self._window.restoreState(layout, LAYOUT_VERSION)
        for key, dock in self.items():
            if not place.has_dock(key):
                dock.hide()
        self._window.resize(size)

    def _stands_by(self, place: type[Place] | None) -> bool:
        """Return whether any dock stands beside a place."""
        return place is not None and any(place.has_dock(key) for key in self)

    # ---- from start to start -------------------------------------------------------------------

    def remember(self, preferences: Preferences) -> None:
        """Keep size and layouts for the next start."""
        assert self._place is not None
        if self._stands_by(self._place):
            self._layouts[self._place.key] = self._window.saveState(LAYOUT_VERSION)
        preferences.geometry = self._window.saveGeometry()
        for key, layout in self._layouts.items():
            preferences.set_layout(key, layout)

    def restore(self, preferences: Preferences, place: type[Place]) -> None:
        """Bring the size and the layout of the first place back as they were left, or take the first ones."""
        window, self._place = self._window, place
        known = {kind.key: preferences.layout(kind.key) for kind in places}
        self._layouts = {key: layout for key, layout in known.items() if layout is not None}
        geometry, layout = preferences.geometry, self._layouts.get(place.key)
        if geometry is None or not window.restoreGeometry(geometry):
            window.resize(QSize(*DEFAULT_SIZE).boundedTo(self._room()))
        if layout is not None:
            self.behind_tabs = False  # these stand as somebody left them
            first = window.saveState(LAYOUT_VERSION)
            window.restoreState(layout, LAYOUT_VERSION)
            if window.minimumSizeHint().width() > window.screen().availableGeometry().width():
                # Left so on a larger screen, or at a smaller scale: part of it would lie beyond the edge.
                window.restoreState(first, LAYOUT_VERSION)
                self.behind_tabs = True
                window.resize(window.size().boundedTo(self._room()))


def _rename(dock: QDockWidget, panel: Panel, title: str) -> None:
    """Call a dock as its panel calls itself now, in its bar and in the View menu."""
    dock.setWindowTitle(title)
    bar = dock.titleBarWidget()
    if isinstance(bar, _TitleBar):
        bar.name.set_texts(title, panel.short_name)
