"""What every panel is: a view of a run that can be drawn, cleared, saved and asked what it wants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QContextMenuEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from nnsim.base.registry import Catalogue
from nnsim.base.text import mark, tr
from nnsim.figures.caption import run_caption
from nnsim.figures.figure import Figure
from nnsim.training.history import History
from nnsim.training.picture import Asked
from nnsim.ui.charts.plot_files import Plot, PlotFiles
from nnsim.ui.look.theme_follower import ThemeFollower
from nnsim.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from nnsim.figures.plane import Plane
    from nnsim.training.scene import Scene
    from nnsim.ui.sitting.live import LiveFeed
    from nnsim.ui.sitting.workspace import Workspace


class Panel(QWidget):
    """A view of the run, to be put into a dock.

    A panel says with `wants` what the next snapshot should answer and draws with `show_frame`; both
    are called only while it is visible, `show_frame` at most some 30 times a second. It follows
    the theme by itself.

    Signals
    -------
    named(str)
        The panel is called otherwise from now on, as `name` says.
    """

    key: ClassVar[str]
    """Stable name for saved layouts."""
    title: ClassVar[str]
    """Name for people, marked for translation."""
    short_title: ClassVar[str] = ""
    """Name where there is little room, marked for translation; empty: the title is short enough."""
    summary: ClassVar[str]
    """What it shows and how to read it, marked for translation."""
    order: ClassVar[int] = 100
    lab_row: ClassVar[int] = 0
    """Row of the Gradient lab in which it stands, from 1 at the top; 0: not there. One that stands there is no dock
    that is seen before anybody asks for it."""

    named = Signal(str)

    def __init__(self, workspace: Workspace, feed: LiveFeed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.feed = feed
        self.setProperty("role", "panel")
        self.setAccessibleName(tr(self.title))
        self.body = QWidget(self)
        self._notice = Notice(self, self.body)
        self.files = PlotFiles(Plot(self.figure, lambda: self.file_stem, self.view_all), self)
        """Copies and saves what is shown."""
        ThemeFollower(self, self.retheme)

    # ---- what a panel answers -----------------------------------------------------------------

    def wants(self) -> Iterable[Asked]:
        """Return the pictures and probes that the next snapshot should answer for this panel."""
        return ()

    @property
    def name(self) -> str:
        """What the panel is called now, translated."""
        return tr(self.title)

    @property
    def short_name(self) -> str:
        """What the panel is called where there is little room; empty where `name` is short enough."""
        return tr(self.short_title) if self.short_title else ""

    @property
    def file_stem(self) -> str:
        """The name that is offered for a file of the plot, without its ending."""
        return self.key

    @property
    def plane(self) -> Plane | None:
        """The plane through the inputs this panel looks at, if it looks at one."""
        return None

    def show_frame(self) -> None:
        """Draw what is new in the feed; does nothing when nothing is."""
        raise NotImplementedError

    def clear(self) -> None:
        """Forget the run: another one begins."""
        raise NotImplementedError

    def figure(self) -> Figure:
        """Return what is shown as a figure for paper; raises NnsimError when there is nothing."""
        raise NotImplementedError

    @classmethod
    def figure_of(cls, scene: Scene, history: History, caption: str) -> Figure | None:
        """Return the figure of a run that nobody watched, for `nnsim train`; None: there is none of it."""
        return None

    def header(self) -> Sequence[QWidget]:
        """Return the small controls for the right of the panel's title bar; the same ones each time."""
        return ()

    def view_all(self) -> None:
        """Fit the axes to all there is."""

    def retheme(self) -> None:
        """Take the colours of the theme in use."""

    # ---- what panels share ----------------------------------------------------------------------

    @property
    def notice(self) -> str:
        """The words shown in place of a plot; empty while there is a plot."""
        return self._notice.text

    def say(self, text: str) -> None:
        """Show `text` (translated) in place of the plot; an empty text brings the plot back."""
        self._notice.say(text)

    def caption(self) -> str:
        """Return the line under this panel's figures."""
        prepared, state = self.workspace.prepared, self.feed.state
        data = prepared.title if prepared is not None else ""
        if state is None:
            return run_caption(self.workspace.training, data, 0)
        changes = tuple(change for change in state.examples if change[0] <= state.step)
        return run_caption(self.workspace.training, data, state.step, state.epoch, changes)

    # ---- events ---------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.files.pop_up(event.globalPos())
        event.accept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_frame()


panels: Catalogue[type[Panel]] = Catalogue(
    "nnsim.ui.panels", mark("panel"), lambda panel: (panel.order, panel.key)
)
"""Every panel there is, in the order of the docks."""
register = panels.register
