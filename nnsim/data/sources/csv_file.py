"""A text file of the user's with a table in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.settings import choice, file_path, flag, integer, text
from nnsim.base.text import mark, ntr, tr
from nnsim.data.columns import (
    CodedInputs,
    Reader,
    Understood,
    code_inputs,
    measured,
    pick,
    problem_of,
    understand,
)
from nnsim.data.dataset import MISSING_OPTIONS, MOST_NUMBERS, Dataset
from nnsim.data.file_source import FileSource
from nnsim.data.source import YOUR_FILES, Progress, sources
from nnsim.data.tables import telling
from nnsim.data.tables.layout import Layout, Wishes, detect
from nnsim.data.tables.leaving_out import LeftOut, left_out
from nnsim.data.tables.lines import WHITESPACE
from nnsim.data.tables.reading import Table, read_table
from nnsim.data.targets import TASK_OPTIONS, encode


@sources.register
@dataclass(frozen=True)
class CsvFile(FileSource):
    """CSV, TSV and their relatives; what can be seen from the file need not be set."""

    key = "csv"
    title = mark("CSV or TSV file")
    summary = mark("A table in a text file: choose which column to predict and which to predict it from.")
    group = YOUR_FILES
    order = 610
    version = 2

    path: str = file_path(
        label=mark("File"),
        filters=((mark("Tables"), "*.csv *.tsv *.tab *.txt *.dat *.data"), (mark("All files"), "*")),
    )
    target: str = text(
        "",
        label=mark("Target"),
        placeholder=mark("last column"),
        longest=4000,
        help=mark("Column to predict, by name or number. Several, separated by commas, are a regression."),
    )
    inputs: str = text(
        "",
        label=mark("Inputs"),
        placeholder=mark("all other columns"),
        longest=20_000,
        help=mark("Columns by name or number, separated by commas; 2-5 means columns 2 to 5."),
    )
    task: str = choice("auto", *TASK_OPTIONS, label=mark("Task"))
    missing: str = choice("drop", *MISSING_OPTIONS, label=mark("Missing values"))
    missing_class: bool = flag(
        False,
        label=mark("Missing is a category"),
        help=mark("In columns of texts a missing value becomes a category, or a class, of its own."),
        advanced=True,
    )
    marks: str = text(
        "",
        label=mark("Marks of missing values"),
        placeholder=mark("the usual ones"),
        longest=1000,
        help=mark("What else stands for a missing value, separated by commas, such as -200, 999."),
        advanced=True,
    )
    leave_out: bool = flag(
        True,
        label=mark("Leave out idle columns"),
        help=mark("Columns that count the rows, differ in every row or lack many values are no inputs."),
        advanced=True,
    )
    separator: str = choice(
        "auto",
        ("auto", mark("from the file")),
        (",", mark("comma")),
        (";", mark("semicolon")),
        ("\t", mark("tab")),
        ("|", mark("vertical bar")),
        (WHITESPACE, mark("blanks")),
        label=mark("Separator"),
        advanced=True,
    )
    header: str = choice(
        "auto",
        ("auto", mark("from the file")),
        ("yes", mark("first line has names")),
        ("no", mark("no names")),
        label=mark("Header"),
        advanced=True,
    )
    decimal: str = choice(
        "auto",
        ("auto", mark("from the file")),
        (".", mark("point")),
        (",", mark("comma")),
        label=mark("Decimal sign"),
        advanced=True,
    )
    thousands: str = choice(
        "auto",
        ("auto", mark("from the file")),
        ("none", mark("none")),
        (",", mark("comma")),
        (".", mark("point")),
        (" ", mark("blank")),
        ("'", mark("apostrophe")),
        ("_", mark("underscore")),
        label=mark("Thousands sign"),
        advanced=True,
    )
    dates: str = choice(
        "auto",
        ("auto", mark("from the file")),
        ("dmy", mark("day first")),
        ("mdy", mark("month first")),
        ("none", mark("no dates")),
        label=mark("Dates"),
        help=mark("Dates become numbers: year, month, weekday, hour, days since the first."),
        advanced=True,
    )
    comment: str = choice(
        "auto",
        ("auto", mark("from the file")),
        ("none", mark("none")),
        ("#", "#"),
        ("%", "%"),
        ("//", "//"),
        (";", ";"),
        ("!", "!"),
        ("@", "@"),
        label=mark("Comment sign"),
        help=mark("Lines that begin with it are skipped."),
        advanced=True,
    )
    quote: str = choice(
        "auto",
        ("auto", mark("from the file")),
        ('"', mark("double")),
        ("'", mark("single")),
        ("none", mark("off")),
        label=mark("Quotation marks"),
        advanced=True,
    )
    skip_top: int = integer(
        -1,
        low=-1,
        high=100_000,
        low_label=mark("from the file"),
        label=mark("Lines to skip at the top"),
        advanced=True,
    )
    skip_bottom: int = integer(
        -1,
        low=-1,
        high=100_000,
        low_label=mark("from the file"),
        label=mark("Lines to skip at the bottom"),
        advanced=True,
    )
    encoding: str = choice(
        "auto",
        ("auto", mark("from the file")),
        ("utf-8", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("cp1252", "Windows-1252"),
        ("gb18030", "GB 18030"),
        ("big5", "Big5"),
        ("shift_jis", "Shift JIS"),
        ("euc_kr", "EUC-KR"),
        ("cp1251", "Windows-1251"),
        label=mark("Encoding"),
        advanced=True,
    )

    @classmethod
    def migrate(cls, settings: dict[str, Any], version: int) -> dict[str, Any]:
        """Keep the columns of a project of version 1, whose weights belong to them."""
        return settings if version > 1 else {**settings, "leave_out": False, "dates": "none"}

    def layout(self) -> Layout:
        """Return how the file holds its table, from its first lines; raises NnsimError as `load` does."""
        wishes = Wishes(
            self.encoding,
            self.separator,
            self.header,
            self.decimal,
            self.thousands,
            self.comment,
            self.quote,
            self.skip_top,
            self.skip_bottom,
            self.marks,
        )
        return detect(self.place, wishes)

    def _read(self, progress: Progress) -> Dataset:
        layout = self.layout()
        targets, inputs = self._chosen(layout)
        discrete = frozenset(j for j, one in enumerate(layout.declared) if one.kind == "discrete")
        table = read_table(layout, sorted({*targets, *inputs}), discrete, progress)
        if table.rows < 2:
            raise NnsimError(
                tr("{file} has only one row of data; at least two are needed.").format(file=layout.path.name)
                if table.rows
                else tr("{file} has names but no rows of data.").format(file=layout.path.name)
            )
        return _Reading(self, layout, table).dataset(targets, inputs)

    def _chosen(self, layout: Layout) -> tuple[list[int], list[int]]:
        """Return the places of target and input columns."""
        last = len(layout.names) - 1
        if last == 0:
            raise NnsimError(
                tr(
                    "{file} has a single column. Choose the separator, or a file with inputs and a target."
                ).format(file=layout.path.name)
            )
        targets = self.targets_of(layout)
        inputs = pick(self.inputs, layout.names)
        for place in set(targets) & set(inputs):
            raise NnsimError(
                tr("“{name}” cannot be target and input at once. Take it out of one of them.").format(
                    name=layout.names[place]
                )
            )
        chosen = set(targets)
        return targets, inputs or [place for place in range(last + 1) if place not in chosen]

    def targets_of(self, layout: Layout) -> list[int]:
        """Return the places of the columns to predict: those chosen, or declared, or the last one."""
        declared = [place for place, one in enumerate(layout.declared) if one.role == "class"]
        several = len(declared) > 1 and any(layout.declared[place].kind == "discrete" for place in declared)
        return (
            pick(self.target, layout.names) or declared[: 1 if several else None] or [len(layout.names) - 1]
        )


class _Reading:
    """From the columns of a file to examples: what is used, what is left out, what is told."""

    def __init__(self, source: CsvFile, layout: Layout, table: Table) -> None:
        self._source, self._layout, self._table = source, layout, table
        auto = source.decimal == source.thousands == "auto"
        self._reader = Reader(
            layout.numerals, layout.marks, layout.separator, auto, source.dates, source.missing_class
        )

    def dataset(self, targets: list[int], inputs: list[int]) -> Dataset:
        """Return the examples."""
        source, layout = self._source, self._layout
        aims = [self._target(place) for place in targets]
        columns = [self._column(place) for place in inputs]
        out = self._left_out(columns, inputs)
        names = {one.name for one in out}
        used = [column for column in columns if column.name not in names]
        if not used:
            if not out:
                raise NnsimError(
                    tr("There is no column left for the inputs. Check the separator and the target.")
                )
            raise NnsimError(tr("No column can serve as input: {why}").format(why=out[0].sentence))
        coded = code_inputs(used)
        _refuse_too_wide(layout, coded)
        lost = np.logical_or.reduce([aim.missing for aim in aims])
        if len(lost) - lost.sum() < 2:
            raise NnsimError(
                tr("Fewer than two rows have a value in “{name}”. Choose another target.").format(
                    name=", ".join(aim.name for aim in aims)
                )
            )
        target = encode({aim.name: _plain(aim.values[~lost]) for aim in aims}, source.task)
        places = [place for place, column in zip(inputs, columns, strict=True) if column.name not in names]
        costs = used if source.missing == "drop" else ()
        units = tuple(aim.unit for aim in aims)
        return Dataset(
            title=layout.path.name,
            inputs=coded.inputs[~lost] if lost.any() else coded.inputs,
            targets=target.targets,
            task=target.task,
            input_names=coded.names,
            target_names=target.names,
            notes=(
                *telling.of_layout(source, layout, self._table),
                *target.notes,
                *telling.of_columns([*used, *aims]),
                *coded.notes,
                *telling.of_left_out(out, layout.names, places),
                *telling.of_prices(costs, len(lost)),
                *_lost_note(int(lost.sum())),
            ),
            missing=source.missing,  # type: ignore[arg-type]
            one_hot=coded.one_hot,
            input_units=coded.units if any(coded.units) else (),
            target_units=units if target.task == "regression" and any(units) else (),
            left_out=tuple(one.name for one in out),
        )

    def _target(self, place: int) -> Understood:
        layout = self._layout
        raw, name = self._table.columns[place], layout.names[place]
        discrete = bool(layout.declared) and layout.declared[place].kind == "discrete"
        reader = replace(self._reader, dates="none", missing_class=self._source.missing_class)
        return self._measured(place, understand(name, raw, reader, as_text=discrete))

    def _column(self, place: int) -> Understood:
        layout = self._layout
        discrete = bool(layout.declared) and layout.declared[place].kind == "discrete"
        found = understand(layout.names[place], self._table.columns[place], self._reader, as_text=discrete)
        return self._measured(place, found)

    def _measured(self, place: int, column: Understood) -> Understood:
        layout = self._layout
        column = replace(column, is_nameless=place == 0 and layout.has_nameless_first)
        return measured(column, layout.units[place]) if layout.units else column

    def _left_out(self, columns: list[Understood], inputs: list[int]) -> list[LeftOut]:
        """Return which columns are no inputs; raises NnsimError when a user chose one that cannot be."""
        source, declared = self._source, self._layout.declared
        if source.inputs.strip():
            for column in columns:
                problem = problem_of(column)
                if problem is not None:
                    raise NnsimError(problem)
            return []
        out: list[LeftOut] = []
        meant = columns
        if declared:
            roles = ("", "class") if source.target.strip() else ("",)
            meant = [
                column
                for place, column in zip(inputs, columns, strict=True)
                if declared[place].role in roles and declared[place].kind != "string"
            ]
            kept = {column.name for column in meant}
            text = tr("“{name}” is no input, says the file.")
            out = [
                LeftOut(column.name, "declared", text.format(name=column.name))
                for column in columns
                if column.name not in kept
            ]
        if source.leave_out:
            return out + left_out(meant, source.missing == "drop")
        problems = [(column.name, problem_of(column)) for column in meant]
        return out + [LeftOut(name, "unusable", problem) for name, problem in problems if problem]


def _plain(values: NDArray[Any]) -> NDArray[Any]:
    """Return texts as an array NumPy can sort."""
    return values if values.dtype.kind == "f" else values.astype(np.str_)


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
