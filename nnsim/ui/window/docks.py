"""The docks of the main window: what there is, where it stands at first, and where it was left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QByteArray, QRect, QSize, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QStyle, QTabBar, QWidget

from nnsim.base.text import mark, tr
from nnsim.ui.look import fonts
from nnsim.ui.panel import Panel
from nnsim.ui.place import Place, places
from nnsim.ui.runs_table.runs_list import RunsList
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.widgets.holding import layout_of
from nnsim.ui.window.dock_title import TitleBar, rename
from nnsim.ui.window.floating import Floating

LAYOUT_VERSION = 1
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
LEAST_DOCK = (180, 120)
"""Width and height below which a dock that stands beside the canvas is of no use."""
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
    ("twins", mark("Twins")),
)
_HIDDEN = ("layers", "runs", "twins")
"""Docks beside the panels that are not seen before somebody asks for them."""


class Docks(Mapping[str, QDockWidget]):
    """All docks of one window, by key.

    Every place has a layout of its own, taken when it is left; a place without docks has none, so that
    going through it changes nothing.

    Parameters
    ----------
    sides
        What stands at the sides, by key: ``palette``, ``inspector``, ``layers`` and ``twins``.
    drawn
        Returns where something is drawn on the page: a dock that floats had better not cover it.
    """

    def __init__(
        self,
        window: QMainWindow,
        sides: Mapping[str, QWidget],
        panels: Sequence[Panel],
        runs: RunsList,
        drawn: Callable[[], Iterable[QRect]],
    ) -> None:
        self._window = window
        self._floating = Floating(window, self.values, drawn)
        self._all: dict[str, QDockWidget] = {}
        self._bottom = [panel.key for panel in panels if not panel.lab_row]
        self._hidden = [*_HIDDEN, *(panel.key for panel in panels if panel.lab_row)]
        self._place: type[Place] | None = None
        self._layouts: dict[str, QByteArray] = {}
        self.behind_tabs = False
        """Whether the panels were put behind tabs because the window is too narrow for them."""
        for key, title in _SIDES:
            self._add(key, tr(title), sides[key])
            if key in ("palette", "inspector"):
                self[key].setTitleBarWidget(QWidget())
        for panel in panels:
            self._add(panel.key, panel.name, panel, list(panel.header()), panel.short_name)
            panel.named.connect(partial(rename, self[panel.key], panel))
        self._add("runs", tr("Runs"), runs, list(runs.header()))
        self["twins"].hide()
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
        dock.setTitleBarWidget(TitleBar(dock, title, short, controls, partial(self._floating.toggle, dock)))
        dock.toggleViewAction().setText(title)
        # Asked for, it is seen: not as one more tab behind another.
        dock.toggleViewAction().triggered.connect(lambda shown: self.reveal(key) if shown else None)
        self._all[key] = dock

    # ---- where they stand ----------------------------------------------------------------------

    def arrange(self, room: QSize | None = None) -> None:
        """Put every dock where it stands at first, in a window of the size `room`; None: as large as the screen lets it."""
        window, room = self._window, room or self._room()
        there = ["twins"] if not self["twins"].isHidden() else []  # it comes and goes with what it shows
        for dock in self.values():
            dock.setFloating(False)
            window.removeDockWidget(dock)
        window.addDockWidget(LEFT, self["palette"])
        window.addDockWidget(LEFT, self["layers"])
        window.addDockWidget(RIGHT, self["inspector"])
        window.addDockWidget(RIGHT, self["twins"])
        bottom = [self[key] for key in self._bottom]
        for dock in bottom:
            window.addDockWidget(BOTTOM, dock)
        self.behind_tabs = room.width() < fonts.grown(SMALL.width())
        for left, right in pairwise(bottom):
            if self.behind_tabs:
                window.tabifyDockWidget(left, right)
            else:
                window.splitDockWidget(left, right, Qt.Orientation.Horizontal)
        behind = [self[key] for key in self._hidden if key not in dict(_SIDES)]
        for left, right in pairwise([bottom[-1], *behind]):
            window.tabifyDockWidget(left, right)
        bottom[0].raise_()
        for key, dock in self.items():
            dock.setVisible(key not in self._hidden or key in there)
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

    def bring_within_reach(self) -> None:
        """After a start, let every dock be seen and the canvas have its room, whatever was kept; the sizes are known."""
        for dock in self.values():
            self._floating.bring_back(dock)
            self._floating.lift(dock)
        if not self._stands_by(self._place):
            return
        for mend in (self.follow_size, self._even_out, lambda: self.arrange(self._window.size())):
            if not self._is_cramped():
                return
            mend()
            layout_of(self._window).activate()

    def _even_out(self) -> None:
        """Give docks that stand beside or below the canvas no more than they need."""
        docked = [dock for dock in self.values() if not dock.isHidden() and not dock.isFloating()]
        beside = [dock for dock in docked if self._window.dockWidgetArea(dock) in (LEFT, RIGHT)]
        below = [dock for dock in docked if dock not in beside]
        across, down = fonts.grown(SMALL_SIDES[1]), fonts.grown(LEAST_PANELS)
        self._window.resizeDocks(beside, [across] * len(beside), Qt.Orientation.Horizontal)
        self._window.resizeDocks(below, [down] * len(below), Qt.Orientation.Vertical)

    def _is_cramped(self) -> bool:
        """Return whether the canvas or a dock that is in sight is too small to be of use."""
        page, least = self._window.centralWidget(), fonts.grown(LEAST_CANVAS)
        assert page is not None
        if page.width() < least or page.height() < min(least, self._window.height() // 3):
            return True
        docked = [d for d in self.values() if not d.isFloating() and not d.visibleRegion().isEmpty()]
        return any(dock.width() < LEAST_DOCK[0] or dock.height() < LEAST_DOCK[1] for dock in docked)

    def _lower(self) -> None:
        """Take from the panels below what the canvas lacks in height."""
        window = self._window
        below = [dock for dock in self.values() if self._stands_below(dock)]
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
        self._floating.bring_back(self[key])
        self[key].raise_()

    # ---- from place to place -------------------------------------------------------------------

    def leave(self, old: type[Place], new: type[Place]) -> None:
        """Remember how the docks stand beside a place, and hide those that do not stand beside the next."""
        if self._stands_by(old):
            self._layouts[old.key] = self._window.saveState(LAYOUT_VERSION)
        for key, dock in self.items():
            if not new.has_dock(key):
                dock.hide()
        _let_tabs_take_focus(self._window, self._stands_by(new))

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


def _let_tabs_take_focus(window: QMainWindow, taken: bool) -> None:
    """Let Tab go to the tabs of docks, or pass them by: Qt keeps them beside a place without docks, out of sight."""
    for bar in window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
        bar.setFocusPolicy(Qt.FocusPolicy.TabFocus if taken else Qt.FocusPolicy.NoFocus)
