"""The field that edits a kind of setting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nnsim.base.part_settings import PartOf
from nnsim.base.setting import Setting
from nnsim.base.settings import Choice, FilePath, Flag, FolderPath, Integer, Real, Shape, Text
from nnsim.base.text import tr
from nnsim.ui.widgets.choice_field import ChoiceField, FlagField
from nnsim.ui.widgets.number_field import NumberField
from nnsim.ui.widgets.numbers import notches
from nnsim.ui.widgets.slider_field import SliderField
from nnsim.ui.widgets.text_field import FileField, FolderField, ShapeField, TextField

Field = NumberField | SliderField | FlagField | ChoiceField | TextField | FileField
"""What edits a setting: says ``valueEdited`` and ``draftChanged``, and the `problem` with what stands in it."""


def field_for(setting: Setting, value: Any, *, sliders: bool = False) -> Field:
    """Return a field that shows `value`, a value of `setting`; with `sliders` one to drag where there can be one."""
    stops = notches(setting) if sliders and isinstance(setting, Integer | Real) else None
    if stops is not None:
        assert isinstance(setting, Integer | Real)
        return SliderField(setting, value, stops)
    for kind in type(setting).__mro__:
        if kind in _FIELDS:
            return _FIELDS[kind](setting, value)
    raise TypeError(f"no field for {type(setting).__name__}")


def key_of(part: object) -> str:
    """Return what a field calls `part`, a value of `PartOf`; None has the empty key."""
    return str(getattr(part, "key", ""))


def _part_options(setting: PartOf) -> list[tuple[str, str]]:
    assert setting.registry is not None
    none = [(key_of(None), tr(setting.none_label))] if setting.none_label else []
    return none + [(part.key, tr(part.title)) for part in setting.registry]


_FIELDS: dict[type[Setting], Callable[[Any, Any], Field]] = {
    Integer: NumberField,
    Real: NumberField,
    Flag: lambda setting, value: FlagField(value),
    Choice: lambda setting, value: ChoiceField([(k, tr(n)) for k, n in setting.options], value),
    FilePath: FileField,
    FolderPath: FolderField,
    Text: TextField,
    Shape: ShapeField,
    PartOf: lambda setting, value: ChoiceField(_part_options(setting), key_of(value)),
}
