"""A text file of the user's with a table in it."""

from __future__ import annotations

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import choice, file_path, text
from nnsim.base.text import mark, ntr, tr
from nnsim.data.columns import CodedInputs, Column, code_inputs, missing, pick, read_columns
from nnsim.data.dataset import MISSING_OPTIONS, MOST_NUMBERS, Dataset
from nnsim.data.file_source import FileSource
from nnsim.data.source import YOUR_FILES, Progress, sources
from nnsim.data.targets import TASK_OPTIONS, encode
from nnsim.data.text_table import WHITESPACE, Layout, count_rows, detect


@sources.register
class CsvFile(FileSource):
    """CSV, TSV and their relatives; what can be seen from the file need not be set."""

    key = "csv"
    title = mark("CSV or TSV file")
    summary = mark("A table in a text file: choose which column to predict and which to predict it from.")
    group = YOUR_FILES
    order = 610

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

    def columns(self) -> tuple[str, ...]:
        """Return the names of the file's columns, from its first lines only.

        Raises NnsimError as `load` does.
        """
        return self._layout().names

    def _layout(self) -> Layout:
        return detect(self.place, self.encoding, self.separator, self.header, self.decimal)

    def _read(self, progress: Progress) -> Dataset:
        layout = self._layout()
        targets, inputs = self._chosen(layout)
        rows = count_rows(layout, lambda done, doing: progress(0.4 * done, doing))
        if rows < 2:
            raise NnsimError(
                tr("{file} has only one row of data; at least two are needed.").format(file=layout.path.name)
                if rows
                else tr("{file} has names but no rows of data.").format(file=layout.path.name)
            )
        columns = read_columns(
            layout, sorted({*targets, *inputs}), rows, lambda done, doing: progress(0.4 + 0.6 * done, doing)
        )
        of_target = {layout.names[place]: columns[layout.names[place]] for place in targets}
        of_input = {layout.names[place]: columns[layout.names[place]] for place in inputs}
        return self._dataset(layout, of_target, of_input)

    def _chosen(self, layout: Layout) -> tuple[list[int], list[int]]:
        """Return the places of target and input columns."""
        last = len(layout.names) - 1
        if last == 0:
            raise NnsimError(
                tr(
                    "{file} has a single column. Choose the separator, or a file with inputs and a target."
                ).format(file=layout.path.name)
            )
        targets = pick(self.target, layout.names) or [last]
        inputs = pick(self.inputs, layout.names)
        for place in set(targets) & set(inputs):
            raise NnsimError(
                tr("“{name}” cannot be target and input at once. Take it out of one of them.").format(
                    name=layout.names[place]
                )
            )
        return targets, inputs or [place for place in range(last + 1) if place not in targets]

    def _dataset(self, layout: Layout, of_target: dict[str, Column], of_input: dict[str, Column]) -> Dataset:
        inputs = code_inputs(of_input, chosen=bool(self.inputs.strip()))
        _refuse_too_wide(layout, inputs)
        lost = np.logical_or.reduce([missing(values) for values in of_target.values()])
        kept = {name: values[~lost] for name, values in of_target.items()}
        if len(lost) - lost.sum() < 2:
            raise NnsimError(
                tr("Fewer than two rows have a value in “{name}”. Choose another target.").format(
                    name=", ".join(of_target)
                )
            )
        target = encode({name: _plain(values) for name, values in kept.items()}, self.task)
        return Dataset(
            title=layout.path.name,
            inputs=inputs.inputs[~lost] if lost.any() else inputs.inputs,
            targets=target.targets,
            task=target.task,
            input_names=inputs.names,
            target_names=target.names,
            notes=(*target.notes, *inputs.notes, *_lost_note(int(lost.sum()))),
            missing=self.missing,  # type: ignore[arg-type]
            one_hot=inputs.one_hot,
        )


def _plain(values: Column) -> Column:
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
