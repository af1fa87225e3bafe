"""Targets far from unit size."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import against, in_favour
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.sign import Sign, rising
from nnsim.document.doubts import LARGE_TARGET, number_words

BORDER = 40.0
"""Root mean square of a target up to which a network reaches it in time."""
MOST = 6.5


@illnesses.register
class HugeTargets(Illness):
    """Numbers that the first answers of a network, which are about 1, are very far from."""

    key = "huge_targets"
    title = mark("Targets huge")
    summary = mark(
        "What is asked is of hundreds or more, and the first answers of a network are about 1. The first errors, and"
        " so the first steps, are far too large, or the way is far too long for small ones."
    )
    group = "asked"
    waits = False
    cures = ("scale_targets", "clip_gradients", "lower_rate", "adam")
    explains = (
        "exploding_gradients",
        "non_finite",
        "learning_rate_too_high",
        "learning_rate_too_low",
        "oscillating",
        "plateau",
        "dead_relus",
        "saturated_units",
        "baseline_not_beaten",
        "degenerate",
        "cut_off",
        "stopped_too_early",
        "no_capacity",
        "only_linear_layers",
        "unsuited_optimizer",
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        if case.about is None:
            return
        rms = case.about.target_rms
        for output in case.structure.outputs:
            if not output.loss.any_scale or not len(rms):
                continue
            read = rms if output.columns is None else rms[list(output.columns)]
            size = float(read.max())
            weight = rising(math.log(max(size, 1e-300)), math.log(BORDER), math.log(LARGE_TARGET), MOST)
            if weight <= 0:
                continue
            yield Sign(
                tr("Size of the targets"),
                number_words(size),
                tr("about 1"),
                weight,
                size,
                tr(
                    "The targets are {size} in root mean square, and the network sees them as they are."
                ).format(size=number_words(size)),
                (output.stage,),
            )
            yield from in_favour(case, 2.0)
            yield from against(case, 6.0, 0.7, 0.95)
            return
