"""A form made from the settings of a part; every edit yields a new part."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from nnsim.base.declared import settings_of, shared_settings
from nnsim.base.event import Event
from nnsim.base.part_settings import PartOf, PartsOf
from nnsim.base.setting import Setting
from nnsim.ui.inspector.fold import Fold
from nnsim.ui.inspector.part_list import PartList
from nnsim.ui.inspector.setting_row import SettingRow
from nnsim.ui.inspector.settings_form import SettingsForm
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.holding import let_all_go
from nnsim.ui.widgets.setting_field import Field
from nnsim.ui.widgets.tab_order import visit_in_place

FIELD_WIDTH = 156
"""Width of the column of fields, so that all forms line up."""


@dataclasses.dataclass(frozen=True)
class _Fields:
    """How the fields of a form look, and those of forms in it: how wide, and whether numbers have sliders."""

    width: int
    sliders: bool


class PropertyForm(SettingsForm):
    """The settings of one part (any dataclass made with `nnsim.base.settings`) as rows.

    Several parts can share a form: it shows the settings all of them have, and what differs as
    "various". Its part is then the first of them, and an edit is meant for all.

    A value out of its limits is explained in a sentence under its field and not passed on; one
    that came in with the part is explained too. Rarely needed settings hide under "More".

    Parameters
    ----------
    without
        Names of settings that are edited elsewhere.
    field_width
        Width of the column of fields, the same for nested forms; None: as in all forms.
    sliders
        Whether numbers within limits are set with a slider, those of nested forms, too.
    """

    def __init__(
        self,
        part: Any = None,
        parent: QWidget | None = None,
        *,
        without: Collection[str] = (),
        field_width: int | None = None,
        sliders: bool = False,
    ):
        super().__init__(parent)
        self._without = frozenset(without)
        width = fonts.grown(FIELD_WIDTH) if field_width is None else field_width
        self._fields = _Fields(width, sliders)
        self._part: Any = None
        self._kinds: tuple[type, ...] = ()
        self._subject: object = None
        self._rows: dict[str, SettingRow] = {}
        self._nests: dict[str, _Nest] = {}
        self._fold: Fold | None = None
        self._is_open = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        if part is not None:
            self.set_part(part)

    def part(self) -> Any:
        """Return the part as edited so far."""
        return self._part

    def set_part(self, part: Any, subject: object = None) -> None:
        """Show `part`; fires nothing, and leaves the focus and what is being typed where they are.

        Parameters
        ----------
        part
            An instance of a settings dataclass, or None for an empty form.
        subject
            Whose part it is, such as the identity of a layer: under another subject, what was
            typed but not yet taken is dropped.
        """
        self.set_parts([] if part is None else [part], subject)

    def set_parts(self, parts: Sequence[Any], subject: object = None) -> None:
        """Show what `parts` have in common; see `set_part`."""
        fresh = subject != self._subject
        self._subject = subject
        old, self._part = self._part, parts[0] if parts else None
        kinds = tuple(dict.fromkeys(type(part) for part in parts))
        if kinds != self._kinds:
            self._kinds = kinds
            self._build()
            old = self._part
        for name, row in self._rows.items():
            value = getattr(self._part, name)
            if any(getattr(part, name) != value for part in parts):
                row.set_various()
                self._show_inside(name, None)
            elif fresh or row.is_various or value != getattr(old, name):
                row.set_value(value)
                self._show_inside(name, value)

    def editor(self, name: str) -> Field | PartList:
        """Return the field that edits the setting called `name`."""
        return self._rows[name].editor

    def has(self, name: str) -> bool:
        """Return whether the setting `name` is shown."""
        return name in self._rows

    def sub_form(self, name: str) -> PropertyForm | None:
        """Return the form of the part that the setting `name` holds, when it has settings."""
        nest = self._nests.get(name)
        return nest.form if nest is not None else None

    def error(self, name: str) -> str:
        """Return the sentence shown under the setting `name`, empty when all is well."""
        return self._rows[name].error.text()

    def stops(self) -> Iterator[QWidget]:
        """Yield what the Tab key visits, in order of reading."""
        for name, row in self._rows.items():
            if not row.setting.advanced:
                yield from self._stops_of(name)
        if self._fold is not None:
            yield self._fold.button
            for name, row in self._rows.items():
                if row.setting.advanced:
                    yield from self._stops_of(name)

    def _stops_of(self, name: str) -> Iterator[QWidget]:
        yield from self._rows[name].stops()
        inside = self.sub_form(name)
        if inside is not None:
            yield from inside.stops()

    def _build(self) -> None:
        self._rows, self._nests, self._fold = {}, {}, None
        # Each is made within what it lies in: where a widget moves to another, all below it are styled anew.
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        if self._part is not None:
            settings = [(n, s) for n, s in shared_settings(self._kinds) if n not in self._without]
            plain = [(n, s) for n, s in settings if not s.advanced]
            rare = [(n, s) for n, s in settings if s.advanced]
            column.addWidget(self._grid(body, plain))
            if rare:
                self._fold = self._folded(body, rare)
                column.addWidget(self._fold)
        let_all_go(self._column)
        self._column.addWidget(body)
        # A layout would show it only at the next turn of the event loop; the Tab key needs it now.
        body.show()
        self._order_tabs()

    def _grid(self, body: QWidget, settings: list[tuple[str, Setting]]) -> QWidget:
        area = QWidget(body)
        grid = QGridLayout(area)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        for name, setting in settings:
            value = getattr(self._part, name)
            row = self._rows[name] = SettingRow(
                setting, value, sliders=self._fields.sliders, editor=_list_for(setting, self._fields)
            )
            row.edited.connect(partial(self._on_edited, name))
            if isinstance(row.editor, PartList):
                row.editor.rearranged.connect(self._order_tabs)
            if isinstance(setting, PartOf):
                nest = self._nests[name] = _Nest(self._fields, value, area)
                nest.edited.connect(partial(self._on_edited_inside, name))
            row.add_to(grid, self._fields.width, self._nests.get(name))
        return area

    def _folded(self, body: QWidget, settings: list[tuple[str, Setting]]) -> Fold:
        """Return rows for `settings` folded away, unless one of them is wrong or a user has opened them."""
        area = self._grid(body, settings)
        wrong = any(self._rows[name].error.text() for name, _ in settings)
        fold = Fold(area, self._is_open or wrong)
        fold.turned.connect(self._remember)
        return fold

    def _remember(self, is_open: bool) -> None:
        self._is_open = is_open

    def _show_inside(self, name: str, value: object) -> None:
        """Show the settings inside the part that the setting `name` holds, if it is one that holds a part."""
        if name in self._nests:
            self._nests[name].show_part(value)

    def _on_edited(self, name: str, value: object) -> None:
        self._show_inside(name, value)
        self._take(name, value)

    def _on_edited_inside(self, name: str, part: object) -> None:
        self._rows[name].hold(part)
        self._take(name, part)

    def _take(self, name: str, value: object) -> None:
        self._part = dataclasses.replace(self._part, **{name: value})
        self.edited.emit(self._part, name)

    def _order_tabs(self) -> None:
        form: QWidget | None = self.parentWidget()
        while form is not None:
            if isinstance(form, PropertyForm):
                form._order_tabs()
                return
            form = form.parentWidget()
        visit_in_place(self, list(self.stops()))


def _list_for(setting: Setting, fields: _Fields) -> PartList | None:
    """Return the field of a setting that holds several parts; None for any other."""
    if not isinstance(setting, PartsOf):
        return None

    def form_inside(without: Collection[str]) -> PropertyForm:
        return PropertyForm(without=without, field_width=fields.width, sliders=fields.sliders)

    return PartList(setting, form_inside)


class _Nest(QWidget):
    """The form of the part that a setting holds, behind a line; nothing at all where it has no settings.

    Events
    ------
    edited(part)
        A user changed a setting of the part: the new part.
    """

    def __init__(self, fields: _Fields, part: object, parent: QWidget) -> None:
        super().__init__(parent)
        self.edited: Event[[object]] = Event()
        self.form: PropertyForm | None = None
        self._fields = fields
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 0, 0, 0)
        self.hide()
        self.show_part(part)

    def show_part(self, part: object) -> None:
        """Show another part, or None."""
        if not dataclasses.is_dataclass(part) or next(settings_of(part), None) is None:
            self.form = None
            let_all_go(self._column)
        elif self.form is None:
            self.form = PropertyForm(field_width=self._fields.width, sliders=self._fields.sliders)
            self._column.addWidget(self.form)
            self.form.show()
            # Standing here already, it finds the forms around it, and with them the order of Tab.
            self.form.set_part(part)
            self.form.edited.connect(lambda part, _field: self.edited.fire(part))
        else:
            self.form.set_part(part)
        self.setVisible(self.form is not None)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(QRectF(2, 0, 2, self.height()), theme().colour("line"))
