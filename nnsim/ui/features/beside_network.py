"""The features beside the network: below the data on the canvas, each on or off with one click."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.data.dataset import Dataset
from nnsim.data.formulas.feature_switches import MOST_SWITCHES, is_on, title_of, toggled, usual_formulas
from nnsim.data.formulas.formula import split_formulas
from nnsim.data.step import Step, taken_through
from nnsim.data.steps.features import Features
from nnsim.document.project import Project
from nnsim.ui.datapage.examples import colours
from nnsim.ui.features.feature_map import feature_map, feature_values
from nnsim.ui.features.features_strip import Feature, FeaturesStrip
from nnsim.ui.look.theme import manager
from nnsim.ui.sitting.session import Session

_GAP = 8
_LEAST_ROOM = 120
"""Pixels of height below which the strip would hide more than it shows."""


class FeaturesBesideNetwork(QObject):
    """Shows what the inputs of the network are made of, where they are columns, and lets that be changed.

    Parameters
    ----------
    below
        What stands above it in the corner.

    Events
    ------
    appeared()
        It stands where nothing stood before.
    """

    def __init__(self, session: Session, canvas: QWidget, below: QWidget) -> None:
        super().__init__(canvas)
        self._session, self._canvas, self._below = session, canvas, below
        self.appeared: Event[[]] = Event()
        self._shown: tuple[object, ...] = ()
        self._pictures: list[QImage | None] = []
        self.strip = FeaturesStrip(canvas)
        QWidget.setTabOrder(below, self.strip)
        self.strip.switched.connect(self._switch)
        self.strip.typed.connect(self._add)
        canvas.installEventFilter(self)
        below.installEventFilter(self)
        workspace = session.workspace
        self._leave: list[Callable[[], object]] = [
            workspace.project_changed.connect(self._on_project),
            workspace.data_changed.connect(self._show),
            manager().changed.connect(self._retheme),
        ]
        self._show()

    def release(self) -> None:
        """Let go of the session, which outlives the canvas."""
        for leave in self._leave:
            leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        return False

    # ---- showing -----------------------------------------------------------------------------

    def _on_project(self, old: Project, new: Project) -> None:
        if old.data.steps != new.data.steps:
            self._show()

    def _columns(self) -> Dataset | None:
        """Return the columns that features are made of; None where inputs are none, or there are too many."""
        prepared = self._session.workspace.prepared
        if prepared is None or prepared.origin.are_bytes:
            return None
        return prepared.origin if 0 < len(prepared.origin.input_names) <= MOST_SWITCHES else None

    def _show(self) -> None:
        columns = self._columns()
        if columns is None:
            self.strip.hide()
            return
        names, steps = columns.input_names, self._session.workspace.project.data.steps
        formulas = list(usual_formulas(names))
        for step in steps:
            if isinstance(step, Features):
                formulas += _own(step, formulas, names)
        features = [Feature(f, _title(f, names), is_on(steps, f, names)) for f in formulas]
        shown = (tuple(formulas), names, _ranges(columns))
        if shown != self._shown:
            self._shown = shown
            self._paint(formulas, columns)
        self.strip.show_features(features, self._pictures)
        self.strip.name_rows(any(step.active and step.joins_rows for step in steps))
        self._place()

    def _paint(self, formulas: list[str], columns: Dataset) -> None:
        ranges, own = _ranges(columns), colours()
        found = [feature_values(f, columns.input_names, ranges) for f in formulas]
        self._pictures = [None if values is None else feature_map(values, own) for values in found]

    def _retheme(self) -> None:
        self._shown = ()
        self._show()

    def _place(self) -> None:
        top = self._below.geometry().bottom() + _GAP
        left = self._below.x()
        room = QRect(left, top, self._canvas.width() - 2 * left, self._canvas.height() - top - 60)
        was_hidden = self.strip.isHidden()
        self.strip.setVisible(self._columns() is not None and room.height() >= _LEAST_ROOM)
        self.strip.fit(room)
        if was_hidden and not self.strip.isHidden():
            self.appeared.fire()

    # ---- what follows ------------------------------------------------------------------------

    def _switch(self, formula: str, on: bool) -> None:
        columns = self._columns()
        if columns is not None:
            self._edit(lambda steps: toggled(steps, formula, on, columns.input_names))

    def _add(self, text: str) -> None:
        columns = self._columns()
        if columns is None:
            return
        try:
            steps = self._session.workspace.project.data.steps
            for formula in split_formulas(text):
                steps = toggled(steps, formula, True, columns.input_names)
            taken_through(columns, steps, columns.values(slice(0, 1000)))
        except NnsimError as error:
            self.strip.say(str(error))
            return
        self.strip.say("")
        self._edit(lambda _steps: steps)

    def _edit(self, change: Callable[[tuple[Step, ...]], tuple[Step, ...]]) -> None:
        self._session.workspace.edit(
            tr("Change the features"),
            lambda p: replace(p, data=replace(p.data, steps=change(p.data.steps))),
        )


def _own(step: Features, usual: list[str], names: tuple[str, ...]) -> list[str]:
    """Return the formulas of a step that have no switch yet."""
    titles = {_title(formula, names) for formula in usual}
    return [f for f in split_formulas(step.formulas) if _title(f, names) not in titles]


def _title(formula: str, names: tuple[str, ...]) -> str:
    """Return what a feature is called; one that cannot be read is shown as it was typed."""
    try:
        return title_of(formula, names)
    except NnsimError:
        return formula


def _ranges(columns: Dataset) -> tuple[tuple[float, float], ...]:
    """Return what each column goes from and to, where there are two."""
    if len(columns.input_names) != 2 or not len(columns):
        return ()
    values = columns.values()
    lows, highs = values.min(axis=0).tolist(), values.max(axis=0).tolist()
    return tuple((low, high if high > low else low + 1.0) for low, high in zip(lows, highs, strict=True))
