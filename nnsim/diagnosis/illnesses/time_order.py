"""Rows in the order of time that were dealt at random."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.data.source import YOUR_FILES
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent
from nnsim.diagnosis.sign import Sign, rising

LITTLE_DRIFT, DRIFT = 0.04, 0.15
"""Share of the spread between stretches of rows up to which neighbours flatter nobody, and from which on they do."""
JOINED = 6.5
BETWEEN = 0.5
"""Share of the rows that judge between two that train from which on a split is no split by time."""


@illnesses.register
class TimeOrder(Illness):
    """What judges lies between what trains, and is nearly the same."""

    key = "time_order"
    title = mark("Time was dealt at random")
    summary = mark(
        "The rows follow each other in time, rows that stand together are nearly equal, and they were dealt at random."
        " Training knows what came just before and just after what it is judged by; in use it knows only the past."
    )
    group = "asked"
    about_data = True
    waits = False
    cures = ("mended_split",)
    explains = ("leaking_split",)
    advice = mark(
        "Split by time, with a gap as long as a window. Then judge anew: the loss before says nothing."
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        if case.about is None or case.data is None or not case.about.judges_apart:
            return
        found = case.about.in_time
        if found.between < BETWEEN:
            return
        drifts = rising(found.drift, LITTLE_DRIFT, DRIFT, 1.0)
        # Series that nnsim makes itself are alike all along: where they do not wander, no neighbour flatters.
        own = case.project.data.source.group == YOUR_FILES
        joined = (
            JOINED if case.data.joins_rows or (own and found.overlap) else JOINED * drifts * found.overlap
        )
        alike = 0.0 if math.isnan(found.alike) else rising(found.alike, 0.6, 0.9, 4.0 if found.known else 6.0)
        alike *= drifts
        if joined <= 0 and alike <= 0:
            return
        text = tr(
            "{share} of the rows that judge lie between two that train, and rows that follow each other are {alike}"
            " alike."
        )
        yield Sign(
            tr("Rows that judge between two that train"),
            percent(found.between),
            tr("none, split by time"),
            2.0 if found.known else 0.0,
            found.between,
        )
        if found.counts:
            yield _counting()
        if alike > 0:
            yield Sign(
                tr("How alike rows are that follow each other"),
                percent(found.alike),
                tr("no more than any two"),
                alike,
                found.alike,
                text.format(share=percent(found.between), alike=percent(found.alike)),
            )
        if joined > 0:
            yield Sign(
                tr("Windows over one series"),
                tr("overlap, dealt at random"),
                tr("split by time"),
                joined,
                None,
                tr("Windows of training and validation hold the same moments."),
            )


def _counting() -> Sign:
    return Sign(
        tr("An input that counts the rows"),
        tr("there is one"),
        tr("none, where rows are dealt at random"),
        0.5,
        None,
        tr(
            "One input rises evenly from row to row, as days do: what is asked is read off between neighbours."
        ),
    )
