"""The runs of the sitting as a table of plain values: what came out of each, and what differs among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, isfinite, nan
from operator import is_not

import numpy as np

from nnsim.base.text import tr
from nnsim.document.comparing import Compared, compared
from nnsim.document.differing import ABSENT
from nnsim.document.project import Project
from nnsim.figures.figure_table import Table
from nnsim.figures.ticks import steady
from nnsim.training.metric_names import least_accuracy
from nnsim.training.walks_taken import told
from nnsim.ui.sitting.run_entry import RunEntry
from nnsim.ui.sitting.session import Session

NAME = "run"


@dataclass(frozen=True)
class Cell:
    """What is read in a cell, and the value behind it, by which rows are sorted and which files hold."""

    text: str
    value: float | str


@dataclass(frozen=True)
class Column:
    """Key for files, title for people, and a sentence for the tooltip."""

    key: str
    title: str
    tip: str = ""


class RunsTable:
    """Makes the table of a session's runs: the one that is drawn first, then its twins, then the newest."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.entries: tuple[RunEntry, ...] = ()
        self.columns: tuple[Column, ...] = ()
        self.rows: tuple[tuple[Cell, ...], ...] = ()
        self._compared: list[Compared] = []
        self._projects: tuple[Project, ...] = ()

    def refresh(self) -> None:
        """Read everything anew."""
        runs, twins = self._session.runs, self._session.twins.numbers
        current = runs.current
        others = [entry for entry in runs.earlier if entry.number not in twins]
        first = [*([current] if current is not None else []), *(runs[twin] for twin in twins)]
        self.entries = (*first, *reversed(others))
        projects = tuple(entry.project for entry in self.entries)
        # Projects are values: as long as they are the same ones, so is what differs among them.
        if len(projects) != len(self._projects) or any(map(is_not, projects, self._projects)):
            self._projects, self._compared = projects, compared(projects)
        differing = (Column(c.address, c.title, c.address) for c in self._compared)
        self.columns = (*_results(), *differing, *_progress())
        self.rows = tuple(self._row(i, entry) for i, entry in enumerate(self.entries))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be told yet."""
        return len(self.entries) < 2 and not any(entry.has_trained for entry in self.entries)

    def sort(self, column: int, descending: bool) -> None:
        """Put the rows in the order of a column; the run that is drawn stays first, what is missing comes last."""
        if not self.entries or not 0 <= column < len(self.columns):
            return
        first = int(self.entries[0].number == self._session.run)
        rest = list(zip(self.entries[first:], self.rows[first:], strict=True))
        known = [pair for pair in rest if not _is_missing(pair[1][column].value)]
        missing = [pair for pair in rest if _is_missing(pair[1][column].value)]
        known.sort(key=lambda pair: _order(pair[1][column].value), reverse=descending)
        ordered = [*zip(self.entries[:first], self.rows[:first], strict=True), *known, *missing]
        self.entries, self.rows = tuple(e for e, _ in ordered), tuple(r for _, r in ordered)

    def table(self) -> Table:
        """Return the values as a table for a file, settings by their addresses."""
        columns = []
        for i in range(len(self.columns)):
            values = [row[i].value for row in self.rows]
            is_number = all(isinstance(value, float) for value in values)
            columns.append(np.array(values if is_number else [_plain(value) for value in values]))
        return Table(tuple(column.key for column in self.columns), tuple(columns))

    # ---- cells ----------------------------------------------------------------------------------

    def _row(self, i: int, entry: RunEntry) -> tuple[Cell, ...]:
        state, history = entry.feed.state, entry.feed.history
        steps = nan if state is None else float(max(state.step, state.latest))
        # A fork has come to its step, though its own curves begin with the next.
        found = history.last_evaluation if history is not None and (entry.has_trained or steps > 0) else None
        accuracy = None
        if found is not None:
            accuracy = least_accuracy(found.metrics, "val") or least_accuracy(found.metrics, "train")
        return (
            Cell(entry.name, entry.name),
            _number(found.train_loss if found is not None else None),
            _number(found.val_loss if found is not None else None),
            _percent(accuracy[0] if accuracy is not None else nan),
            *(_setting(c, i) for c in self._compared),
            Cell(f"{steps:,.0f}" if isfinite(steps) else "", steps),
            _epochs(found.epoch if found is not None else nan),
            self._outcome(entry),
            _walks(entry),
        )

    def _outcome(self, entry: RunEntry) -> Cell:
        """Return where a run is, and what came out."""
        session, pieces = self._session, []
        if entry.number == session.run:
            pieces.append(tr("on the canvas"))
        elif entry.number in session.twins.numbers:
            pieces.append(tr("twin"))
        elif entry.in_background:
            pieces.append(
                tr("plays in the background") if entry.plays_in_background else tr("paused in the background")
            )
        if entry.parent in session.runs:
            pieces.append(tr("fork of {name}").format(name=session.runs[entry.parent].name))
        if entry.feed.outcome:
            pieces.append(entry.feed.outcome)
        text = " · ".join(pieces)
        return Cell(text, text)


def _results() -> Sequence[Column]:
    return (
        Column(NAME, tr("Run")),
        Column("train_loss", tr("Loss"), tr("Training loss")),
        Column("val_loss", tr("Val. loss"), tr("Validation loss")),
        Column("accuracy", tr("Accuracy"), tr("On the validation part; without one, on the training part")),
    )


def _progress() -> Sequence[Column]:
    return (
        Column("steps", tr("Steps")),
        Column("epochs", tr("Epochs")),
        Column("outcome", tr("What came out")),
        Column("walk", tr("Walk"), tr("What took its steps: the same numbers bit for bit need the same")),
    )


def _number(value: float | None) -> Cell:
    known = value is not None and isfinite(value)
    return Cell(steady(value) if known and value is not None else "–", nan if value is None else float(value))


def _epochs(value: float) -> Cell:
    # Rounded down, as in the window: an epoch is over when it is.
    return Cell(f"{floor(value * 100 + 1e-6) / 100:,.2f}" if isfinite(value) else "", value)


def _percent(share: float) -> Cell:
    text = tr("{value} %").format(value=f"{100 * share:.1f}") if isfinite(share) else "–"
    return Cell(text, share)


def _walks(entry: RunEntry) -> Cell:
    walks = entry.feed.state.walks if entry.feed.state is not None else ()
    return Cell(told(walks), ", ".join(walks))


def _setting(column: Compared, i: int) -> Cell:
    value, text = column.values[i], column.texts[i]
    if value is ABSENT:
        return Cell(text, "")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Cell(text, float(value) if is_number else text)


def _is_missing(value: float | str) -> bool:
    return value == "" or (isinstance(value, float) and not isfinite(value))


def _order(value: float | str) -> tuple[bool, float, str]:
    """Return what values are sorted by: numbers before texts."""
    if isinstance(value, float):
        return False, value, ""
    return True, 0.0, value.casefold()


def _plain(value: float | str) -> str:
    """Return a value in a column of texts, numbers in the fewest digits that read back as the same."""
    if isinstance(value, str):
        return value
    if not isfinite(value):
        return ""
    return str(int(value)) if value == int(value) else repr(value)
