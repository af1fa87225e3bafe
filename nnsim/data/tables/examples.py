"""From the columns of a table to examples: what is used, what is left out, what is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import ntr, tr
from nnsim.data.dataset import MOST_NUMBERS, Dataset
from nnsim.data.notes import Note, Switch
from nnsim.data.summary import listed
from nnsim.data.tables import likely_time, placeholders, telling
from nnsim.data.tables.choice import Choice, TableSettings, guessed
from nnsim.data.tables.columns import CodedInputs, code_inputs, problem_of
from nnsim.data.tables.kinds import with_kind
from nnsim.data.tables.layout import Layout
from nnsim.data.tables.leaving_out import LeftOut, left_out
from nnsim.data.tables.other_targets import other_targets
from nnsim.data.tables.reading import Table
from nnsim.data.tables.roles import Roles
from nnsim.data.tables.text_words import is_prose
from nnsim.data.tables.understood import Reader, Understood, as_words, forced, measured, understand
from nnsim.data.targets import encode

_MOST_CODES = 10
_MOST_OFFERED = 4


def examples(settings: TableSettings, layout: Layout, table: Table, chosen: Choice, title: str) -> Dataset:
    """Return the examples in the columns of a table, which hold all places of `chosen`.

    Raises
    ------
    NnsimError
        When there are fewer than two rows, or a column cannot be what it is chosen for.
    """
    if table.rows < 2:
        raise NnsimError(
            tr("{file} has only one row of data; at least two are needed.").format(file=layout.path.name)
            if table.rows
            else tr("{file} has names but no rows of data.").format(file=layout.path.name)
        )
    return _Examples(settings, layout, table, chosen).dataset(title)


def reader_of(settings: TableSettings, layout: Layout) -> Reader:
    """Return how the fields of a table are understood."""
    auto = settings.decimal == settings.thousands == "auto"
    return Reader(
        layout.numerals,
        layout.marks,
        layout.separator,
        auto,
        settings.dates,
        settings.missing_class,
        nameless=not layout.has_header,
    )


def _has_words(column: Understood) -> bool:
    """Return whether a column of free text can be told by its words: prose, or names that share some."""
    if is_prose(column.values.tolist()):
        return True
    numbers = sum(column.numerals.parse(text) is not None for text in column.distinct)
    return 2 * numbers < len(column.distinct) and problem_of(replace(column, by_words=True)) is None


class _Examples:
    def __init__(self, settings: TableSettings, layout: Layout, table: Table, chosen: Choice) -> None:
        self._source, self._layout, self._table, self._chosen = settings, layout, table, chosen
        self._reader = reader_of(settings, layout)
        self._lost: list[Note] = []
        """What reading columns as a user says made of them."""

    def dataset(self, title: str) -> Dataset:
        """Return the examples."""
        source, layout, inputs = self._source, self._layout, self._chosen.inputs
        aims = [self._target(place) for place in self._chosen.targets]
        columns = [self._column(place) for place in inputs]
        if source.placeholders == "auto":
            found = placeholders.certain([*columns, *aims])
            columns, aims = (
                [placeholders.without(one, found.get(one.name)) for one in some] for some in (columns, aims)
            )
        roles = self._roles()
        out = self._left_out(columns, spares=False)
        gone = {one.name for one in out}
        if all(column.name in gone or column.moments is not None for column in columns):
            # When something was written tells little beside what was written.
            columns = self._by_words(columns, out)
            out = self._left_out(columns)
        names = {one.name for one in out}
        used = [column for column in columns if column.name not in names]
        if not used:
            raise NnsimError(_nothing_left(out))
        coded = code_inputs(used, source.date_numbers)
        _refuse_too_wide(layout, coded)
        lost = np.logical_or.reduce([aim.missing for aim in aims])
        if len(lost) - lost.sum() < 2:
            raise NnsimError(
                tr("Fewer than two rows have a value in “{name}”. Choose another target.").format(
                    name=", ".join(aim.name for aim in aims)
                )
            )
        # What has a unit was measured, however few different numbers there are.
        measures = source.task == "auto" and any(aim.unit and aim.values.dtype.kind == "f" for aim in aims)
        values = {aim.name: aim.values[~lost] for aim in aims}
        target = encode(values, "regression" if measures else source.task)
        places = [place for place, column in zip(inputs, columns, strict=True) if column.name not in names]
        costs = used if source.missing == "drop" else ()
        units, coding = tuple(aim.unit for aim in aims), coded.coding
        notes = (
            *telling.of_layout(source, layout, self._table),
            *telling.of_target(
                target.notes,
                layout,
                guessed(source, layout, self._chosen.targets),
                other_targets(source, layout, self._chosen, places),
            ),
            *roles.told(),
            *(likely_time.told(columns, inputs, layout.names) if roles.time is None else ()),
            *telling.of_columns([*used, *aims]),
            *placeholders.taken([*used, *aims]),
            *placeholders.told([*used, *aims], layout.marks),
            *self._lost,
            *telling.of_slips([*used, *aims], source.kinds, layout.names),
            *coded.notes,
            *self._digits(used, places),
            *self._codes(used, places),
            *telling.of_left_out(out, layout.names, places, self._offered(columns, out)),
            *telling.of_prices(costs, len(lost)),
            *_lost_note(int(lost.sum())),
        )
        inputs_units = coding.units
        moments, groups, weights = roles.moments(), roles.groups(), roles.weights()
        return Dataset(
            title=title,
            inputs=coded.inputs[~lost] if lost.any() else coded.inputs,
            targets=target.targets,
            task=target.task,
            input_names=coding.names,
            target_names=target.names,
            notes=notes,
            missing=source.missing,  # type: ignore[arg-type]
            one_hot=coding.one_hot,
            input_units=inputs_units if any(inputs_units) else (),
            target_units=units if target.task == "regression" and any(units) else (),
            left_out=(*(one.name for one in out), *self._idle_roles()),
            moments=None if moments is None else moments[~lost],
            moments_are_dates=roles.are_dates,
            groups=None if groups is None else groups[~lost],
            weights=None if weights is None else weights[~lost],
            target_columns=tuple(aim.name for aim in aims),
            coding=coding,
        )

    def _by_words(self, columns: list[Understood], out: list[LeftOut]) -> list[Understood]:
        """Return columns of which those of free text are read by their words, for there is nothing else."""
        free = {one.name for one in out if one.why in ("unusable", "text") and one.name not in self._said}
        return [
            as_words(column)
            if column.name in free and column.values.dtype.kind == "O" and is_prose(column.values.tolist())
            else column
            for column in columns
        ]

    @property
    def _said(self) -> frozenset[str]:
        """Names of the columns of which a user says what they hold."""
        return frozenset(self._layout.names[place] for place in self._chosen.kinds)

    def _roles(self) -> Roles:
        chosen = self._chosen
        dated = "auto" if self._source.dates == "none" else self._source.dates
        found: list[Understood | None] = []
        for place, as_text in ((chosen.time, False), (chosen.group, True), (chosen.weight, False)):
            if place is None:
                found.append(None)
                continue
            reader = replace(self._reader, dates="none" if place != chosen.time else dated)
            raw, name = self._table.columns[place], self._layout.names[place]
            words = self._table.words.get(place)
            found.append(understand(name, raw, reader, as_text=as_text, words=words))
        return Roles(*found)

    def _offered(self, columns: list[Understood], out: list[LeftOut]) -> dict[str, Switch]:
        """Return by column of free text that was left out how to read it by its words."""
        free = {one.name for one in out if one.why in ("unusable", "text")}
        names, kinds = self._layout.names, self._source.kinds
        return {
            column.name: Switch(
                tr("By its words"), (("kinds", with_kind(kinds, names, names.index(column.name), "words")),)
            )
            for column in columns
            if column.name in free and column.values.dtype.kind == "O" and _has_words(column)
        }

    def _idle_roles(self) -> Iterator[str]:
        """Yield the columns with a role that are no inputs though nobody chose the inputs."""
        used = {*self._chosen.inputs, *self._chosen.targets}
        if not self._source.inputs.strip():
            yield from (self._layout.names[place] for place in self._chosen.roles if place not in used)

    def _digits(self, used: list[Understood], places: list[int]) -> Iterator[Note]:
        """Yield which columns of digits were read as categories, and the way back."""
        names, kinds = self._layout.names, self._source.kinds
        for column, place in zip(used, places, strict=True):
            if place in self._layout.codes and place not in self._chosen.kinds:
                text = tr("“{name}” holds codes that begin with a zero, read as categories")
                back = Switch(
                    tr("{name}: number").format(name=column.name),
                    (("kinds", with_kind(kinds, names, place, "number")),),
                )
                yield Note(text.format(name=column.name), back)

    def _codes(self, used: list[Understood], places: list[int]) -> Iterator[Note]:
        """Yield which columns of whole numbers may be codes of categories: they can be read so."""
        found = []
        for column, place in zip(used, places, strict=True):
            if place not in self._chosen.kinds and _may_be_codes(column):
                found.append(place)
        if not found:
            return
        names = self._layout.names
        switches = [
            Switch(
                tr("{name}: category").format(name=names[place]),
                (("kinds", with_kind(self._source.kinds, names, place, "category")),),
            )
            for place in found[:_MOST_OFFERED]
        ]
        text = tr("Few different whole numbers, read as numbers: {names}")
        yield Note(text.format(names=listed([names[place] for place in found])), *switches)

    def _understood(self, place: int, reader: Reader) -> Understood:
        """Return a column as it seems to be, or as a user says it is."""
        name, raw = self._layout.names[place], self._table.columns[place]
        kind = self._chosen.kinds.get(place)
        if kind is None:
            as_text, words = place in self._chosen.texts, self._table.words.get(place)
            return understand(name, raw, reader, as_text=as_text, words=words)
        column, lost = forced(name, raw, reader, kind)
        if lost:
            text = ntr(
                "“{name}”: {n} value that cannot be read so is missing",
                "“{name}”: {n} values that cannot be read so are missing",
                lost,
            )
            self._lost.append(Note(text.format(name=name, n=f"{lost:,}")))
        return column

    def _target(self, place: int) -> Understood:
        reader = replace(self._reader, dates="none", missing_class=self._source.missing_class)
        return self._measured(place, self._understood(place, reader))

    def _column(self, place: int) -> Understood:
        return self._measured(place, self._understood(place, self._reader))

    def _measured(self, place: int, column: Understood) -> Understood:
        layout = self._layout
        column = replace(column, is_first=place == 0, is_nameless=place == 0 and layout.has_nameless_first)
        return measured(column, layout.units[place]) if layout.units else column

    def _left_out(self, columns: list[Understood], spares: bool = True) -> list[LeftOut]:
        """Return which columns are no inputs; raises NnsimError when a user chose one that cannot be."""
        source, declared, inputs = self._source, self._layout.declared, self._chosen.inputs
        if source.inputs.strip():
            for column in columns:
                problem = problem_of(column)
                if problem is not None:
                    raise NnsimError(problem)
            return []
        kinds = {self._layout.names[place]: kind for place, kind in self._chosen.kinds.items()}
        out = [
            LeftOut(column.name, "text", tr("“{name}” is a text, as is said of it.").format(name=column.name))
            for column in columns
            if kinds.get(column.name) == "text"
        ]
        gone = {one.name for one in out}
        meant = [column for column in columns if column.name not in gone]
        if declared:
            roles = ("", "class") if source.target.strip() else ("",)
            meant = [
                column
                for place, column in zip(inputs, columns, strict=True)
                if declared[place].role in roles and declared[place].kind != "string"
            ]
            kept = {column.name for column in meant} | gone
            meant = [column for column in meant if column.name not in gone]
            text = tr("“{name}” is no input, says the file.")
            out += [
                LeftOut(column.name, "declared", text.format(name=column.name))
                for column in columns
                if column.name not in kept
            ]
        if source.leave_out:
            layout = self._layout
            nameless = not layout.has_header
            return out + left_out(meant, source.missing == "drop", nameless, spares)
        problems = [(column.name, problem_of(column)) for column in meant]
        return out + [LeftOut(name, "unusable", problem) for name, problem in problems if problem]


def _nothing_left(out: list[LeftOut]) -> str:
    """Return why there are no inputs."""
    if not out:
        return tr("There is no column left for the inputs. Check the separator and the target.")
    return tr("No column can serve as input: {why}").format(why=out[0].sentence)


def _may_be_codes(column: Understood) -> bool:
    """Return whether a column of numbers holds a few different whole ones, more than two, that come back."""
    values = column.values
    if values.dtype.kind != "f" or column.moments is not None or column.unit:
        return False
    known = values[~np.isnan(values)]
    if len(known) < 5 * _MOST_CODES or (known[:_MOST_CODES] % 1).any():
        return False
    if np.ptp(known) > _MOST_CODES or (known % 1).any():
        return False
    return 3 <= len(np.unique(known)) <= _MOST_CODES


def _refuse_too_wide(layout: Layout, inputs: CodedInputs) -> None:
    if inputs.inputs.size > MOST_NUMBERS:
        raise NnsimError(
            tr("{file} holds more than {n} numbers. Keep fewer rows or columns.").format(
                file=layout.path.name, n=f"{MOST_NUMBERS:,}"
            )
        )


def _lost_note(n: int) -> tuple[str, ...]:
    if n == 0:
        return ()
    note = ntr(
        "{n} row was left out because its target is missing",
        "{n} rows were left out because their target is missing",
        n,
    )
    return (note.format(n=f"{n:,}"),)
