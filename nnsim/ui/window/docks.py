"""The docks of the main window: what there is, where it stands at first, and where it was left."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QWidget

from nnsim.base.text import mark, tr
from nnsim.ui.look import fonts
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.widgets.labels import ElidedLabel
from nnsim.ui.widgets.style import icon_button

if TYPE_CHECKING:
    from nnsim.ui.panel import Panel
    from nnsim.ui.window.main_window import MainWindow

LAYOUT_VERSION = 1
ROOMY = 640
"""Width from which a dock's title bar shows its handles."""
DEFAULT_SIZE = (1600, 1000)
SMALL = QSize(960, 640)
"""A screen that is narrower has its panels behind tabs; on a lower one they are lower, too."""
SMALL_SHARE = 0.42
SIDES, SMALL_SIDES = (216, 300), (188, 264)
"""Widths of palette and inspector, at first and where there is little room."""
LEAST_CANVAS = 220
"""Width below which the canvas has too little room for its messages."""
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

    def __init__(self, dock: QDockWidget, title: str, short: str, controls: list[QWidget]) -> None:
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


def make(window: MainWindow) -> dict[str, QDockWidget]:
    """Make all docks of `window` and put them in their first places."""
    widgets: dict[str, QWidget] = {
        "palette": window.palette_box,
        "inspector": window.inspector,
        "layers": window.layer_list,
    }
    docks: dict[str, QDockWidget] = {}
    for key, title in _SIDES:
        docks[key] = _dock(window, key, tr(title), widgets[key], [])
        if key != "layers":
            docks[key].setTitleBarWidget(QWidget())
    for panel in window.panels:
        controls = list(panel.header())
        docks[panel.key] = _dock(window, panel.key, panel.name, panel, controls, panel.short_name)
        panel.named.connect(partial(_rename, docks[panel.key], panel))
    table = window.runs_list
    docks["runs"] = _dock(window, "runs", tr("Runs"), table, list(table.header()))
    window.docks = docks
    window.palette_box.setMinimumWidth(fonts.grown(188))
    window.setCorner(Qt.Corner.BottomLeftCorner, BOTTOM)
    window.setCorner(Qt.Corner.BottomRightCorner, BOTTOM)
    arrange(window)
    return docks


def _dock(
    window: MainWindow, key: str, title: str, content: QWidget, controls: list[QWidget], short: str = ""
) -> QDockWidget:
    dock = QDockWidget(title, window)
    dock.setObjectName(key)
    dock.setWidget(content)
    dock.setTitleBarWidget(_TitleBar(dock, title, short, controls))
    dock.toggleViewAction().setText(title)
    # Asked for, it is seen: not as one more tab behind another.
    dock.toggleViewAction().triggered.connect(lambda shown: dock.raise_() if shown else None)
    return dock


def _rename(dock: QDockWidget, panel: Panel, title: str) -> None:
    """Call a dock as its panel calls itself now, in its bar and in the View menu."""
    dock.setWindowTitle(title)
    bar = dock.titleBarWidget()
    if isinstance(bar, _TitleBar):
        bar.name.set_texts(title, panel.short_name)


def arrange(window: MainWindow, room: QSize | None = None) -> None:
    """Put every dock where it stands at first, in a window of the size `room`; None: as large as the screen lets it."""
    room = _room(window) if room is None else room
    for dock in window.docks.values():
        dock.setFloating(False)
        window.removeDockWidget(dock)
    window.addDockWidget(LEFT, window.docks["palette"])
    window.addDockWidget(LEFT, window.docks["layers"])
    window.addDockWidget(RIGHT, window.docks["inspector"])
    bottom = [window.docks[panel.key] for panel in window.panels]
    for dock in bottom:
        window.addDockWidget(BOTTOM, dock)
    window.panels_behind_tabs = is_small = room.width() < fonts.grown(SMALL.width())
    for left, right in pairwise(bottom):
        if is_small:
            window.tabifyDockWidget(left, right)
        else:
            window.splitDockWidget(left, right, Qt.Orientation.Horizontal)
    window.tabifyDockWidget(bottom[-1], window.docks["runs"])
    bottom[0].raise_()
    for dock in window.docks.values():
        dock.show()
    for key in _HIDDEN:
        window.docks[key].hide()
    sides = SMALL_SIDES if is_small else SIDES
    window.resizeDocks(
        [window.docks["palette"], window.docks["inspector"]],
        [fonts.grown(side) for side in sides],
        Qt.Orientation.Horizontal,
    )
    shares = [26, 22, 32][: len(bottom)] + [20] * max(0, len(bottom) - 3)
    window.resizeDocks(bottom, [10 * s for s in shares], Qt.Orientation.Horizontal)
    height = 320 if room.height() >= SMALL.height() else int(SMALL_SHARE * room.height())
    window.resizeDocks(bottom, [height] * len(bottom), Qt.Orientation.Vertical)


def _room(window: MainWindow) -> QSize:
    """Return what the screen has for a window, the desktop's borders taken off."""
    room: QSize = window.screen().availableGeometry().size()
    return room - QSize(FRAME, FRAME)


def follow_size(window: MainWindow) -> None:
    """Put panels side by side once there is room for them, and give a canvas that became narrow what the sides can spare."""
    if window.panels_behind_tabs and window.width() >= fonts.grown(SMALL.width()):
        arrange(window, window.size())
    sides = [window.docks["palette"], window.docks["inspector"]]
    taken = sum(dock.width() for dock in sides if not dock.isHidden() and not dock.isFloating())
    if window.width() - taken < fonts.grown(LEAST_CANVAS):
        window.resizeDocks(sides, [fonts.grown(side) for side in SMALL_SIDES], Qt.Orientation.Horizontal)


def reveal(window: MainWindow, key: str) -> None:
    """Bring a dock into sight."""
    window.docks[key].show()
    window.docks[key].raise_()


def hide_all(window: MainWindow) -> None:
    """Hide the docks for a place that needs the whole window, and remember how they stood."""
    window.network_layout = window.saveState(LAYOUT_VERSION)
    for dock in window.docks.values():
        dock.hide()


def bring_back(window: MainWindow) -> None:
    """Show the docks as they stood; the window keeps the size its user gave it."""
    size = window.size()
    window.restoreState(window.network_layout, LAYOUT_VERSION)
    window.resize(size)


def remember(window: MainWindow, preferences: Preferences) -> None:
    """Keep size and layout for the next start."""
    window.go_to("network")
    preferences.geometry = window.saveGeometry()
    preferences.layout = window.saveState(LAYOUT_VERSION)


def restore(window: MainWindow, preferences: Preferences) -> None:
    """Bring size and layout back as they were left, or take the first ones."""
    geometry, layout = preferences.geometry, preferences.layout
    if geometry is None or not window.restoreGeometry(geometry):
        window.resize(QSize(*DEFAULT_SIZE).boundedTo(_room(window)))
    if layout is not None:
        window.panels_behind_tabs = False  # these stand as somebody left them
        first = window.saveState(LAYOUT_VERSION)
        window.restoreState(layout, LAYOUT_VERSION)
        if window.minimumSizeHint().width() > window.screen().availableGeometry().width():
            # Left so on a larger screen, or at a smaller scale: part of it would lie beyond the edge.
            window.restoreState(first, LAYOUT_VERSION)
            window.panels_behind_tabs = True
            window.resize(window.size().boundedTo(_room(window)))
