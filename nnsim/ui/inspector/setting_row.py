"""A setting as a row of a form: its label, its field, and the sentence about what is wrong."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from nnsim.base.event import Event
from nnsim.base.part_settings import PartOf, PartsOf
from nnsim.base.setting import Setting
from nnsim.base.settings import Choice, FilePath, Integer, Real, Shape, Text
from nnsim.base.text import tr
from nnsim.ui.inspector.part_list import PartList
from nnsim.ui.look import fonts
from nnsim.ui.widgets.holding import let_be_seen
from nnsim.ui.widgets.joined_field import stops_of, target_of
from nnsim.ui.widgets.setting_field import Field, field_for, key_of
from nnsim.ui.widgets.style import set_property

_WIDE = (Text, FilePath, PartsOf)


class SettingRow:
    """The widgets of one setting, to be put into a grid.

    Events
    ------
    edited(value)
        A user set another value, which is within the limits.

    Parameters
    ----------
    value
        The first value of `setting`; what is wrong with it is said at once.
    sliders
        Whether numbers within limits are set with a slider.
    editor
        The field for a setting that holds several parts, made by the form that makes forms for these.
    """

    def __init__(
        self, setting: Setting, value: Any, *, sliders: bool = False, editor: PartList | None = None
    ):
        self.setting = setting
        self.edited: Event[[object]] = Event()
        self.is_various = False
        """Whether the value differs among the parts of the form."""
        self._value = value
        self._of_kind: dict[str, object] = {}
        """Of a setting that holds a part: what each kind of part was set to."""
        self.label = QLabel(tr(setting.label))
        self.label.setWordWrap(True)
        self.editor: Field | PartList
        if editor is None:
            self.editor = field_for(setting, value, sliders=sliders)
        else:
            self.editor = editor
            editor.set_value(value)
        self.error = QLabel()
        self.error.setProperty("tone", "bad")
        self.error.setFont(fonts.sized(fonts.ui_font(), fonts.SMALL))
        self.error.setWordWrap(True)
        self._describe()
        self.editor.valueEdited.connect(self._on_edited)
        self.editor.draftChanged.connect(self._show_error)
        self.hold(value)
        self._show_error()

    def add_to(self, grid: QGridLayout, field_width: int, below: QWidget | None = None) -> None:
        """Add the widgets at the foot of `grid`, which has two columns, and `below` under them."""
        top = grid.rowCount()
        if isinstance(self.setting, _WIDE):
            grid.addWidget(self.label, top, 0, 1, 2)
            grid.addWidget(self.editor, top + 1, 0, 1, 2)
        else:
            grid.addWidget(self.label, top, 0)
            self.editor.setFixedWidth(field_width)
            grid.addWidget(self.editor, top, 1)
        grid.addWidget(self.error, top + 2, 0, 1, 2)
        if below is not None:
            grid.addWidget(below, top + 3, 0, 1, 2)

    def set_various(self) -> None:
        """Show that the value differs among the parts of the form."""
        self.is_various = True
        self.editor.show_various()
        self._show_error()

    def set_value(self, value: Any) -> None:
        """Show `value` and tell nobody."""
        self.is_various = False
        self.hold(value)
        if isinstance(self.setting, PartOf):
            value = key_of(value)
        self.editor.set_value(value)
        self._show_error()

    def hold(self, value: object) -> None:
        """Take `value` for what is set, where the field shows it already: settings inside the part it holds."""
        self._value = value
        if isinstance(self.setting, PartOf):
            self._of_kind[key_of(value)] = value

    def stops(self) -> Iterator[QWidget]:
        """Yield what the Tab key visits."""
        yield from stops_of(self.editor)

    @property
    def _target(self) -> QWidget:
        """Where one types or chooses."""
        return target_of(self.editor)

    def _describe(self) -> None:
        text = self._meaning()
        tip = f"<qt>{html.escape(text)}</qt>" if text else ""
        for widget in (self.label, self.editor):
            widget.setToolTip(tip)
        self._target.setAccessibleName(tr(self.setting.label))
        self.label.setBuddy(self._target)

    def _meaning(self) -> str:
        """Return what the setting means, and what changing it does where the setting says so itself."""
        effect = self.setting.effect
        return " ".join(
            t for t in (_sentence(tr(self.setting.help)), tr(effect.summary) if effect else "") if t
        )

    def _show_error(self) -> None:
        problem = self._problem() or ""
        self.error.setText(problem)
        let_be_seen(self.error, bool(problem))
        set_property(self._target, "wrong", bool(problem))
        described = " ".join(t for t in (problem, self._meaning()) if t)
        self._target.setAccessibleDescription(described)

    def _problem(self) -> str | None:
        if self.is_various and not isinstance(self.setting, Integer | Real | Text | Shape):
            return None
        if isinstance(self.setting, PartOf):
            # What is wrong inside the part is said by its own form.
            base = self.setting.registry.base if self.setting.registry is not None else object
            return None if isinstance(self._value, base) else self.setting.check(self._value)
        if isinstance(self.setting, Choice):
            return self.setting.check(self.editor.value())
        return self.editor.problem()

    def _on_edited(self, value: object) -> None:
        self.is_various = False
        self.hold(self._part_of(str(value)) if isinstance(self.setting, PartOf) else value)
        self._show_error()
        self.edited.fire(self._value)

    def _part_of(self, key: str) -> object:
        """Return the part of a kind as it was set when that was chosen last; None for the empty key."""
        assert isinstance(self.setting, PartOf)
        assert self.setting.registry is not None
        return (self._of_kind.get(key) or self.setting.registry[key]()) if key else None


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "。", "?", "？")) else tr("{text}.").format(text=text)
