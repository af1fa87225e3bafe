"""All that has to be known to read a file as a table, found out from its first lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock

from nnsim.base.errors import NnsimError
from nnsim.base.text import language, tr
from nnsim.data.tables.digit_codes import codes_among
from nnsim.data.tables.encoding import codec_of, opened, text_file
from nnsim.data.tables.far_lines import far_lines
from nnsim.data.tables.header import Body, are_kinds, body_of, distinct, is_header, is_units
from nnsim.data.tables.likely_target import LAST, Likely, likely_of_rows
from nnsim.data.tables.lines import WHITESPACE, Dialect, numbered_rows
from nnsim.data.tables.marks import Marks, marks_of
from nnsim.data.tables.numerals import Guess, Numerals, guess_numerals
from nnsim.data.tables.orange import Declared, prefixes, three_lines
from nnsim.data.tables.preamble import is_prose, preamble
from nnsim.data.tables.separators import (
    READINGS,
    comment_sign,
    declared_separator,
    guess_separator,
    marks_are_text,
    quote_sign,
)
from nnsim.data.tables.told_below import MOST_TELLING, lines_that_tell
from nnsim.data.tables.top_lines import SHORT_UNIT, names_in_groups, only_numbers, preface

_SAMPLE_LINES = 400
_FEWEST_LINES = 12
_SAMPLE_CHARACTERS = 1 << 18
_LONGEST_LINE = 1 << 22
_MOST_CHARACTERS = 1 << 24
_MOST_JUDGED = 500
_HEADS = ("", "@", "%", "#")
"""What lines above a table begin with; lines of nothing do, too."""
_NO_NAME = re.compile(r"(?:unnamed: \d+)?", re.IGNORECASE)
_REMARKS = re.compile(
    r"comments?|remarks?|notes?|kommentare?|bemerkung(?:en)?|remarque|commentaire", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"@attribute\s+('[^']*'|\"[^\"]*\"|\S+)", re.IGNORECASE)

Row = tuple[int, list[str]]
"""The number of a row's last line, and its fields."""


@dataclass(frozen=True)
class Wishes:
    """What a user has settled; ``auto`` (or -1, for lines) is to be found out."""

    encoding: str = "auto"
    separator: str = "auto"
    header: str = "auto"
    decimal: str = "auto"
    thousands: str = "auto"
    comment: str = "auto"
    quote: str = "auto"
    skip_top: int = -1
    skip_bottom: int = -1
    marks: str = ""


@dataclass(frozen=True)
class Layout:
    """What has to be known to read a file as a table."""

    path: Path
    encoding: str
    dialect: Dialect
    names: tuple[str, ...]
    """One per column, all different."""
    has_header: bool
    header_line: int
    """The number of the line with the names; 0 where a comment holds them, or nothing does."""
    has_nameless_first: bool
    """The first column has no name in a file that names the others, as for names of rows."""
    first_line: int
    """Number of lines before the first row of data."""
    numerals: Numerals
    guess: Guess
    """How numbers seem to be written, which `numerals` may overrule."""
    marks: Marks
    numeric: tuple[bool, ...]
    """Whether a column holds numbers, judged by the first rows."""
    skip_bottom: int = -1
    lead: int = 0
    """Fields at the start of each line that belong to no column."""
    titles: tuple[str, ...] = ()
    """Lines at the top that belong to no table, as they stand there."""
    units: tuple[str, ...] = ()
    """Of each column, from a line of units below the names."""
    declared: tuple[Declared, ...] = ()
    """What the file says of each of its columns itself; empty when nothing."""
    format: str = "text"
    """Key of the table format that reads the file; empty for what is in memory."""
    sheet: str = ""
    """Which of the `sheets` of a workbook it is of."""
    sheets: tuple[str, ...] = ()
    lead_columns: int = 0
    """Empty columns on the left of a sheet."""
    codes: frozenset[int] = frozenset()
    """Columns of digits that are no numbers, such as zip codes that begin with a zero."""
    likely: Likely = LAST
    """The column that is predicted where nobody chooses one."""
    member: str = ""
    """Which of the `members` of a packed file it is of."""
    members: tuple[str, ...] = ()

    @property
    def separator(self) -> str:
        """One character; `WHITESPACE` means any run of blanks and tabs."""
        return self.dialect.separator


