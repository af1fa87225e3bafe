"""The ways to look at columns: each for itself, each with each other, and before and after scaling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from PySide6.QtCore import Signal

from nnsim.base.text import mark, tr
from nnsim.data.looking.statistics import (
    MOST_CORRELATED,
    ColumnNumbers,
    Correlations,
    Histogram,
    Kind,
    Scaled,
    column_numbers,
    correlations,
    histogram,
    scaled,
)
from nnsim.data.prepared import Prepared
from nnsim.data.transforms import Scaler
from nnsim.figures.data_figures import correlation_figure, histogram_figure, scaling_figure, strongest
from nnsim.figures.figure import Figure
from nnsim.figures.maps import MapColours
from nnsim.ui.datapage.examples import Columns
from nnsim.ui.datapage.look import Look, Tables, sampled
from nnsim.ui.datapage.numbers_table import NumbersTable
from nnsim.ui.datapage.rows_model import with_unit
from nnsim.ui.look import fonts
from nnsim.ui.widgets.choice_field import ChoiceField
from nnsim.ui.widgets.labels import ElidedLabel
from nnsim.ui.widgets.segmented import SegmentedControl

MOST_CHOSEN = 1000
"""Columns among which one is chosen; of more, the first."""


class ColumnChoice(ChoiceField):
    """Which column; a person's choice stays as long as the columns do."""

    def __init__(self) -> None:
        super().__init__([])
        self._names: tuple[str, ...] = ()
        self.setAccessibleName(tr("Column"))
        self.setToolTip(tr("Column"))
        self.setMinimumWidth(90)
        self.setMaximumWidth(fonts.grown(200))

    @property
    def place(self) -> int:
        """Which one."""
        return int(self.value() or 0)

    def set_names(self, names: tuple[str, ...], first: int) -> None:
        """Offer other columns, of which `first` is chosen where they are others than before."""
        if names == self._names:
            return
        self._names = names
        self.clear()
        for j, name in enumerate(names[:MOST_CHOSEN]):
            self.addItem(name, str(j))
        self.set_value(str(first if first < min(len(names), MOST_CHOSEN) else 0))


@dataclass(frozen=True)
class _Column:
    histogram: Histogram
    numbers: ColumnNumbers
    title: str
    classes: tuple[str, ...]
    seen: int
    """Rows it was worked out of."""


class ColumnsLook(Look):
    """A column as a histogram, the classes upon each other, and the numbers that describe it."""

    title = mark("Columns")

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables)
        self.choice, self.numbers = ColumnChoice(), NumbersTable()
        self.choice.valueEdited.connect(lambda _key: self.refresh())
        self.tools = (self.choice,)
        self.column.addWidget(self.numbers)

    def take(self, prepared: Prepared) -> None:
        dataset = prepared.dataset
        names = Columns(dataset).names if dataset.task == "regression" else dataset.input_names
        self.choice.set_names(names, Columns(dataset).telling()[0] if len(names) > 1 else 0)

    def work(self, prepared: Prepared) -> Callable[[], Any]:
        return partial(_described, self.tables, prepared, self.choice.place)

    def draw(self, found: _Column, colours: MapColours | None) -> Figure:
        # In the window the table below names the classes, however many they are.
        on_paper = colours is None
        return histogram_figure(
            found.histogram, found.classes, found.title, self.caption(found.seen), colours, legend=on_paper
        )

    def show_found(self) -> None:
        super().show_found()
        found: _Column = self.found
        assert self.prepared is not None
        is_sample = found.seen < len(self.prepared.dataset)
        self.numbers.show_numbers(found.numbers, found.classes, sampled(found.seen) if is_sample else "")


def _described(tables: Tables, prepared: Prepared, place: int) -> _Column:
    table = tables.of(prepared.dataset)
    return _Column(
        histogram(table, place),
        column_numbers(table, place),
        _titled(prepared, place),
        table.classes,
        len(table.values),
    )


def _titled(prepared: Prepared, place: int) -> str:
    """Return the name of a column with its unit."""
    dataset, inputs = prepared.dataset, len(prepared.input_names)
    if place < inputs:
        return with_unit(dataset.input_names[place], dataset.input_units, place)
    return with_unit(dataset.target_names[place - inputs], dataset.target_units, place - inputs)


class CorrelationsLook(Look):
    """How much columns go along with each other; a press on two of them shows them as points."""

    title = mark("Correlations")
    pair_wanted = Signal(int, int)
    """A user wants to see these two columns, along x and along y."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables)
        options: list[tuple[str, str]] = [("pearson", "Pearson"), ("spearman", "Spearman")]
        self.kind = SegmentedControl(options, tr("Which correlation"))
        self.kind.segment("pearson").setToolTip(tr("How nearly two columns lie on a line"))
        self.kind.segment("spearman").setToolTip(tr("How nearly one column grows with the other, by ranks"))
        self.kind.currentChanged.connect(lambda _key: self.refresh())
        self.tools = (self.kind,)
        self.words = ElidedLabel()
        self.words.setProperty("tone", "muted")
        self.column.addWidget(self.words)
        self.view.pressed.connect(self._on_pressed)
        self.view.setToolTip(tr("Click two columns to see them as points"))

    def work(self, prepared: Prepared) -> Callable[[], Any]:
        kind: Kind = "spearman" if self.kind.current() == "spearman" else "pearson"
        return lambda: correlations(self.tables.of(prepared.dataset), kind)

    def draw(self, found: Correlations, colours: MapColours | None) -> Figure:
        return correlation_figure(found, self.caption(found.rows), colours)

    def show_found(self) -> None:
        super().show_found()
        found: Correlations = self.found
        words = strongest(found)
        text = tr("Strongest: {pairs}").format(pairs=words) if words else ""
        if len(found.names) == MOST_CORRELATED:
            text = tr("The first {n} columns").format(n=MOST_CORRELATED) + " · " + text
        if self.prepared is not None and found.rows < len(self.prepared.dataset):
            text = f"{sampled(found.rows)} · {text}"
        self.words.setText(text)
        self.words.setToolTip(text)
        self.view.setAccessibleDescription(text)

    def _on_pressed(self, x: float, y: float) -> None:
        if self.found is not None:
            last = len(self.found.names) - 1
            self.pair_wanted.emit(*(int(np.clip(at, 0, last)) for at in (x, y)))


@dataclass(frozen=True)
class _Scaled:
    scaled: Scaled
    scaler: Scaler
    title: str


class ScalingLook(Look):
    """A column of the training part before and after scaling."""

    title = mark("Scaling")

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables)
        self.choice = ColumnChoice()
        self.choice.valueEdited.connect(lambda _key: self.refresh())
        self.tools = (self.choice,)

    def take(self, prepared: Prepared) -> None:
        names = prepared.input_names
        self.choice.set_names(names, Columns(prepared.dataset).telling()[0] if len(names) > 1 else 0)

    def work(self, prepared: Prepared) -> Callable[[], Any]:
        return partial(_scaling, prepared, self.choice.place)

    def draw(self, found: _Scaled, colours: MapColours | None) -> Figure:
        return scaling_figure(found.scaled, found.scaler, found.title, self.caption(), colours)


def _scaling(prepared: Prepared, place: int) -> _Scaled:
    found = scaled(prepared.dataset, prepared.scaler, place, prepared.rows.train)
    return _Scaled(found, prepared.scaler.of((place,)), _titled(prepared, place))
