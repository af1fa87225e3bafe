"""Dropout behind the last weights: what the network says is silenced at random."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import against
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent
from nnsim.diagnosis.sign import FOR_CERTAIN, Sign, rising
from nnsim.engine.layers.alpha_dropout import AlphaDropout
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.stage import Stage

USUAL_BEFORE = 0.6
"""Rate just before the last weights that is usual at most."""
FAR_BEYOND = 0.85
BEFORE_MOST = 6.0


@illnesses.register
class DropoutAfterLogits(Illness):
    """Dropout between the last weights and the loss, or so much just before them that hardly anything is left."""

    key = "dropout_after_logits"
    title = mark("Dropout at the output")
    summary = mark(
        "Dropout behind the last weights silences answers themselves: what was right counts as wrong, at random. It"
        " belongs between hidden layers."
    )
    group = "asked"
    waits = False
    cures = ("remove_dropout_at_end", "less_dropout")
    explains = (
        "dropout_too_strong",
        "plateau",
        "oscillating",
        "baseline_not_beaten",
        "learning_rate_too_low",
        "no_capacity",
        "cut_off",
        "unsuited_optimizer",
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        for end in case.structure.ends:
            closing = case.structure.closing(end)
            for stage in closing.after:
                if closing.weights is not None and dropped(stage) > 0:
                    yield self._behind(stage, closing.weights)
            if closing.weights is not None:
                yield from self._just_before(case, closing.weights)

    @staticmethod
    def _behind(stage: Stage, weights: Stage) -> Sign:
        text = tr("{layer} silences {rate} of the answers of {weights} at every step, whether right or not.")
        return Sign(
            tr("Dropout behind the last weights"),
            percent(dropped(stage)),
            tr("none"),
            FOR_CERTAIN,
            dropped(stage),
            text.format(layer=stage.name, rate=percent(dropped(stage)), weights=weights.name),
            (stage.id,),
        )

    @staticmethod
    def _just_before(case: Case, weights: Stage) -> Iterator[Sign]:
        if len(weights.sources) != 1:
            return
        before = case.resolved.by_id[weights.sources[0]]
        rate = dropped(before)
        if any(s.id != before.id and dropped(s) > USUAL_BEFORE for s in case.structure.stages):
            # Much is dropped everywhere: that is no illness of the output.
            return
        weight = rising(rate, USUAL_BEFORE, FAR_BEYOND, BEFORE_MOST)
        if weight > 0:
            text = tr("{layer} silences {rate} of what the output reads.")
            yield Sign(
                tr("Dropout before the last weights"),
                percent(rate),
                tr("50 % and less"),
                weight,
                rate,
                text.format(layer=before.name, rate=percent(rate)),
                (before.id,),
            )
            yield from against(case)


def dropped(stage: Stage) -> float:
    """Return the share that a stage silences while training; 0 where it is no dropout."""
    return stage.layer.rate if isinstance(stage.layer, Dropout | AlphaDropout) else 0.0
