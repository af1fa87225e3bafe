"""By time: what comes later is judged by what came before."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import integer
from nnsim.base.text import mark, ntr, tr
from nnsim.data.dataset import Floats
from nnsim.data.notes import Note
from nnsim.data.split import Rows, Split
from nnsim.data.splitter import Hand, Splitter, changed, other_ways, sizes, spans_told, splitters


@splitters.register
class ByTime(Splitter):
    """The earliest rows train, later ones validate, the latest test; one moment is never cut in two."""

    key = "by_time"
    title = mark("By time")
    summary = mark("The earliest rows train, later ones validate, and the latest are the test part.")
    order = 30
    plays = frozenset({"validation_share", "test_share"})
    needs = "moments"

    gap: int = integer(
        0,
        low=0,
        high=1_000_000,
        label=mark("Gap"),
        usual=(0, 100),
        help=mark(
            "So many moments before validation and before the test part are in no part, as when a window of "
            "the past reaches over the border."
        ),
    )

    def deal(self, hand: Hand) -> Split:
        moments, rows = _known(hand)
        order = np.argsort(moments, kind="stable")
        rows = rows[order]
        distinct, starts = np.unique(moments[order], return_index=True)
        if len(distinct) < hand.parts + self.gap * (hand.parts - 1):
            raise NnsimError(_too_few(len(distinct), hand.parts, self.gap))
        ends = np.append(starts, len(rows))
        first, second = self._borders(ends, hand)
        late = [_later(ends, first, self.gap), _later(ends, second, self.gap)]
        if not hand.validation_share:
            return Split(rows[: ends[second]], rows[:0], rows[late[1] :])
        if not hand.test_share:
            return Split(rows[: ends[first]], rows[late[0] :], rows[:0])
        return Split(rows[: ends[first]], rows[late[0] : ends[second]], rows[late[1] :])

    def _borders(self, ends: Rows, hand: Hand) -> tuple[int, int]:
        """Return before which distinct moments training and validation end, nearest to their shares.

        `ends` (moments + 1,) holds how many rows lie before each moment. Each part that is wanted has a moment.
        """
        train, validation, _ = hand.wanted
        last, step = len(ends) - 1, 1 + self.gap
        first = _nearest(ends, train * ends[-1])
        second = _nearest(ends, (train + validation) * ends[-1])
        if not hand.test_share:
            second = last
        else:
            second = int(np.clip(second, 1 + step * (hand.parts - 2), last - step))
        if not hand.validation_share:
            return second, second
        return int(np.clip(first, 1, second - step)), second

    def told(self, hand: Hand, split: Split) -> Iterator[str]:
        dataset = hand.dataset
        yield Note(
            tr("{sizes}, by time").format(sizes=sizes(split)),
            *other_ways(self, dataset),
            reason=tr("The future is judged by what was learned of the past, as it will be in use."),
        )
        yield from spans_told(dataset, split)
        yield from self._not_used(hand, split)

    def _not_used(self, hand: Hand, split: Split) -> Iterator[Note]:
        lost = int(np.isnan(_of(hand, hand.rows)).sum())
        if lost:
            text = ntr(
                "{n} row has no moment and is in no part", "{n} rows have no moment and are in no part", lost
            )
            yield Note(text.format(n=f"{lost:,}"))
        dealt = len(split.train) + (0 if hand.has_validation else len(split.validation))
        dealt += 0 if hand.has_test else len(split.test)
        between = len(hand.rows) - lost - dealt
        if between:
            text = ntr(
                "{n} row lies in the gap between two parts and is in none",
                "{n} rows lie in the gaps between the parts and are in none",
                between,
            )
            yield Note(
                text.format(n=f"{between:,}"),
                changed(tr("No gap"), splitter=ByTime()),
                reason=tr("What lies next to the border would tell of both sides."),
            )


def _known(hand: Hand) -> tuple[Floats, Rows]:
    """Return the known moments of the rows to deal, and these rows."""
    if hand.dataset.moments is None:
        raise NnsimError(
            tr("The rows have no order in time. Choose a column that tells it, or split in another way.")
        )
    moments = _of(hand, hand.rows)
    known = np.isfinite(moments)
    return moments[known], hand.rows[known]


def _of(hand: Hand, rows: Rows) -> Floats:
    assert hand.dataset.moments is not None
    return hand.dataset.moments[rows]


def _nearest(ends: Rows, wanted: float) -> int:
    return int(np.abs(ends - wanted).argmin())


def _later(ends: Rows, moment: int, gap: int) -> int:
    """Return how many rows lie before the moment a gap after another one."""
    return int(ends[min(moment + gap, len(ends) - 1)])


def _too_few(moments: int, parts: int, gap: int) -> str:
    if gap:
        text = ntr(
            "There is only {n} moment, too few for {parts} parts with a gap of {gap}. Make the gap smaller.",
            "There are only {n} moments, too few for {parts} parts with a gap of {gap}. Make the gap smaller.",
            moments,
        )
        return text.format(n=f"{moments:,}", parts=parts, gap=f"{gap:,}")
    return ntr(
        "There is only {n} moment for {parts} parts, and all rows of one go to one part. Split in another way.",
        "There are only {n} moments for {parts} parts, and all rows of one go to one part. Split in another way.",
        moments,
    ).format(n=f"{moments:,}", parts=parts)
