"""A layer that is cut off: nothing comes back to it, so that it stays as it was drawn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import learned, stuck
from nnsim.diagnosis.flow import back_propagates
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent
from nnsim.diagnosis.progress import left
from nnsim.diagnosis.sign import FOR_CERTAIN, Sign, rising
from nnsim.engine.stage import Stage
from nnsim.training.quantities import BIAS_GRADIENT, GRADIENT

STEPS = 5
"""Steps without any gradient after which it is no chance."""


@illnesses.register
class CutOff(Illness):
    """A layer that cannot learn."""

    key = "cut_off"
    title = mark("A layer that is cut off")
    summary = mark(
        "A layer with weights does not learn: it is frozen, no loss depends on it, or exactly nothing comes back to it."
        " It stays as it was drawn, whatever is trained."
    )
    group = "gradients"
    waits = False
    cures = (
        "unfreeze",
        "redraw_weights",
        "fitting_weights",
        "other_activation",
        "fitting_output",
        "leaky_relu",
    )
    explains = (
        "plateau",
        "baseline_not_beaten",
        "learning_rate_too_low",
        "no_capacity",
        "degenerate",
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        if not (case.structure.outputs and back_propagates(case)):
            return
        unreached = [s for s in case.structure.learning if s.id not in case.structure.led]
        frozen = [s for s in case.structure.learning if s.layer.rate_factor == 0]
        empty = _without_gradient(case)
        if not (unreached or frozen or empty):
            return
        yield from _unreached(unreached)
        yield from _frozen(frozen, len(case.structure.learning))
        yield from _nothing_comes(case, empty)
        yield from _little(case, frozen)
        yield from stuck(case, 2.0)
        if not unreached and len(frozen) < len(case.structure.learning):
            yield from learned(case, 6.0, 0.4, 0.15)


def _unreached(stages: list[Stage]) -> Iterator[Sign]:
    for stage in stages:
        text = tr("No loss depends on {layer}: nothing comes back to it.").format(layer=stage.name)
        yield Sign(
            tr("Losses that depend on {layer}").format(layer=stage.name),
            "0",
            tr("1 and more"),
            FOR_CERTAIN,
            0.0,
            text,
            (stage.id,),
        )


def _frozen(stages: list[Stage], of: int) -> Iterator[Sign]:
    if not stages:
        return
    every = len(stages) == of
    text = (
        tr("Every layer is frozen: no weight can change.")
        if every
        else tr("{layers} is frozen: its weights stay as they are.")
    )
    yield Sign(
        tr("Frozen layers"),
        f"{len(stages)}",
        tr("none, or layers that were trained before"),
        FOR_CERTAIN if every else 2.5,
        float(len(stages)),
        text.format(layers=", ".join(stage.name for stage in stages)),
        tuple(stage.id for stage in stages),
    )


def _little(case: Case, frozen: list[Stage]) -> Iterator[Sign]:
    """Yield whether what is not frozen is too little to learn the task."""
    share = left(case)
    if frozen and case.step >= 100 and share > 0.2:
        text = tr(
            "What is not frozen has brought the training loss down to {share} of the best constant answer's."
        )
        yield Sign(
            tr("Training loss beside the best constant answer"),
            percent(share),
            tr("below {share}").format(share="20 %"),
            rising(share, 0.2, 0.5, 3.5),
            share,
            text.format(share=percent(share)),
        )


def _without_gradient(case: Case) -> list[Stage]:
    """Return the layers whose gradients were exactly 0 in all of the newest steps, where some were taken."""
    course = case.course
    if course is None or case.step < STEPS:
        return []
    columns = {layer.node: layer for layer in course.layers}
    found = []
    for stage in case.structure.connecting:
        layer = columns.get(stage.id)
        if layer is None or stage.id not in case.structure.led:
            continue
        curves = [course.curve(layer, quantity)[-16:] for quantity in (GRADIENT, BIAS_GRADIENT)]
        if len(curves[0]) >= 2 and all(bool(np.all((curve == 0) | np.isnan(curve))) for curve in curves):
            found.append(stage)
    return found


def _nothing_comes(case: Case, stages: list[Stage]) -> Iterator[Sign]:
    if not stages or case.now is None:
        return
    dead = any(layer.dead == 1.0 and layer.sum_rms > 0 for layer in case.now.layers)
    why = _why(case, stages[-1])
    text = tr("The gradient of {layers} was exactly 0 in the newest steps.{why}")
    yield Sign(
        tr("Layers whose gradient is exactly 0"),
        f"{len(stages)}",
        tr("none"),
        1.0 if dead else 6.0,
        float(len(stages)),
        text.format(layers=", ".join(stage.name for stage in stages), why=why and f" {why}"),
        tuple(stage.id for stage in stages),
    )


def _why(case: Case, stage: Stage) -> str:
    """Return why nothing comes back to a layer, where it is seen; else nothing."""
    assert case.now is not None
    own = case.structure.activation_of(stage)
    if own is not None and own.flat:
        return tr("{own} is level everywhere and passes no gradient.").format(own=tr(own.title))
    later = [layer for layer in case.now.connecting if layer.node != stage.id and layer.weight_rms == 0]
    if later:
        return tr("All weights of {layer} are 0.").format(layer=later[-1].name)
    return ""