def detect(path: str, wishes: Wishes) -> Layout:
    """Return the layout of the file, from a sample of its first lines; at once where it was just found.

    Raises
    ------
    NnsimError
        When there is no such file, or it is empty, binary or not in that encoding.
    """
    file = text_file(path)
    stamp = file.stat()
    with _one_at_a_time:
        return _detected(file, (stamp.st_mtime_ns, stamp.st_size), wishes, language())


_one_at_a_time = Lock()
"""The Data page and the loading ask for the same file at the same time."""


@lru_cache(maxsize=8)
def _detected(file: Path, stamp: tuple[int, int], wishes: Wishes, words: str) -> Layout:
    """Return the layout of a file that has this `stamp`, with its columns numbered in these `words`."""
    codec = codec_of(file, wishes.encoding)
    lines = sample(file, codec)
    declared = declared_separator(lines[0]) if lines and wishes.separator == "auto" else ""
    top = wishes.skip_top if wishes.skip_top >= 0 else int(bool(declared))
    lines[:top] = ["\n"] * min(top, len(lines))
    dialect = _dialect(lines, wishes, declared)
    rows = [(n, fields) for n, fields in numbered_rows(lines, dialect, file) if fields]
    if not rows:
        raise NnsimError(tr("{file} is empty. Choose a file with rows of data.").format(file=file.name))
    far = far_lines(file, codec, sum(map(len, lines))) if len(rows) >= _FEWEST_LINES else []
    return _Finder(file, codec, lines, dialect, rows, wishes, top, far).layout()


def layout_of_rows(file: Path, rows: Sequence[Row], wishes: Wishes) -> Layout:
    """Return the layout of a table that comes in rows of fields, such as a sheet, from the first of them.

    Raises NnsimError when nothing stands there.
    """
    told = [(number, list(fields)) for number, fields in rows if any(field.strip() for field in fields)]
    if not told:
        raise NnsimError(tr("{file} is empty. Choose a file with rows of data.").format(file=file.name))
    lines = [""] * told[-1][0]
    for number, fields in told:
        lines[number - 1] = ", ".join(field for field in fields if field.strip())
    top = max(wishes.skip_top, 0)
    kept = [(number, fields) for number, fields in told if number > top] or told
    return _Finder(file, "", lines, Dialect("\t", "", ""), kept, wishes, top).layout()


def sample(file: Path, codec: str) -> list[str]:
    """Return the first lines, line ends kept."""
    lines: list[str] = []
    size = head = 0
    with opened(file, codec) as text:
        while len(lines) - head < _SAMPLE_LINES and size < _MOST_CHARACTERS:
            if size >= _SAMPLE_CHARACTERS and len(lines) - head >= _FEWEST_LINES:
                break
            line = text.readline(_LONGEST_LINE)
            if not line:
                break
            # What tells of a table of many columns, such as the attributes of ARFF, can be longer than a sample.
            head += head == len(lines) and line.lstrip()[:1] in _HEADS
            lines.append(line)
            size += len(line)
    return lines


def _dialect(lines: Sequence[str], wishes: Wishes, declared: str) -> Dialect:
    told = {"auto": None, "none": ""}
    comment, quote = told.get(wishes.comment, wishes.comment), told.get(wishes.quote, wishes.quote)
    found = Dialect(
        declared or ",",
        quote_sign(lines) if quote is None else quote,
        comment_sign(lines) if comment is None else comment,
    )
    if wishes.separator != "auto":
        found = replace(found, separator=wishes.separator)
    elif not declared:
        found = replace(found, separator=guess_separator(lines, found))
    return replace(found, quote="") if quote is None and marks_are_text(lines, found) else found


