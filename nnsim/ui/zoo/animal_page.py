"""The chosen animal at the right of the Zoo: what it is, what it learned, whether that is enough, what to try."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from nnsim.base.text import tr
from nnsim.training.picture import Asked
from nnsim.ui.look import fonts
from nnsim.ui.panels.loss import LossPanel
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.holding import let_all_go
from nnsim.ui.widgets.labels import SectionHeading
from nnsim.ui.widgets.style import button, label
from nnsim.ui.zoo.learned_picture import LearnedPicture
from nnsim.ui.zoo.reached_card import ReachedCard
from nnsim.zoo.animal import Animal

_WIDTH, _CURVE = 280, 210


class AnimalPage(QWidget):
    """Shows one animal, and of its network what is open, or what came of raising it beside the window.

    Signals
    -------
    train_wanted(), open_wanted(), read_wanted()
        The project of the animal is to be trained here, opened on the canvas; its page of the reference is wanted.
    try_wanted(object)
        Something is to be tried: a `Try`.
    member_wanted(object), beside_wanted(object)
        A network that is worth a look beside it (a `Member`) is to be trained here, or side by side with it.
    touched(float, float)
        A place of the first plot of its picture was clicked, in the units of the axes.
    raise_wanted()
        It is to be raised and judged from its first weights.
    """

    train_wanted = Signal()
    open_wanted = Signal()
    read_wanted = Signal()
    raise_wanted = Signal()
    try_wanted = Signal(object)
    member_wanted = Signal(object)
    beside_wanted = Signal(object)
    touched = Signal(float, float)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._animal: type[Animal] | None = None
        self.setMinimumWidth(fonts.grown(_WIDTH))
        self.setAccessibleName(tr("The chosen structure"))
        self.heading = SectionHeading()
        self.words, self.formula = _text(), _text("muted")
        self.learned = LearnedPicture(session)
        self.learned.touched.connect(self.touched)
        self.curve = LossPanel(session.workspace, session.feed)
        self.curve.setFixedHeight(fonts.grown(_CURVE))
        self.reached = ReachedCard(session)
        self.reached.raise_wanted.connect(self.raise_wanted)
        self.reached.cancel_wanted.connect(session.labs.zoo.cancel)
        self.train = button(tr("Train here"), self.train_wanted.emit, variant="primary")
        self.open = button(tr("Open on the canvas"), self.open_wanted.emit)
        self.read = button(tr("Read on"), self.read_wanted.emit)
        self._tries = QVBoxLayout()
        self._tries.setSpacing(2)
        self._lay_out()

    def show_animal(self, animal: type[Animal]) -> None:
        """Show another animal."""
        self._animal = animal
        self.heading.setText(f"{tr(animal.title)} · {animal.short()}")
        self.words.setText(tr(animal.summary))
        self.formula.setText(f"{animal.formula} · {animal.source}")
        self.learned.show_animal(animal)
        self.reached.show_animal(animal)
        self._list_tries(animal)
        self._area.verticalScrollBar().setValue(0)
        self.refresh()

    def refresh(self) -> None:
        """Show anew what came of the animal: there is more of it, or another project is open."""
        if self._animal is None:
            return
        self.learned.refresh()
        self.reached.refresh()
        self.curve.setVisible(self.is_live)

    @property
    def is_live(self) -> bool:
        """Whether what is open is the project of this animal."""
        return self._animal is not None and self._session.labs.zoo.open_animal == self._animal.key

    # ---- a viewer of the feed ----------------------------------------------------------------

    def wants(self) -> Iterable[Asked]:
        """Return what is to be seen of the open network, if it is of this animal."""
        return (*self.learned.wants(), *self.reached.wants()) if self.is_live else ()

    def show_frame(self) -> None:
        """Draw what has come of it."""
        if self.is_live:
            self.learned.show_frame()
            self.reached.show_frame()

    def clear(self) -> None:
        """Forget the run: another one begins."""
        self.learned.refresh()
        self.reached.refresh()

    # ---- inside ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        keys = QHBoxLayout()
        keys.setSpacing(8)
        for key in (self.train, self.open, self.read):
            keys.addWidget(key)
        keys.addStretch(1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        column.addWidget(self.heading)
        # Above the words, whose length differs: they must not move from under the hand.
        column.addLayout(keys)
        column.addWidget(self.words)
        column.addWidget(self.formula)
        column.addWidget(SectionHeading(tr("What it learned")))
        column.addWidget(_card(self.learned), 1)
        column.addWidget(self.curve)
        column.addWidget(self.reached)
        column.addWidget(SectionHeading(tr("Try")))
        column.addLayout(self._tries)
        self._area = area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Words that wrap anew when a bar comes would move the buttons away from under the hand.
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _list_tries(self, animal: type[Animal]) -> None:
        let_all_go(self._tries)
        for tried in animal.tries:
            go = button(tr("Try"), partial(self.try_wanted.emit, tried))
            self._tries.addWidget(_row(tr(tried.words), go))
        for member in animal().beside():
            alone = button(tr("Train"), partial(self.member_wanted.emit, member))
            both = button(tr("Side by side"), partial(self.beside_wanted.emit, member))
            self._tries.addWidget(_row(member.name, alone, both))


def _text(tone: str = "") -> QLabel:
    made = label("", tone)
    made.setWordWrap(True)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def _card(inside: QWidget) -> QFrame:
    made = QFrame()
    made.setProperty("role", "card")
    column = QVBoxLayout(made)
    column.setContentsMargins(6, 6, 6, 6)
    column.addWidget(inside)
    return made


def _row(words: str, *buttons: QPushButton) -> QWidget:
    """Return what can be done in a line: the buttons, and the words beside them, which may take several lines."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for one in buttons:
        one.setAccessibleDescription(words)
        row.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
    text = _text("muted")
    text.setText(words)
    row.addWidget(text, 1)
    return made
