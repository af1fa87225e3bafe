"""A diagnosis as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import tr
from nnsim.cli.table import table
from nnsim.diagnosis.diagnosis import Diagnosis
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.words import (
    cures_table,
    headline,
    no_cure_sentence,
    trials_left_out,
    verdict_title,
    what_to_do,
)

LONGEST = 60
"""Characters of a cure in the table."""


def lines(found: Diagnosis, asked_for_cures: bool) -> Iterator[str]:
    """Yield all that was found, line by line."""
    yield headline(found)
    yield from found.problems
    for verdict in found.verdicts:
        yield ""
        yield from _verdict(verdict)
    trials = () if found.treatment is None else found.treatment.trials
    if trials:
        heads, rows = cures_table(trials)
        yield ""
        yield from (line.rstrip() for line in table(heads, [_short(row) for row in rows], len(heads) - 2))
        yield from trials_left_out(trials)
    if asked_for_cures and found.verdicts and (sentence := no_cure_sentence(found)):
        yield ""
        yield sentence


def _short(row: tuple[str, ...]) -> tuple[str, ...]:
    """Return a row whose first cell is short enough for a terminal."""
    first, *others = row
    return (first if len(first) <= LONGEST else first[: LONGEST - 1] + "…", *others)


def _verdict(verdict: Verdict) -> Iterator[str]:
    yield verdict_title(verdict)
    yield tr(verdict.illness.summary)
    if verdict.text:
        yield verdict.text
    if verdict.signs:
        rows = [(sign.name, sign.value, sign.usual) for sign in verdict.signs]
        yield from ("  " + line.rstrip() for line in table((tr("Sign"), tr("Seen"), tr("Usual")), rows, 3))
    yield from what_to_do(verdict)
