"""Those that are compared, as cards one below the other: for a dock, or the side of a place."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.training.picture import Asked
from nnsim.ui.look.theme import manager
from nnsim.ui.sitting.session import Session
from nnsim.ui.twins.twin_card import TwinCard
from nnsim.ui.twins.twin_rows import TwinRows
from nnsim.ui.widgets.beat import TEXTS_MS, Beat
from nnsim.ui.widgets.holding import let_all_go
from nnsim.ui.widgets.style import button, label

_AROUND = 24
"""Pixels above and below the cards, without the buttons."""


class TwinsList(QWidget):
    """The run that is drawn and its twins; a viewer of the feed, so that the numbers keep up.

    Parameters
    ----------
    tells
        Whether it says what it is for while nothing is compared.

    Whoever puts it somewhere adds it to ``session.feed.viewers``, and lets it go with `release`.

    Events
    ------
    compare_wanted()
        A user wants to choose what is compared.
    """

    def __init__(self, session: Session, *, tells: bool = True) -> None:
        super().__init__()
        self.compare_wanted: Event[[]] = Event()
        self._session, self._tells = session, tells
        self._rows = TwinRows(session)
        self._beat = Beat(TEXTS_MS, self.refresh, self)
        self.cards: list[TwinCard] = []
        self.setProperty("role", "panel")
        self.setAccessibleName(tr("Twins"))
        self._about = label("", "muted")
        self._about.setWordWrap(True)
        self.compare = button(tr("Compare with…"), self.compare_wanted.fire, variant="pill")
        self.end = button(tr("End comparison"), session.twins.end, variant="flat")
        self._lay_out()
        self._leave = [
            session.runs.changed.connect(self.refresh),
            session.feed.news.changed.connect(lambda: self._beat.ask()),
            manager().changed.connect(self.refresh),
        ]
        self.refresh()

    def release(self) -> None:
        """Listen no more."""
        for leave in self._leave:
            leave()

    @property
    def height_wanted(self) -> int:
        """Pixels in which all cards are seen."""
        return self._inside.sizeHint().height() + self.compare.sizeHint().height() + _AROUND

    # ---- a viewer of the feed -------------------------------------------------------------------

    def wants(self) -> Iterable[Asked]:
        """Return nothing: no picture is needed."""
        return ()

    def show_frame(self) -> None:
        """Show the numbers as they are now, as often as they can be read."""
        self._beat.ask()

    def clear(self) -> None:
        """Do nothing: that another run begins is said by the runs themselves."""

    # ---- showing --------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show everything as it is now."""
        rows = self._rows.rows()
        if [row.number for row in rows] != [card.row.number for card in self.cards]:
            let_all_go(self._column)
            self.cards = [TwinCard(row, self._take, self._session.twins.remove, self._inside) for row in rows]
            for card in self.cards:
                self._column.addWidget(card)
            self._column.addStretch(1)
        for card, row in zip(self.cards, rows, strict=True):
            card.show_row(row)
        are_coming = self._session.twins.are_coming
        self._about.setText(_coming() if are_coming else _about())
        self._about.setVisible(are_coming or (self._tells and not rows))
        self._area.setVisible(bool(rows))
        self.end.setVisible(are_coming or bool(rows))

    def _take(self, number: int) -> None:
        self._session.revival.put_back(number)

    def _lay_out(self) -> None:
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._inside)
        foot = QHBoxLayout()
        foot.addWidget(self.compare)
        foot.addStretch(1)
        foot.addWidget(self.end)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 8, 12, 8)
        whole.setSpacing(8)
        whole.addWidget(self._about)
        whole.addWidget(self._area, 1)
        whole.addLayout(foot)
        whole.addStretch(0)


def _about() -> str:
    return tr(
        "Compare the network on the canvas with one to three others that differ from it: all take every step"
        " together."
    )


def _coming() -> str:
    return tr("The data of the twins are being loaded; the comparison begins when they are there.")
