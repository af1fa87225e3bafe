"""A file of the user's with a table in it, whatever its kind."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from nnsim.base.errors import NnsimError
from nnsim.base.reading import chosen_file
from nnsim.base.settings import choice, file_path, flag, integer, text
from nnsim.base.text import mark
from nnsim.data.dataset import MISSING_OPTIONS, Dataset
from nnsim.data.files.about import tells_about
from nnsim.data.files.file_source import FileSource
from nnsim.data.files.packed import chosen as chosen_member
from nnsim.data.files.packed import is_packed, members, unpacked
from nnsim.data.files.text_files import is_even
from nnsim.data.format import format_of, formats, is_table_name
from nnsim.data.source import YOUR_FILES, Progress, sources
from nnsim.data.tables.choice import choose, targets_of
from nnsim.data.tables.columns import LAST
from nnsim.data.tables.examples import examples
from nnsim.data.tables.foreign import head_of, refuse_foreign
from nnsim.data.tables.layout import Layout, Wishes
from nnsim.data.tables.lines import WHITESPACE
from nnsim.data.targets import TASK_OPTIONS

_MOST_UNKNOWN, _LONGEST_UNKNOWN = 3, 200_000_000
"""Members of names that say nothing: so many are looked into, if they are not longer than that."""


def _is_table(name: str) -> bool:
    return is_table_name(name) and not tells_about(name)


def _tells_format(path: str) -> bool:
    """Return whether the first bytes of a file say what kind of table it holds; never raises."""
    try:
        return format_of(Path(path)).key != "text"
    except NnsimError:
        return False


@sources.register
@dataclass(frozen=True)
class CsvFile(FileSource):
    """A table in a file of any kind that is read; what can be seen from the file need not be set."""

    key = "csv"
    title = mark("Table")
    summary = mark("A table in a file: choose which column to predict and which to predict it from.")
    group = YOUR_FILES
    order = 610
    version = 2

    path: str = file_path(
        label=mark("File"),
        filters=(
            (
                mark("Tables"),
                "*.csv *.tsv *.tab *.txt *.dat *.data *.arff *.xlsx *.xlsm *.parquet *.pq *.parq *.json *.jsonl "
                "*.ndjson *.geojson *.libsvm *.svmlight *.svm *.ts *.csv.gz *.tsv.gz *.txt.gz *.data.gz *.json.gz "
                "*.jsonl.gz *.csv.bz2 *.csv.xz *.zip *.tar *.tgz *.tar.gz *.tar.bz2 *.tar.xz",
            ),
            (mark("All files"), "*"),
        ),
    )
    target: str = text(
        "",
        label=mark("Target"),
        placeholder=mark("from the file"),
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
    member: str = text(
        "",
        label=mark("File in the archive"),
        placeholder=mark("the largest table"),
        longest=1000,
        help=mark("Which file of a packed one is read."),
        since="0.2",
    )
    sheet: str = text(
        "",
        label=mark("Sheet"),
        placeholder=mark("the first with a table"),
        help=mark("Which sheet of a workbook is read."),
        since="0.2",
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
    placeholders: str = choice(
        "auto",
        ("auto", mark("missing where that is certain")),
        ("keep", mark("numbers")),
        label=mark("Numbers such as -999"),
        help=mark(
            "Negative ones far below all others, in nines or in several columns alike, count as missing."
        ),
        advanced=True,
        since="0.2",
    )
    kinds: str = text(
        "",
        label=mark("Kinds of columns"),
        placeholder=mark("as they seem to be"),
        longest=20_000,
        help=mark(
            "What columns hold: number, category, text, date or words, such as age: category; note: words."
        ),
        advanced=True,
        since="0.2",
    )
    time_column: str = text(
        "",
        label=mark("Time"),
        placeholder=mark("none"),
        longest=1000,
        help=mark("Column of dates or numbers that says what comes after what; no input unless chosen."),
        advanced=True,
        since="0.2",
    )
    group_column: str = text(
        "",
        label=mark("Groups"),
        placeholder=mark("none"),
        longest=1000,
        help=mark("Column that says which rows belong together, such as a patient; no input unless chosen."),
        advanced=True,
        since="0.2",
    )
    weight_column: str = text(
        "",
        label=mark("Weights of rows"),
        placeholder=mark("none"),
        longest=1000,
        help=mark("Column that says how much each row counts; no input unless chosen."),
        advanced=True,
        since="0.2",
    )
    leave_out: bool = flag(
        True,
        label=mark("Leave out idle columns"),
        help=mark(
            "Columns that count the rows, differ in every row, in none, or lack many values are no inputs."
        ),
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
    date_numbers: str = choice(
        "parts",
        ("parts", mark("parts")),
        ("cyclic", mark("circles")),
        label=mark("Dates become"),
        help=mark(
            "Parts are year, month, and so on; circles have sine and cosine of month, weekday and hour."
        ),
        advanced=True,
        since="0.2",
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
    def tries(cls, path: str) -> bool:
        try:
            plain = str(unpacked(Path(path), fits=_is_table))
        except NnsimError:
            return False
        return is_even(plain) or _tells_format(plain)

    @classmethod
    def migrate(cls, settings: dict[str, Any], version: int) -> dict[str, Any]:
        """Keep the columns of a project of version 1, whose weights belong to them."""
        if version > 1:
            return settings
        kept = {"leave_out": False, "dates": "none", "placeholders": "keep"}
        return {**settings, **kept, "target": settings.get("target") or LAST}

    def layout(self, progress: Progress | None = None) -> Layout:
        """Return how the file holds its table, without reading all of it; raises as `load` does."""
        chosen = chosen_file(self.at_hand(progress).place)
        refuse_foreign(chosen.name, head_of(chosen))
        file = unpacked(chosen, self._member(chosen, progress), _is_table, progress)
        form = format_of(file)
        found = form.layout(file, self._wishes(form.settings), self.sheet if "sheet" in form.settings else "")
        return found if file == chosen else self._of_packed(found, chosen)

    def _wishes(self, of_format: frozenset[str]) -> Wishes:
        """Return what is settled of how the file is read, where that plays a part for such files."""
        names = [one.name for one in fields(Wishes) if one.name in of_format]
        return Wishes(**{name: getattr(self, name) for name in names}, marks=self.marks)

    def _member(self, file: Path, progress: Progress | None = None) -> str:
        """Return the member of a packed file that is read: the one that was asked for, or, where none is called as
        tables are, the longest one that is a table all the same; empty where its name tells.
        """
        if self.member.strip() or not is_packed(file):
            return self.member
        there = members(file)
        if len(there) < 2 or any(_is_table(one.name) for one in there):
            return ""
        others = [one for one in there if not tells_about(one.name) and one.size <= _LONGEST_UNKNOWN]
        for one in sorted(others, key=lambda one: -one.size)[:_MOST_UNKNOWN]:
            if is_even(str(unpacked(file, one.name, progress=progress))):
                return one.name
        return ""

    def _of_packed(self, layout: Layout, packed: Path) -> Layout:
        """Return the layout with what else the packed file holds."""
        there = [one.name for one in members(packed)]
        own = chosen_member(packed, self._member(packed), _is_table).name
        return replace(layout, member=own, members=tuple(name for name in there if is_table_name(name)))

    def _read(self, progress: Progress) -> Dataset:
        layout = self.layout(lambda done, doing: progress(0.0, doing))
        chosen = choose(self, layout)
        table = formats[layout.format].read(layout, chosen.places, chosen.texts, progress)
        return examples(self, layout, table, chosen, Path(self.place).name)

    def targets_of(self, layout: Layout) -> list[int]:
        """Return the places of the columns to predict: those chosen, or declared, or the last one."""
        return targets_of(self, layout)
