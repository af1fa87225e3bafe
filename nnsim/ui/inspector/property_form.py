"""A form made from the settings of a part; every edit yields a new part."""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from nnsim.base.setting import Setting
from nnsim.base.settings import (
    Choice,
    FilePath,
    Integer,
    PartOf,
    Real,
    Shape,
    Text,
    settings_of,
    shared_settings,
)
from nnsim.base.text import tr
from nnsim.ui.look import fonts
from nnsim.ui.look.icons import icon
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.setting_field import field_for, key_of
from nnsim.ui.widgets.style import button, set_property
from nnsim.ui.widgets.tab_order import visit_in_place
from nnsim.ui.widgets.text_field import FileField

FIELD_WIDTH = 156
"""Width of the column of fields, so that all forms line up."""

_WIDE = (Text, FilePath)


class PropertyForm(QWidget):
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
    """

    edited = Signal(object, str)
    """A user changed a setting: the new part, and the name of its field."""

    def __init__(
        self,
        part: Any = None,
        parent: QWidget | None = None,
        *,
        without: Collection[str] = (),
        field_width: int | None = None,
    ):
        super().__init__(parent)
        self._without = frozenset(without)
        self._field_width = fonts.grown(FIELD_WIDTH) if field_width is None else field_width
        self._part: Any = None
        self._kinds: tuple[type, ...] = ()
        self._subject: object = None
        self._rows: dict[str, _Row] = {}
        self._more: QWidget | None = None
        self._more_open = False
        self._body = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._body)
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
            elif fresh or row.is_various or value != getattr(old, name):
                row.set_value(value)

    def editor(self, name: str) -> QWidget:
        """Return the field that edits the setting called `name`."""
        return self._rows[name].editor

    def has(self, name: str) -> bool:
        """Return whether the setting `name` is shown."""
        return name in self._rows

    def sub_form(self, name: str) -> PropertyForm | None:
        """Return the form of the part that the setting `name` holds, when it has settings."""
        return self._rows[name].sub

    def error(self, name: str) -> str:
        """Return the sentence shown under the setting `name`, empty when all is well."""
        return self._rows[name].error.text()

    def stops(self) -> Iterator[QWidget]:
        """Yield what the Tab key visits, in order of reading."""
        for row in self._rows.values():
            if not row.setting.advanced:
                yield from row.stops()
        if self._more is not None:
            yield self._fold
            for row in self._rows.values():
                if row.setting.advanced:
                    yield from row.stops()

    def _build(self) -> None:
        old = self._body
        self._rows, self._more = {}, None
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        if self._part is not None:
            settings = [(n, s) for n, s in shared_settings(self._kinds) if n not in self._without]
            plain = [(n, s) for n, s in settings if not s.advanced]
            rare = [(n, s) for n, s in settings if s.advanced]
            column.addWidget(self._grid(plain))
            if rare:
                self._add_more(column, rare)
        self._column.replaceWidget(old, self._body)
        # A layout would show it only at the next turn of the event loop; the Tab key needs it now.
        self._body.show()
        old.hide()
        old.deleteLater()
        self._order_tabs()

    def _grid(self, settings: list[tuple[str, Setting]]) -> QWidget:
        area = QWidget()
        grid = QGridLayout(area)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        for name, setting in settings:
            row = _Row(self, name, setting, getattr(self._part, name))
            self._rows[name] = row
            row.add_to(grid)
        return area

    def _add_more(self, column: QVBoxLayout, settings: list[tuple[str, Setting]]) -> None:
        self._fold = button("", lambda: self._set_more(not self._more_open), variant="fold")
        self._fold.setText(tr("More"))
        self._fold.setIconSize(QSize(12, 12))
        column.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)
        self._more = self._grid(settings)
        column.addWidget(self._more)
        wrong = any(self._rows[name].error.text() for name, _ in settings)
        self._set_more(self._more_open or wrong)

    def _set_more(self, is_open: bool) -> None:
        assert self._more is not None
        self._more_open = is_open
        self._more.setVisible(is_open)
        self._fold.setIcon(icon("chevron-down" if is_open else "chevron-right", "muted"))
        self._fold.setAccessibleDescription(tr("shown") if is_open else tr("hidden"))

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


class _Row:
    """One setting: its label, its field, the sentence about what is wrong, and a nested form."""

    def __init__(self, form: PropertyForm, name: str, setting: Setting, value: object):
        self.setting = setting
        self._form, self._name = form, name
        self._last: dict[str, object] = {}
        self.is_various = False
        self.sub: PropertyForm | None = None
        self._indent = _Indent()
        self.label = QLabel(tr(setting.label))
        self.label.setWordWrap(True)
        self.editor: Any = field_for(setting, value)
        self.error = QLabel()
        self.error.setProperty("tone", "bad")
        self.error.setFont(fonts.sized(fonts.ui_font(), fonts.SMALL))
        self.error.setWordWrap(True)
        self._describe()
        self.editor.valueEdited.connect(self._on_edited)
        self.editor.draftChanged.connect(self._show_error)
        if isinstance(setting, PartOf):
            self._show_sub(value)
        self._value = value
        self._show_error()

    def add_to(self, grid: QGridLayout) -> None:
        top = grid.rowCount()
        if isinstance(self.setting, _WIDE):
            grid.addWidget(self.label, top, 0, 1, 2)
            grid.addWidget(self.editor, top + 1, 0, 1, 2)
        else:
            grid.addWidget(self.label, top, 0)
            self.editor.setFixedWidth(self._form._field_width)
            grid.addWidget(self.editor, top, 1)
        grid.addWidget(self.error, top + 2, 0, 1, 2)
        if isinstance(self.setting, PartOf):
            grid.addWidget(self._indent, top + 3, 0, 1, 2)

    def set_various(self) -> None:
        self.is_various = True
        self.editor.show_various()
        if self.sub is not None:
            self._indent.fill(None)
            self.sub = None
        self._show_error()

    def set_value(self, value: object) -> None:
        self._value, self.is_various = value, False
        if isinstance(self.setting, PartOf):
            self.editor.set_value(key_of(value))
            self._show_sub(value)
        else:
            self.editor.set_value(value)
        self._show_error()

    def stops(self) -> Iterator[QWidget]:
        if isinstance(self.editor, FileField):
            yield self.editor.line
            yield self.editor.browse
        else:
            yield self.editor
        if self.sub is not None:
            yield from self.sub.stops()

    def _describe(self) -> None:
        text = self._meaning()
        tip = f"<qt>{html.escape(text)}</qt>" if text else ""
        for widget in (self.label, self.editor):
            widget.setToolTip(tip)
        target = self.editor.line if isinstance(self.editor, FileField) else self.editor
        target.setAccessibleName(tr(self.setting.label))
        target.setAccessibleDescription(text)
        self.label.setBuddy(target)

    def _meaning(self) -> str:
        """Return what the setting means, and what changing it does where the setting says so itself."""
        effect = self.setting.effect
        return " ".join(
            t for t in (_sentence(tr(self.setting.help)), tr(effect.summary) if effect else "") if t
        )

    def _show_error(self) -> None:
        problem = self._problem() or ""
        self.error.setText(problem)
        self.error.setVisible(bool(problem))
        target = self.editor.line if isinstance(self.editor, FileField) else self.editor
        set_property(target, "wrong", bool(problem))
        described = " ".join(t for t in (problem, self._meaning()) if t)
        target.setAccessibleDescription(described)

    def _problem(self) -> str | None:
        if self.is_various and not isinstance(self.setting, Integer | Real | Text | Shape):
            return None
        if isinstance(self.setting, PartOf):
            # What is wrong inside the part is said by its own form.
            base = self.setting.registry.base if self.setting.registry is not None else object
            return None if isinstance(self._value, base) else self.setting.check(self._value)
        if isinstance(self.setting, Choice):
            return self.setting.check(self.editor.value())
        problem: str | None = self.editor.problem()
        return problem

    def _on_edited(self, value: object) -> None:
        self.is_various = False
        if isinstance(self.setting, PartOf):
            assert self.setting.registry is not None
            key = str(value)
            # Going back to a kind brings back what it was set to.
            self._value = (self._last.get(key) or self.setting.registry[key]()) if key else None
            self._show_sub(self._value)
        else:
            self._value = value
        self._show_error()
        self._form._take(self._name, self._value)

    def _on_sub_edited(self, part: object, _field: str) -> None:
        self._value = part
        self._last[key_of(part)] = part
        self._form._take(self._name, part)

    def _show_sub(self, part: object) -> None:
        self._last[key_of(part)] = part
        has_settings = dataclasses.is_dataclass(part) and next(settings_of(part), None) is not None
        if not has_settings:
            self._indent.fill(None)
            self.sub = None
        elif self.sub is None:
            self.sub = PropertyForm(field_width=self._form._field_width)
            self._indent.fill(self.sub)
            self.sub.set_part(part)
            self.sub.edited.connect(self._on_sub_edited)
            self._form._order_tabs()
        else:
            self.sub.set_part(part)


class _Indent(QWidget):
    """Holds a nested form behind a line, and nothing at all when there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._held: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 0, 0)
        self.hide()

    def fill(self, held: QWidget | None) -> None:
        if self._held is not None:
            self.layout().removeWidget(self._held)
            self._held.hide()
            self._held.deleteLater()
        self._held = held
        if held is not None:
            self.layout().addWidget(held)
            held.show()
        self.setVisible(held is not None)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(QRectF(2, 0, 2, self.height()), theme().colour("line"))


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "。", "?", "？")) else tr("{text}.").format(text=text)
