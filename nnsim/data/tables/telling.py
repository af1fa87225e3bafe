"""What was found out about a file, in words, each with the ways to turn it over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nnsim.base.declared import settings_of
from nnsim.base.settings import Choice
from nnsim.base.text import ntr, tr
from nnsim.data.format import formats
from nnsim.data.notes import Note, Switch
from nnsim.data.summary import listed
from nnsim.data.tables.columns import written
from nnsim.data.tables.encoding import shown_encoding
from nnsim.data.tables.kinds import with_kind
from nnsim.data.tables.layout import Layout
from nnsim.data.tables.leaving_out import MOST_LOST, LeftOut
from nnsim.data.tables.numerals import Numerals
from nnsim.data.tables.reading import Table
from nnsim.data.tables.understood import Understood

_LONGEST_LINE = 60
_MOST_NAMES = 4
_MOST_SENTENCES = 4
_MOST_PARTS = 12
_OF_COLUMNS = ("target", "inputs", "kinds", "time_column", "group_column", "weight_column")


def of_layout(source: Any, layout: Layout, table: Table) -> Iterator[Note]:
    """Yield how the file was read: names, separator, signs, encoding, lines that were skipped."""
    form = formats[layout.format] if layout.format else None
    of_format = form.settings if form is not None else frozenset()
    yield from _of_parts(source, layout)
    if "header" in of_format:
        yield _of_header(layout)
    elif form is not None:
        yield Note(tr("{kind}: the file names its columns").format(kind=tr(form.title)))
    if layout.declared:
        yield Note(tr("Kinds and roles of the columns are those the file declares"))
    if any(layout.units):
        yield Note(tr("The line below the names holds units"))
    if "separator" in of_format:
        separator = tr("Separator: {sign}").format(sign=_choice(source, "separator", layout.separator))
        yield Note(separator, *_others(source, "separator", layout.separator))
    if "decimal" in of_format:
        yield from _of_numerals(source, layout)
    if "encoding" in of_format:
        encoding = tr("Encoding: {name}").format(name=shown_encoding(layout.encoding))
        codec = layout.encoding.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
        yield Note(encoding, *_others(source, "encoding", codec))
    yield from _of_skipped(layout, table)


def _of_parts(source: Any, layout: Layout) -> Iterator[Note]:
    """Yield which of the files in an archive, and of the sheets of a workbook, was read."""
    for own, others, name, text in (
        (layout.member, layout.members, "member", tr("Unpacked: {part}")),
        (layout.sheet, layout.sheets, "sheet", tr("Sheet: {part}")),
    ):
        if own:
            # Another part has columns of its own.
            anew = tuple((of, "") for of in _OF_COLUMNS if getattr(source, of))
            switches = [Switch(other, ((name, other), *anew)) for other in others if other != own]
            yield Note(text.format(part=own), *switches[:_MOST_PARTS])


def _of_header(layout: Layout) -> Note:
    if layout.has_header:
        other = Switch(tr("No names"), (("header", "no"),))
        if not layout.header_line:
            return Note(tr("The names of the columns are in a comment"), other)
        return Note(tr("The names of the columns are in line {n}").format(n=layout.header_line), other)
    other = Switch(tr("Names"), (("header", "yes"),))
    return Note(tr("No names: the first line is an example"), other)


def _of_numerals(source: Any, layout: Layout) -> Iterator[Note]:
    own = layout.numerals
    decimal = tr("Decimal sign: {sign}").format(sign=_choice(source, "decimal", own.decimal))
    yield Note(decimal, *_others(source, "decimal", own.decimal))
    thousands = tr("Thousands sign: {sign}").format(
        sign=_choice(source, "thousands", own.thousands or "none")
    )
    yield Note(thousands, *_others(source, "thousands", own.thousands or "none"))
    doubtful = layout.guess.doubtful
    if not doubtful:
        return
    readings = [n for n in (layout.guess.numerals, layout.guess.other) if n != own]
    taken, other = own.plain(doubtful), readings[0].plain(doubtful) if readings else None
    if taken is None or other is None or taken == other:
        return
    text = tr("“{field}” was read as {taken}; it could also be {other}").format(
        field=doubtful, taken=f"{taken:.10g}", other=f"{other:.10g}"
    )
    yield Note(text, _reading(tr("Read as {value}").format(value=f"{other:.10g}"), readings[0]))


def _reading(label: str, numerals: Numerals) -> Switch:
    return Switch(label, (("decimal", numerals.decimal), ("thousands", numerals.thousands or "none")))


def _of_skipped(layout: Layout, table: Table) -> Iterator[Note]:
    keep = tr("Keep")
    if layout.titles:
        n = len(layout.titles)
        text = ntr("{n} line at the top was skipped: {text}", "{n} lines at the top were skipped: {text}", n)
        yield Note(text.format(n=n, text=_quoted(layout.titles)), Switch(keep, (("skip_top", 0),)))
    if layout.dialect.comment:
        text = tr("Lines that begin with {sign} are comments").format(sign=layout.dialect.comment)
        yield Note(text, Switch(tr("No comments"), (("comment", "none"),)))
    if layout.dialect.quote != '"' and layout.format == "text":
        off = not layout.dialect.quote
        text = (
            tr("Quotation marks are characters like any others") if off else tr("Quotation marks are single")
        )
        yield Note(text, Switch(tr("Double"), (("quote", '"'),)))
    if table.footers:
        n = len(table.footers)
        text = ntr(
            "{n} line at the bottom was skipped: {text}", "{n} lines at the bottom were skipped: {text}", n
        )
        yield Note(text.format(n=n, text=_quoted(table.footers)), Switch(keep, (("skip_bottom", 0),)))


def of_target(notes: Sequence[str], layout: Layout, why: str, others: Sequence[Switch] = ()) -> Iterator[str]:
    """Yield what is predicted; where nobody chose it and it is not the last column, `why`, with the way to that.

    `others` are the ways to predict other columns.
    """
    last = len(layout.names) - 1
    reason = {
        "named": tr("It is called as what is predicted."),
        "first": tr(
            "Without names, classes that stand first are taken for the target unless the last column asks for more."
        ),
        "instead": tr("The last column, “{name}”, holds nothing that could be predicted.").format(
            name=layout.names[last]
        ),
        "prices": tr("It is what a market closed at, between the highest and the lowest price."),
        "when": tr("The last column, “{name}”, says when it was.").format(name=layout.names[last]),
        "where": tr("The last column, “{name}”, says where it was.").format(name=layout.names[last]),
        "record": tr("The last column, “{name}”, says how a value beside it was got.").format(
            name=layout.names[last]
        ),
        "ranked": tr("The rows are ranked by it."),
        "steps": tr("It was measured; the last column, “{name}”, has few steps, as doses have.").format(
            name=layout.names[last]
        ),
    }.get(why)
    if reason is None:
        yield from (Note(text, *others) for text in notes[:1])
        yield from notes[1:]
        return
    other = Switch(tr("Last column"), (("target", written([last], layout.names)),))
    if why != "instead":
        others = [other, *(switch for switch in others if other.changes[0] not in switch.changes)]
    yield Note(notes[0], *others, reason=reason)
    yield from notes[1:]


def of_columns(columns: Sequence[Understood]) -> Iterator[Note]:
    """Yield what had to be known to read single columns."""
    for column in columns:
        moments = column.moments
        if moments is not None and moments.ambiguous:
            first, other = (tr("day"), "mdy") if moments.order == "dmy" else (tr("month"), "dmy")
            text = tr("“{name}”: in {date} the {part} was taken to come first").format(
                name=column.name, date=moments.ambiguous, part=first
            )
            label = tr("Month first") if other == "mdy" else tr("Day first")
            yield Note(text, Switch(label, (("dates", other),)))
    units = [tr("{name} in {unit}").format(name=one.name, unit=one.unit) for one in columns if one.unit]
    if units:
        yield Note(tr("Units: {list}").format(list=listed(units)))
    strange = [column.name for column in columns if column.is_strange]
    if strange:
        yield Note(tr("Written with signs of their own: {names}").format(names=listed(strange)))
    classed = [column for column in columns if column.classes]
    if classed:
        shown = ", ".join(f"{column.name} ({', '.join(column.classes)})" for column in classed[:_MOST_NAMES])
        yield Note(tr("Marks of missing values taken for categories: {list}").format(list=shown))


def of_slips(columns: Sequence[Understood], kinds: str, names: Sequence[str]) -> Iterator[Note]:
    """Yield which fields of columns of numbers are none, and what was made of them."""
    for column in columns:
        if column.slips is None:
            continue
        switch = Switch(
            tr("{name}: category").format(name=column.name),
            (("kinds", with_kind(kinds, tuple(names), names.index(column.name), "category")),),
        )
        signed, words = sorted(column.slips.signed), sorted(column.slips.words)
        if signed:
            text = tr("“{name}” holds numbers; signs beside some were left away: {values}")
            yield Note(text.format(name=column.name, values=listed(signed)), switch)
        if words:
            text = tr("“{name}” holds numbers; what is none counts as missing: {values}")
            yield Note(text.format(name=column.name, values=listed(words)), switch)


def of_left_out(
    out: Sequence[LeftOut], names: Sequence[str], used: Sequence[int], words: Mapping[str, Switch]
) -> Iterator[Note]:
    """Yield which columns were left out, and why; each can be chosen after all, or read by its `words`."""
    place = {name: j for j, name in enumerate(names)}
    groups: dict[str, list[LeftOut]] = {}
    for one in out:
        groups.setdefault(one.why, []).append(one)
    for why, group in groups.items():
        if len(group) <= _MOST_SENTENCES:
            for one in group:
                text = tr("Left out: {why}").format(why=one.sentence)
                yield Note(
                    text,
                    *([] if why == "unusable" else [_use(tr("Use it"), names, [*used, place[one.name]])]),
                    *([words[one.name]] if one.name in words else []),
                )
            continue
        many = {
            "unusable": tr("Left out, for they are empty or hold free text: {names}"),
            "constant": tr("Left out, for they are the same in every row: {names}"),
            "counter": tr("Left out, for they only count the rows: {names}"),
            "key": tr("Left out, for they are another whole number in every row: {names}"),
            "text": tr("Left out, for they are another text in every row: {names}"),
            "gaps": tr("Left out, for they are missing in more than {share} of the rows: {names}"),
            "part": tr("Left out, for they say for which part of the data each row was meant: {names}"),
            "declared": tr("Left out, for the file does not mean them to be inputs: {names}"),
        }[why]
        shown = many.format(names=listed([one.name for one in group]), share=f"{MOST_LOST:.0%}")
        back = [*used, *(place[one.name] for one in group)]
        yield Note(shown, *([] if why == "unusable" else [_use(tr("Use them"), names, back)]))


def of_prices(columns: Sequence[Understood], rows: int) -> Iterator[Note]:
    """Yield which columns cost rows by their gaps, the dearest first."""
    prices = [(int(column.missing.sum()), column.name) for column in columns]
    dear = sorted((price for price in prices if price[0]), key=lambda price: -price[0])
    if dear:
        shown = listed([f"{name} {n:,}" for n, name in dear])
        text = tr("Rows that lack a value, of {rows}: {list}").format(rows=f"{rows:,}", list=shown)
        category = Switch(tr("Missing is a category"), (("missing_class", True),))
        texts = any(column.values.dtype.kind == "O" and column.missing.any() for column in columns)
        yield Note(text, Switch(tr("Fill them"), (("missing", "mean"),)), *([category] if texts else []))


def _use(label: str, names: Sequence[str], places: Sequence[int]) -> Switch:
    return Switch(label, (("inputs", written(sorted(places), names)),))


def _choice(source: Any, name: str, value: str) -> str:
    return dict(settings_of(source))[name].show(value).lower()


def _others(source: Any, name: str, value: str) -> list[Switch]:
    """Return a switch for each other value of a setting."""
    kind = dict(settings_of(source))[name]
    assert isinstance(kind, Choice)
    taken = ("auto", value) if getattr(source, name) == "auto" else (value,)
    return [Switch(tr(label), ((name, key),)) for key, label in kind.options if key not in taken]


def _quoted(lines: Sequence[str]) -> str:
    shown = "; ".join(f"“{_short(line)}”" for line in lines[:2])
    return shown if len(lines) <= 2 else shown + "; …"


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1] + "…"
