"""Kinds of settings: what a hyper-parameter may be, how it is checked, shown and filed.

A part (layer, loss, optimizer, data source, ...) is a frozen dataclass whose fields are declared
with the functions below::

    units: int = integer(16, low=1, high=100_000, label=mark("Units"))

From that one line come the row in the property form, the check with its sentence, how it is read from
text, what changing it does to a training, the record in the project file and the line in the help page.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from nnsim.base import typed
from nnsim.base.arithmetic import plain
from nnsim.base.declared import declared
from nnsim.base.setting import Setting
from nnsim.base.text import tr


@dataclass(frozen=True)
class Integer(Setting):
    """A whole number between `low` and `high`, both allowed."""

    low: int = 0
    high: int = 1_000_000
    step: int = 1
    unit: str = ""
    low_label: str = ""
    """What `low` means, where it is no number but a word such as "from the file"; marked."""
    usual: tuple[int, int] | None = None
    """What a slider spans, where `low` to `high` is much more than people try; beyond it one types."""

    def show(self, value: Any) -> str:
        return tr(self.low_label) if self.low_label and value == self.low else str(value)

    def _read(self, text: str) -> int:
        if self.low_label and text.strip().casefold() == tr(self.low_label).casefold():
            return self.low
        return typed.whole_number(text.strip().removesuffix(self.unit))

    def _not_read(self, text: str) -> str:
        usual = tr("{label} must be a whole number, such as 16, 1e3 or 8*8.").format(label=tr(self.label))
        return _stray_comma(self, text) or usual

    def check(self, value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int):
            return tr("{label} must be a whole number.").format(label=tr(self.label))
        if not self.low <= value <= self.high:
            return _out_of_range(self, value)
        return None

    def from_record(self, raw: Any) -> int:
        if isinstance(raw, bool) or not isinstance(raw, int):
            raise self._wrong_type(raw)
        return raw


@dataclass(frozen=True)
class Real(Setting):
    """A number between `low` and `high`, both allowed; `log` asks the form for a logarithmic step."""

    low: float = -math.inf
    high: float = math.inf
    log: bool = False
    unit: str = ""
    usual: tuple[float, float] | None = None
    """What a slider spans, where `low` to `high` is much more than people try; beyond it one types."""

    def check(self, value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
            return tr("{label} must be a number.").format(label=tr(self.label))
        if not self.low <= value <= self.high:
            return _out_of_range(self, value)
        return None

    def tidied(self, value: Any) -> Any:
        # −0 is 0: nothing that is set means anything else by it, and ranges from −(−0) to −0 are none.
        return 0.0 if isinstance(value, float) and value == 0 else value

    def from_record(self, raw: Any) -> float:
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            raise self._wrong_type(raw)
        return float(raw)

    def show(self, value: Any) -> str:
        """Return `value` in at most eight digits, an exponent without padding: ``0.03``, ``1e-5``."""
        text = repr(float(value))
        if len(text.split("e")[0].replace(".", "").strip("-0")) > 8:
            text = f"{value:.6g}"
        mantissa, _, exponent = text.partition("e")
        mantissa = mantissa.removesuffix(".0")
        return f"{mantissa}e{int(exponent)}" if exponent else mantissa

    def _read(self, text: str) -> float:
        return typed.number(text.strip().removesuffix(self.unit))

    def _not_read(self, text: str) -> str:
        usual = tr("{label} must be a number, such as 0.03, 1e-3 or 3/4.").format(label=tr(self.label))
        return _stray_comma(self, text) or usual


@dataclass(frozen=True)
class Flag(Setting):
    """Yes or no."""

    def check(self, value: Any) -> str | None:
        if not isinstance(value, bool):
            return tr("{label} must be yes or no.").format(label=tr(self.label))
        return None

    def from_record(self, raw: Any) -> bool:
        if not isinstance(raw, bool):
            raise self._wrong_type(raw)
        return raw

    def show(self, value: Any) -> str:
        return tr("yes") if value else tr("no")

    def _read(self, text: str) -> bool:
        return typed.yes_or_no(text)


@dataclass(frozen=True)
class Choice(Setting):
    """One of a few named values; `options` are pairs of value and label."""

    options: tuple[tuple[str, str], ...] = ()

    def check(self, value: Any) -> str | None:
        if value in (key for key, _ in self.options):
            return None
        names = ", ".join(tr(label) for _, label in self.options)
        return tr("{label} must be one of {names}.").format(label=tr(self.label), names=names)

    def from_record(self, raw: Any) -> str:
        if not isinstance(raw, str):
            raise self._wrong_type(raw)
        return raw

    def show(self, value: Any) -> str:
        return next((tr(label) for key, label in self.options if key == value), str(value))

    def _read(self, text: str) -> str:
        return typed.named(text, ((key, (label, key)) for key, label in self.options))


@dataclass(frozen=True)
class Text(Setting):
    """A line of text, at most `longest` characters."""

    placeholder: str = ""
    longest: int = 200

    def check(self, value: Any) -> str | None:
        if not isinstance(value, str):
            return tr("{label} must be a text.").format(label=tr(self.label))
        if len(value) > self.longest:
            return tr("{label} may have at most {n} characters.").format(label=tr(self.label), n=self.longest)
        return None

    def from_record(self, raw: Any) -> str:
        if not isinstance(raw, str):
            raise self._wrong_type(raw)
        return raw

    def _read(self, text: str) -> str:
        return text


@dataclass(frozen=True)
class FilePath(Text):
    """The path of a file to read; `filters` are pairs of a name and a glob pattern for the file dialog."""

    longest: int = 4096
    filters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class FolderPath(FilePath):
    """The path of a folder whose files are read."""


@dataclass(frozen=True)
class Shape(Setting):
    """The shape of one example, such as (2,) or (1, 28, 28); empty means "take it from the data"."""

    most_axes: int = 3
    largest: int = 1_000_000

    def check(self, value: Any) -> str | None:
        if not isinstance(value, tuple) or not all(
            isinstance(n, int) and not isinstance(n, bool) for n in value
        ):
            return tr("{label} must be a list of whole numbers.").format(label=tr(self.label))
        if len(value) > self.most_axes:
            return tr("{label} may have at most {n} numbers.").format(label=tr(self.label), n=self.most_axes)
        if any(n < 1 for n in value) or math.prod(value) > self.largest:
            return tr("{label}: each number must be at least 1 and their product at most {n}.").format(
                label=tr(self.label), n=f"{self.largest:,}"
            )
        return None

    def to_record(self, value: Any) -> Any:
        return list(value)

    def from_record(self, raw: Any) -> tuple[int, ...]:
        if not isinstance(raw, list) or not all(isinstance(n, int) for n in raw):
            raise self._wrong_type(raw)
        return tuple(raw)

    def show(self, value: Any) -> str:
        return " × ".join(str(n) for n in value) if value else tr("from the data")

    def _read(self, text: str) -> tuple[int, ...]:
        return () if text.strip() == tr("from the data") else typed.shape(text)

    def _not_read(self, text: str) -> str:
        return tr("{label} must be a list of whole numbers, such as 1 × 28 × 28.").format(
            label=tr(self.label)
        )


def _stray_comma(setting: Setting, text: str) -> str:
    """Return what to write in the place of a comma that groups no digits; nothing where there is none."""
    if "," not in plain(text):
        return ""
    return tr("{label}: write the decimal point as a dot, such as 0.5.").format(label=tr(setting.label))


def _out_of_range(setting: Integer | Real, value: float) -> str:
    label = tr(setting.label)
    shown = f"{value:,}" if isinstance(value, int) and abs(value) < 10**15 else f"{value:g}"
    if math.isinf(setting.high):
        return tr("{label} is {value}; it must be at least {low}.").format(
            label=label, value=shown, low=f"{setting.low:g}"
        )
    if math.isinf(setting.low):
        return tr("{label} is {value}; it must be at most {high}.").format(
            label=label, value=shown, high=f"{setting.high:g}"
        )
    return tr("{label} is {value}; it must be between {low} and {high}.").format(
        label=label, value=shown, low=f"{setting.low:,}", high=f"{setting.high:,}"
    )


def integer(default: int, *, label: str, **kind: Any) -> int:
    """Declare a whole-number field; `kind` are the arguments of `Integer`."""
    return declared(default, Integer(label, **kind))  # type: ignore[no-any-return]


def real(default: float, *, label: str, **kind: Any) -> float:
    """Declare a number field; `kind` are the arguments of `Real`."""
    return declared(default, Real(label, **kind))  # type: ignore[no-any-return]


def flag(default: bool, *, label: str, **kind: Any) -> bool:
    """Declare a yes/no field."""
    return declared(default, Flag(label, **kind))  # type: ignore[no-any-return]


def choice(default: str, *options: tuple[str, str], label: str, **kind: Any) -> str:
    """Declare a field with a few named values, given as pairs of value and label."""
    return declared(default, Choice(label, options=options, **kind))  # type: ignore[no-any-return]


def text(default: str, *, label: str, **kind: Any) -> str:
    """Declare a field that holds a line of text."""
    return declared(default, Text(label, **kind))  # type: ignore[no-any-return]


def file_path(default: str = "", *, label: str, **kind: Any) -> str:
    """Declare a field that holds the path of a file to read."""
    return declared(default, FilePath(label, **kind))  # type: ignore[no-any-return]


def folder_path(default: str = "", *, label: str, **kind: Any) -> str:
    """Declare a field that holds the path of a folder to read."""
    return declared(default, FolderPath(label, **kind))  # type: ignore[no-any-return]


def shape(default: tuple[int, ...], *, label: str, **kind: Any) -> tuple[int, ...]:
    """Declare a field that holds the shape of one example."""
    return declared(default, Shape(label, **kind))  # type: ignore[no-any-return]
