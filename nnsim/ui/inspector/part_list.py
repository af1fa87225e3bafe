"""Parts one after another as a field: added from a menu, moved, switched off, taken out, each with its settings."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from nnsim.base.declared import settings_of
from nnsim.base.event import Event
from nnsim.base.part_settings import PartsOf
from nnsim.base.text import tr
from nnsim.ui.inspector.settings_form import SettingsForm
from nnsim.ui.widgets.choice_field import FlagField
from nnsim.ui.widgets.holding import let_go
from nnsim.ui.widgets.joined_field import JoinedField
from nnsim.ui.widgets.style import icon_button, label

FormMaker = Callable[[Collection[str]], SettingsForm]
"""Makes a form that leaves out settings of these names."""
_ACTIVE = "active"
"""The setting that switches a part off where it stands, for parts that have it."""


class PartCard(QFrame):
    """One part of a list: its name, its switch, its place, and its settings below.

    Events
    ------
    edited()
        A user changed a setting, or switched the part on or off.
    moved(by)
        It is to stand one place earlier (−1) or later (1).
    away()
        It is to go.

    Attributes
    ----------
    part
        What the card shows, as edited.
    switch
        Whether it is active; None where it cannot be switched off.
    form
        Its other settings; None where it has none.
    """

    def __init__(self, part: Any, make_form: FormMaker) -> None:
        super().__init__()
        self.edited: Event[[]] = Event()
        self.moved: Event[[int]] = Event()
        self.away: Event[[]] = Event()
        self.part = part
        self.setProperty("role", "card")
        self.setProperty("level", "raised")
        names = {name for name, _ in settings_of(part)}
        title = tr(part.title)
        self.switch = FlagField() if _ACTIVE in names else None
        self.earlier = icon_button(
            "chevron-up", tr("{part}: earlier").format(part=title), lambda: self.moved.fire(-1)
        )
        self.later = icon_button(
            "chevron-down", tr("{part}: later").format(part=title), lambda: self.moved.fire(1)
        )
        self.remove = icon_button("close", tr("{part}: take out").format(part=title), self.away.fire)
        self.form = make_form((_ACTIVE,)) if names - {_ACTIVE} else None
        self._lay_out(title)
        self.show_part(part)

    def show_part(self, part: Any) -> None:
        """Show another part of the same kind; tells nobody."""
        self.part = part
        if self.switch is not None:
            self.switch.set_value(getattr(part, _ACTIVE))
        if self.form is not None:
            self.form.set_part(part)
        self._grey()

    def set_place(self, place: int, count: int) -> None:
        """Stand at `place` of `count`: at an end it goes no further."""
        for arrow, can in ((self.earlier, place > 0), (self.later, place < count - 1)):
            arrow.setEnabled(can)

    def stops(self) -> list[QWidget]:
        """Return what the Tab key visits, in order of reading."""
        head: list[QWidget] = [self.switch] if self.switch is not None else []
        inside = list(self.form.stops()) if self.form is not None else []
        return [*head, self.earlier, self.later, self.remove, *inside]

    def _lay_out(self, title: str) -> None:
        head = QHBoxLayout()
        head.setSpacing(2)
        if self.switch is not None:
            self.switch.setText(title)
            self.switch.setToolTip(tr("Switched off, it stays where it is and does nothing"))
            self.switch.setAccessibleDescription(self.switch.toolTip())
            self.switch.valueEdited.connect(self._turn)
        head.addWidget(self.switch if self.switch is not None else QLabel(title), 1)
        for made in (self.earlier, self.later, self.remove):
            head.addWidget(made)
        self.setToolTip(tr(self.part.summary))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 6)
        column.setSpacing(4)
        column.addLayout(head)
        if self.form is not None:
            column.addWidget(self.form)
            self.form.edited.connect(lambda part, _name: self._take(part))

    def _turn(self, is_active: object) -> None:
        self._take(replace(self.part, **{_ACTIVE: is_active}))
        if self.form is not None:
            self.form.set_part(self.part)

    def _take(self, part: Any) -> None:
        self.part = part
        self._grey()
        self.edited.fire()

    def _grey(self) -> None:
        if self.form is not None:
            self.form.setEnabled(getattr(self.part, _ACTIVE, True))


class PartList(JoinedField):
    """Edits a `PartsOf` setting.

    Attributes
    ----------
    add
        The button whose menu has every kind there is.
    cards
        One for each part, in order.
    """

    valueEdited = Signal(object)
    draftChanged = Signal()

    def __init__(self, setting: PartsOf, make_form: FormMaker) -> None:
        super().__init__()
        assert setting.registry is not None
        self.kind = setting
        self.rearranged: Event[[]] = Event()
        """Fired when the Tab key has other things to visit."""
        self.cards: list[PartCard] = []
        self.target = self
        self._make_form = make_form
        self.add = QToolButton()
        self.add.setText(tr("Add…"))
        self.add.setAccessibleName(tr("{setting}: add").format(setting=tr(setting.label)))
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.add)
        menu.setToolTipsVisible(True)
        for kind in setting.registry:
            action = menu.addAction(tr(kind.title))
            action.setToolTip(tr(kind.summary))
            action.setData(kind.key)
            action.triggered.connect(lambda _checked=False, kind=kind: self._add(kind()))
        self.add.setMenu(menu)
        self._various = label(tr("various"), "muted")
        self._various.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self._various)
        self._column.addWidget(self.add)
        self.setFocusProxy(self.add)

    @property
    def stops(self) -> tuple[QWidget, ...]:  # type: ignore[override]
        """What the Tab key visits, in order."""
        return (*(stop for card in self.cards for stop in card.stops()), self.add)

    def value(self) -> tuple[Any, ...]:
        """Return the parts as they stand."""
        return tuple(card.part for card in self.cards)

    def set_value(self, value: object) -> None:
        """Show other parts without telling anybody; cards whose kind and place stay are kept."""
        assert isinstance(value, tuple)
        self._various.hide()
        if [type(part) for part in value] == [type(card.part) for card in self.cards]:
            for card, part in zip(self.cards, value, strict=True):
                if part != card.part:
                    card.show_part(part)
        else:
            self._clear()
            for part in value:
                self._put(part)
            self._arrange()
        self.draftChanged.emit()

    def show_various(self) -> None:
        """Show that the parts differ among those the field stands for."""
        self._clear()
        self._arrange()
        self._various.show()

    def problem(self) -> str | None:
        """Return None: what is wrong in a part is said in its own form."""
        return None

    def _add(self, part: Any) -> None:
        card = self._put(part)
        self._arrange()
        self._tell()
        first = card.stops()[-1] if card.form is None else next(iter(card.form.stops()))
        first.setFocus()

    def _put(self, part: Any) -> PartCard:
        card = PartCard(part, self._make_form)
        card.edited.connect(self._tell)
        card.moved.connect(lambda by: self._move(card, by))
        card.away.connect(lambda: self._remove(card))
        self._column.insertWidget(1 + len(self.cards), card)
        self.cards.append(card)
        # A layout would show it only at the next turn of the event loop; the Tab key needs it now.
        card.show()
        return card

    def _move(self, card: PartCard, by: int) -> None:
        old = self.cards.index(card)
        self.cards.insert(old + by, self.cards.pop(old))
        self._column.removeWidget(card)
        self._column.insertWidget(1 + old + by, card)
        self._arrange()
        pushed = card.earlier if by < 0 else card.later
        # At an end its button is grey, and the other one is the next that makes sense.
        (pushed if pushed.isEnabled() else card.later if by < 0 else card.earlier).setFocus()
        self._tell()

    def _remove(self, card: PartCard) -> None:
        place = self.cards.index(card)
        self.cards.remove(card)
        self._column.removeWidget(card)
        (self.cards[min(place, len(self.cards) - 1)].remove if self.cards else self.add).setFocus()
        let_go(card)
        self._arrange()
        self._tell()

    def _clear(self) -> None:
        for card in self.cards:
            self._column.removeWidget(card)
            let_go(card)
        self.cards = []

    def _arrange(self) -> None:
        for place, card in enumerate(self.cards):
            card.set_place(place, len(self.cards))
        self.add.setEnabled(len(self.cards) < self.kind.most)
        self.rearranged.fire()

    def _tell(self) -> None:
        self.draftChanged.emit()
        self.valueEdited.emit(self.value())
