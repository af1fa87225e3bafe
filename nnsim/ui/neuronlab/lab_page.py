"""What every page of the Neuron lab is: a view of one kind of board."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from nnsim.base.event import Event
from nnsim.base.registry import Catalogue
from nnsim.base.text import mark
from nnsim.lab.board import Board

if TYPE_CHECKING:
    from nnsim.ui.sitting.session import Session


class LabPage(QWidget):
    """One page, made when it is first gone to. It fills the lab below the row of pages and scenes.

    Events
    ------
    use_wanted()
        What its `board` is now is to be opened on the canvas, as *Use in network* does.
    begun_anew()
        What lies on it now is no scene any more.
    """

    key: ClassVar[str]
    """Stable name."""
    title: ClassVar[str]
    """Name for people, marked for translation."""
    summary: ClassVar[str]
    """What one does there, marked for translation: its tooltip and help."""
    order: ClassVar[int] = 100
    boards: ClassVar[type[Board]]
    """The kind of board it shows: its scenes are those that have such a board."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.use_wanted: Event[[]] = Event()
        self.begun_anew: Event[[]] = Event()

    def show_board(self, board: Board) -> None:
        """Show another board; what was changed in the last one is gone."""
        raise NotImplementedError

    def board(self) -> Board | None:
        """Return the board as the user has made it; None while there is none."""
        raise NotImplementedError

    def board_of_network(self) -> Board:
        """Return what *From network* brings here: of the selected unit or layer, or of the whole network.

        Raises
        ------
        NnsimError
            When there is nothing of the kind in the open network, with the sentence why.
        """
        raise NotImplementedError

    def release(self) -> None:
        """Let go of the session: the window closes."""


lab_pages: Catalogue[type[LabPage]] = Catalogue(
    "nnsim.ui.neuronlab.pages", mark("page"), lambda page: (page.order, page.key)
)
"""Every page there is, in the order of the row."""
register = lab_pages.register
"""The pages of the Neuron lab, one file each."""
