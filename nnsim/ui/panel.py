"""What every panel is: a view of a run that can be drawn, cleared, saved and asked what it wants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QLabel, QMenu, QStackedLayout, QToolButton, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.registry import Catalogue
from nnsim.base.text import mark, tr
from nnsim.figures.caption import run_caption
from nnsim.figures.figure import Figure
from nnsim.figures.figure_table import to_csv
from nnsim.training.history import History
from nnsim.training.picture import Asked
from nnsim.ui.charts.figures import FORMATS, figure_image, save_figure
from nnsim.ui.look.icons import icon
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.save_dialog import ask_where
from nnsim.ui.widgets.style import icon_button

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
    saved(str)
        A figure was written to this path.
    failed(str)
        A sentence for the user: what could not be done, and what to do.
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
    shows_examples: ClassVar[bool] = False
    """Whether it shows the examples, and so has something to show while there is no run."""

    named = Signal(str)
    saved = Signal(str)
    failed = Signal(str)

    def __init__(self, workspace: Workspace, feed: LiveFeed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.feed = feed
        self._themed = ""
        self.setProperty("role", "panel")
        self.setAccessibleName(tr(self.title))
        self._pages = QStackedLayout(self)
        self.body = QWidget(self)
        self._notice = QLabel(self)
        self._notice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._notice.setWordWrap(True)
        self._notice.setProperty("tone", "muted")
        self._notice.setMargin(16)
        self._pages.addWidget(self.body)
        self._pages.addWidget(self._notice)

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
        return self._notice.text() if self._pages.currentWidget() is self._notice else ""

    def say(self, text: str) -> None:
        """Show `text` (translated) in place of the plot; an empty text brings the plot back."""
        if text:
            self._notice.setText(text)
        page = self._notice if text else self.body
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)

    def caption(self) -> str:
        """Return the line under this panel's figures."""
        prepared, state = self.workspace.prepared, self.feed.state
        data = prepared.title if prepared is not None else ""
        step, epoch = (state.step, state.epoch) if state is not None else (0, None)
        return run_caption(self.workspace.training, data, step, epoch)

    def save_button(self) -> QToolButton:
        """Return a button that offers to save or copy the plot."""
        button = icon_button("download", tr("Save or copy this plot"))
        button.clicked.connect(
            lambda _checked=False: self._pop_up(button.mapToGlobal(QPoint(0, button.height())))
        )
        return button

    def menu(self) -> QMenu:
        """Return the menu of things to do with the plot; the caller shows it once."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("copy"), tr("Copy image"), self.copy_image)
        menu.addAction(tr("Copy data"), self.copy_data)
        menu.addSeparator()
        for ending, name in FORMATS.items():
            text = tr("Save as {kind}…").format(kind=tr(name))
            menu.addAction(text, partial(self.ask_where, ending))
        menu.addSeparator()
        menu.addAction(icon("fit"), tr("View all") + "\tA", self.view_all)
        return menu

    def copy_image(self) -> None:
        """Put the figure on the clipboard as a picture."""
        figure = self._figure_or_words()
        if figure is not None:
            QGuiApplication.clipboard().setImage(figure_image(figure, 192))

    def copy_data(self) -> None:
        """Put the numbers behind the figure on the clipboard as text."""
        figure = self._figure_or_words()
        if figure is not None:
            QGuiApplication.clipboard().setText(to_csv(figure))

    def ask_where(self, ending: str) -> None:
        """Ask for a file name without stopping the training, then save there."""
        if self._figure_or_words() is None:
            return
        ask_where(self, tr("Save the plot"), self.file_stem, ending, self.save)

    def save(self, path: Path) -> None:
        """Write the figure to `path`; says in a signal how it went."""
        figure = self._figure_or_words()
        if figure is None:
            return
        try:
            save_figure(figure, path)
        except NnsimError as error:
            self.failed.emit(str(error))
        else:
            self.saved.emit(str(path))

    def _figure_or_words(self) -> Figure | None:
        try:
            return self.figure()
        except NnsimError as error:
            self.failed.emit(str(error))
            return None

    def _pop_up(self, at: QPoint) -> None:
        self.menu().popup(at)

    # ---- events ---------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._pop_up(event.globalPos())
        event.accept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow_theme()
        self.show_frame()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange and self._themed:
            self.retheme()
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            # Not at once: children are still being given the new palette.
            QTimer.singleShot(0, self, self._follow_theme)

    def _follow_theme(self) -> None:
        if self._themed != theme().name:
            self._themed = theme().name
            self.retheme()


panels: Catalogue[type[Panel]] = Catalogue(
    "nnsim.ui.panels", mark("panel"), lambda panel: (panel.order, panel.key)
)
"""Every panel there is, in the order of the docks."""
register = panels.register
