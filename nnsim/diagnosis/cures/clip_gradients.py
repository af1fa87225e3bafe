"""Clipped gradients."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_training
from nnsim.engine.clippings.global_norm import ClipByGlobalNorm


@cures.register
class ClipGradients(Cure):
    """No gradient is longer than a bound."""

    key = "clip_gradients"
    title = mark("Clip gradients")
    summary = mark(
        "Makes a gradient that is too long shorter, so that one step cannot undo what many have learned."
    )
    begins_anew = False

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        if case.training.clipping is None and case.training.rule.uses_optimizer:
            yield on_training(self.key, tr("Clip gradients"), clipping=ClipByGlobalNorm(1.0))
