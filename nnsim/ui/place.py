"""What every place is: what fills the window between bar and foot, with the docks that stand beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QRect
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from nnsim.base.event import Event
from nnsim.base.registry import Catalogue
from nnsim.base.text import mark

if TYPE_CHECKING:
    from nnsim.document.project import Project
    from nnsim.document.storage import Opened
    from nnsim.ui.sitting.session import Session


class Use(Enum):
    """What of the bar and the foot a place has a use for."""

    PLAYING = "reset, step, play and how fast"
    TRAINING = "rate, batch, optimizer and loss"
    HEALTH = "the verdict on the training"
    HISTORY = "the bar of moments in the foot"


@dataclass(frozen=True, eq=False)
class Made:
    """A project that was made in a place of the window, and what is to be seen with it.

    Attributes
    ----------
    opened
        The project, with its weights if it has any.
    twins
        Projects that are to keep step with it, each with the name of its run.
    name
        Of its own run beside theirs.
    place
        Key of the place to show it in; empty: where projects open.
    plays
        Whether it trains as soon as it is open.
    """

    opened: Opened
    twins: tuple[tuple[str, Project], ...] = ()
    name: str = ""
    place: str = ""
    plays: bool = False


class Place:
    """A place of one window, made when it is first gone to.

    Attributes
    ----------
    page
        What is seen of it.

    Events
    ------
    opening(Made)
        A project that was made here is to be opened, after asking about unsaved work.
    """

    key: ClassVar[str]
    """Stable name for saved layouts."""
    title: ClassVar[str]
    """Name for people, marked for translation."""
    summary: ClassVar[str]
    """What one does there, marked for translation: its help."""
    icon: ClassVar[str]
    order: ClassVar[int] = 100
    shortcut: ClassVar[str] = ""
    """Key sequence that leads there, in Qt's portable form."""
    uses: ClassVar[frozenset[Use]] = frozenset(Use)

    page: QWidget

    def __init__(self, session: Session) -> None:
        self.session = session
        self.opening: Event[[Made]] = Event()

    @classmethod
    def has_dock(cls, key: str) -> bool:
        """Return whether the dock called `key` stands beside this place."""
        return False

    def wants_key(self, event: QKeyEvent) -> bool:
        """Return whether a key that nobody took, whatever has the focus, is meant for the page."""
        return False

    def drawn(self) -> list[QRect]:
        """Return where on the page something is drawn that had better not be covered, in its coordinates."""
        return []

    def project_opened(self) -> None:
        """Show another project from its best side."""

    def release(self) -> None:
        """Let go of the session: the window closes."""


places: Catalogue[type[Place]] = Catalogue(
    "nnsim.ui.places", mark("place"), lambda place: (place.order, place.key)
)
"""Every place there is, in the order of the bar; the first is where a project opens."""
register = places.register
