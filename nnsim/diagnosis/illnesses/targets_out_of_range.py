"""Targets that the output cannot say: a sigmoid, tanh or ReLU ends a network for other numbers."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import against
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.sign import Sign, rising
from nnsim.document.doubts import range_words, reach_of, share_out_of_reach

MOST = 9.0
LEAST_SHARE, CLEAR_SHARE = 0.01, 0.2
"""Share of the variation of the targets that lies out of reach: worth speaking of, and beyond all doubt."""


@illnesses.register
class TargetsOutOfRange(Illness):
    """The activation or the loss of an output gives only numbers that the targets go beyond."""

    key = "targets_out_of_range"
    title = mark("Output out of reach of the targets")
    summary = mark(
        "The last activation gives only numbers of a range, and the targets lie beyond it. However long it trains,"
        " the network cannot say what is asked."
    )
    group = "asked"
    waits = False
    cures = ("fitting_output", "scale_targets", "fitting_loss")
    explains = (
        "saturated_units",
        "vanishing_gradients",
        "dead_relus",
        "huge_targets",
        "unsuited_loss",
        "plateau",
        "baseline_not_beaten",
        "learning_rate_too_low",
        "learning_rate_too_high",
        "no_capacity",
        "cut_off",
        "degenerate",
        "unsuited_optimizer",
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        if case.data is None or not len(case.data.train):
            return
        for output in case.structure.outputs:
            found = reach_of(case.resolved.by_id, output, case.data)
            if found is None:
                continue
            seen, low, high, title = found
            share = share_out_of_reach(seen, low, high)
            weight = rising(min(share, 1.0), LEAST_SHARE, CLEAR_SHARE, MOST)
            if weight <= 0:
                continue
            targets = range_words((float(seen.min()), float(seen.max())))
            text = tr(
                "{own} gives {range}, and the targets as the network sees them are {targets}: out of reach."
            )
            yield Sign(
                tr("Range of the targets"),
                targets,
                range_words((low, high)),
                weight,
                share,
                text.format(own=title, range=range_words((low, high)), targets=targets),
                (output.stage,),
            )
            yield from against(case)