@dataclass
class _Finder:
    """Looks for the table within the first rows, step by step."""

    file: Path
    codec: str
    lines: list[str]
    dialect: Dialect
    rows: list[Row]
    wishes: Wishes
    top: int
    far: Sequence[str] = ()
    """Lines from further down."""
    marks: Marks = field(init=False)
    width: int = field(init=False)
    """Fields of most rows, those of no column included."""
    lead: int = 0
    preface: int = 0
    """Rows above that tell of the table, see `preface` and `preamble`."""

    def layout(self) -> Layout:
        self.marks = marks_of(self.wishes.marks)
        widths = Counter(len(fields) for _, fields in self.rows[1:] or self.rows)
        several = {width: n for width, n in widths.items() if width > 1}
        self.width = max(several or widths, key=lambda width: (several or widths)[width])
        start = self._start()
        first, below = self.rows[start][1], self._regular(start + 1)
        titles = self._titles(first)
        self._trim(titles, below)
        guess = guess_numerals(self._judged(titles, below), self.dialect.separator)
        numerals = self._numerals(guess)
        bodies = self._bodies(below, numerals)
        declared = three_lines([titles, *(fields for _, fields in self.rows[start + 1 : start + 4])])
        commented, measured = self._commented_names(self.rows[start][0])
        has_header = self._has_header(titles, bodies, numerals, bool(declared), bool(commented))
        named = titles if has_header else commented
        self._refuse_lost_names(start, has_header)
        units = self._units(below, bodies, numerals) if has_header and not declared else ()
        kinds = not declared and self._says_kinds(below, bodies, has_header)
        units = () if kinds else units or (measured if not has_header else ())
        # Loggers say below the units how each was measured.
        more = bool(units) and units != measured and self._are_units(below[1:], bodies, numerals)
        own = bool(units) and units != measured
        after = start + has_header + 2 * bool(declared) + (own or kinds) + more
        bare, prefixed = prefixes(named) if named and not declared else (tuple(named), ())
        names = distinct(bare, self.width)
        if has_header and not declared and self.wishes.skip_top < 0 and self._below_is_next(start, below):
            after = max(after, start + 1 + lines_that_tell(below, numerals, self.marks))
        judged = [*below[after - start - has_header :], *self._far_rows()]
        return Layout(
            path=self.file,
            encoding=self.codec,
            dialect=self.dialect,
            names=names,
            has_header=bool(named),
            header_line=self.rows[start][0] if has_header else 0,
            has_nameless_first=bool(bare) and not bare[0].strip(),
            first_line=self.rows[after - 1][0] if after else self.top,
            numerals=numerals,
            guess=guess,
            marks=self.marks,
            numeric=tuple(body.is_numeric for body in bodies),
            skip_bottom=self.wishes.skip_bottom,
            lead=self.lead,
            titles=tuple(
                self._shown(n)
                for n, _ in (
                    *self.rows[:start],
                    *(() if declared else self.rows[start + has_header + own : after]),
                )
            ),
            units=units,
            declared=declared or prefixed,
            codes=codes_among(names, below),
            likely=likely_of_rows(
                names if named else (), judged, self.width, numerals, self.marks, self.file.stem
            ),
        )

    def _far_rows(self) -> list[list[str]]:
        """Return rows from further down that are as wide as most."""
        try:
            rows = [fields for _, fields in numbered_rows(self.far, self.dialect, self.file)]
        except NnsimError:
            return []
        cut = [fields[self.lead : self.lead + self.width] for fields in rows]
        return [fields for fields in cut if len(fields) == self.width]

    def _below_is_next(self, start: int, below: list[list[str]]) -> bool:
        """Return whether the rows below the names are whole from the first one on."""
        following = self.rows[start + 1 : start + 1 + MOST_TELLING]
        return all(one is fields for (_, one), fields in zip(following, below, strict=False))

    def _start(self) -> int:
        """Return the place of the first row of the table: what is above are titles."""
        start = self._first_whole()
        below = preamble([fields for _, fields in self.rows], self.width, self.marks)
        if below <= start:
            return start
        self.preface = below
        return below

    def _first_whole(self) -> int:
        for place, (_, fields) in enumerate(self.rows):
            is_title = len(fields) == self.width > 2 and not any(text.strip() for text in fields[1:])
            if self._fits(place) and not is_title:
                self.preface = preface([fields for _, fields in self.rows[place:]], self.width)
                return place + (self.preface or self._is_caption(place))
        return 0

    def _is_caption(self, place: int) -> bool:
        """Return whether a row that could hold the names is a title, for names follow below it."""
        fields = self.rows[place][1]
        is_whole = len(fields) == self.width
        if is_whole and self.dialect.separator != WHITESPACE:
            return self._heads_groups(place) or only_numbers(self._next(place, 3), self.width)
        below = self._regular(place + 1)
        if len(below) < 3 or len(self.rows[place + 1][1]) != self.width:
            return False

        def numbers(row: list[str]) -> int:
            return max(sum(n.plain(field) is not None for field in row) for n in READINGS)

        # Words between blanks may be names above their units, too.
        are_units = is_whole and all(len(field) <= SHORT_UNIT for field in below[0])
        return not are_units and not numbers(fields) and not numbers(below[0]) and numbers(below[1]) > 0

    def _heads_groups(self, place: int) -> bool:
        """Return whether a row only heads groups of columns; the names below it have those of groups from then on."""
        names = names_in_groups(self._next(place, 4), self.width, self.marks)
        if names:
            self.rows[place + 1] = self.rows[place + 1][0], names
        return bool(names)

    def _next(self, place: int, count: int) -> list[list[str]]:
        return [[text.strip() for text in fields] for _, fields in self.rows[place : place + count]]

    def _fits(self, place: int) -> bool:
        fields = self.rows[place][1]
        if len(fields) == self.width:
            return True
        following = len(self.rows[place + 1][1]) if place + 1 < len(self.rows) else 0
        if following != self.width:
            return False
        if len(fields) == 1 and len(fields[0].split()) == self.width:
            return True
        is_near = self.rows[place + 1][0] == self.rows[place][0] + 1
        is_short = len(fields) == self.width - 1 > 0 and is_near and all(text.strip() for text in fields)
        return (
            is_short
            or self._ends_blank(fields)
            or (is_near and (self._is_over_blank(place) or self._names_remarks(fields)))
        )

    def _names_remarks(self, fields: list[str]) -> bool:
        """Return whether a row has one name more than fields stand below, for remarks that nobody made."""
        return len(fields) == self.width + 1 > 2 and _REMARKS.fullmatch(fields[-1].strip()) is not None

    def _ends_blank(self, fields: list[str]) -> bool:
        """Return whether nothing stands behind the columns, or what an instrument says of all of them: tInc = 1e-6."""
        return len(fields) > self.width and not any(f.strip() and "=" not in f for f in fields[self.width :])

    def _is_over_blank(self, place: int) -> bool:
        """Return whether a row is short only by columns in which nothing stands below."""
        width = len(self.rows[place][1])
        below = self._regular(place + 1)
        is_short = 1 < width < self.width
        return is_short and not any(text.strip() for fields in below for text in fields[width:])

    def _regular(self, start: int) -> list[list[str]]:
        """Return the rows from `start` on that are as wide as most."""
        return [fields for _, fields in self.rows[start:] if len(fields) == self.width]

    def _titles(self, first: list[str]) -> list[str]:
        """Return the fields of the first row as titles.

        Some programs space the title line where the rest is tabbed; others end it with a separator.
        """
        if len(first) == 1 and len(first[0].split()) == self.width > 1:
            return first[0].split()
        return first[: self.width] if self._ends_blank(first) or self._names_remarks(first) else list(first)

    def _trim(self, titles: list[str], below: list[list[str]]) -> None:
        """Forget columns at the edges that have neither a name nor values; R names no row names."""
        rows = below or [titles]
        while self.width > 1 and len(titles) <= self.width and all(not fields[-1].strip() for fields in rows):
            if len(titles) == self.width and not _NO_NAME.fullmatch(titles[-1].strip()):
                break
            self.width -= 1
            del titles[self.width :]
            for fields in below:
                del fields[-1]
        if len(titles) == self.width - 1:
            titles.insert(0, "")
        nameless = self.width > 2 and len(titles) == self.width and not titles[0].strip()
        if nameless and below and not any(fields[0].strip() for fields in below):
            self.lead = 1
            self.width -= 1
            for fields in (titles, *below):
                del fields[0]

    def _judged(self, titles: list[str], below: list[list[str]]) -> list[tuple[str, ...]]:
        """Return some columns, all over the width, from which the signs of numbers are told."""
        rows = [titles, *below] if len(titles) == self.width else below
        some = range(0, self.width, max(1, self.width // _MOST_JUDGED))
        return [tuple(fields[place] for fields in rows) for place in some]

    def _units(self, below: list[list[str]], bodies: list[Body], numerals: Numerals) -> tuple[str, ...]:
        """Return the units that the first line below the names holds, empty when it is a row."""
        if not self._are_units(below, bodies, numerals):
            return ()
        return tuple(field.strip() for field in below[0])

    def _are_units(self, below: list[list[str]], bodies: list[Body], numerals: Numerals) -> bool:
        return len(below) > 2 and is_units(below[0], bodies, numerals, self.marks)

    def _says_kinds(self, below: list[list[str]], bodies: list[Body], has_header: bool) -> bool:
        """Return whether the first line below the names only says what the columns hold."""
        if not has_header or self.wishes.skip_top >= 0 or len(below) <= 2:
            return False
        return any(body.is_numeric for body in bodies) and are_kinds(below[0])

    def _numerals(self, guess: Guess) -> Numerals:
        """Return how numbers are written, the wishes first."""
        wished = self.wishes.decimal, self.wishes.thousands
        for found in (guess.numerals, guess.other) if guess.doubtful else (guess.numerals,):
            own = found.decimal, found.thousands or "none"
            if all(wish in ("auto", is_) for wish, is_ in zip(wished, own, strict=True)):
                return found
        found, thousands = guess.numerals, wished[1].replace("none", "")
        decimal = found.decimal if wished[0] == "auto" else wished[0]
        if wished[1] == "auto":
            thousands = found.thousands
        elif wished[0] == "auto" and thousands == decimal:
            decimal = {",": ".", ".": ","}[thousands]
        return Numerals(decimal, thousands if thousands != decimal else "")

    def _bodies(self, below: list[list[str]], numerals: Numerals) -> list[Body]:
        if not below:
            return [body_of((), numerals, self.marks)] * self.width
        return [body_of(column, numerals, self.marks) for column in zip(*below, strict=True)]

    def _has_header(
        self, titles: list[str], bodies: list[Body], numerals: Numerals, declared: bool, commented: bool
    ) -> bool:
        if self.wishes.header == "no" or (self.wishes.header == "yes" and not commented):
            return self.wishes.header == "yes"
        if declared:
            return True
        if len(titles) != self.width:
            return not any(numerals.is_number(title) for title in titles)
        if any(prefixes(titles)[1]):
            return True
        return is_header(titles, bodies, numerals, self.marks)

    def _commented_names(self, line: int) -> tuple[list[str], tuple[str, ...]]:
        """Return the names that the last comment before the rows holds, or the attributes of ARFF, and units below them.

        Where the last comment names some things twice and the one above it none, it holds the units.
        """
        if not self.dialect.comment or self.wishes.header == "no":
            return [], ()
        comments = [text for text in self.lines[: line - 1] if self.dialect.is_comment(text)]
        named = [found[1].strip("'\"") for text in comments if (found := _ATTRIBUTE.match(text.strip()))]
        if len(named) == self.width:
            return named, ()
        above: list[list[str]]
        *above, last = [[], *(self._in_comment(text) for text in comments[-2:])]
        if last and len(set(last)) < len(last) and above[-1] and len(set(above[-1])) == self.width:
            return above[-1], tuple(last)
        return last, ()

    def _in_comment(self, comment: str) -> list[str]:
        """Return the names that a comment holds, one for each column; none where it does not."""
        text = comment.strip().lstrip(self.dialect.comment).strip()
        rows = [fields for _, fields in numbered_rows([text], self.dialect, self.file) if fields]
        if not rows or not len(rows[0]) == self.width > 1 or not all(rows[0][1:]):
            return []
        # The sign alone may be the name of a column of numbers: "#,x,y".
        return [rows[0][0] or self.dialect.comment, *rows[0][1:]]

    def _refuse_lost_names(self, start: int, has_header: bool) -> None:
        """Refuse names of which there are too few or too many, rather than take them for a title."""
        if has_header or not start or self.preface or self.wishes.skip_top >= 0:
            return
        line, fields = self.rows[start - 1]
        told = [text for text in fields if text.strip()]
        if self.dialect.separator == WHITESPACE and is_prose(fields, self.width):
            return
        if len(told) > 1 and line == self.rows[start][0] - 1:
            raise NnsimError(ragged(self.file, line, len(fields), self.width))

    def _shown(self, line: int) -> str:
        return self.lines[line - 1].strip().strip(',;\t"') if line <= len(self.lines) else ""


def ragged(file: Path, line: int, found: int, expected: int) -> str:
    """Return the sentence about a line that has not as many fields as there are columns."""
    return tr(
        "Line {line} of {file} has {found} fields where {expected} are expected. "
        "Mend that line, or choose another separator."
    ).format(line=f"{line:,}", file=file.name, found=found, expected=expected)


def cells(layout: Layout, lines: Sequence[str]) -> list[list[str]]:
    """Return the fields of some lines, as they are cut, for a preview."""
    try:
        return [fields for _, fields in numbered_rows(lines, layout.dialect, layout.path)]
    except NnsimError:
        return [[line.rstrip("\r\n")] for line in lines]
