"""Exploding gradients: every layer hands back more than it gets, and steps tear the first ones about."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import BEATEN, KNOWN_AFTER, learned, stuck
from nnsim.diagnosis.first_weights import gains
from nnsim.diagnosis.flow import Flow, bypassed, flow_first, flow_now, times_text
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.progress import explained, left
from nnsim.diagnosis.sign import Sign, rising
from nnsim.diagnosis.time_signs import grown, grows

LAYERS = 3
"""Layers with weights from which a gradient can be said to grow on its way."""

ENLARGING = 1.6
"""Size of first weights, beside the one that keeps signals as they are, from which they make them larger."""


@illnesses.register
class ExplodingGradients(Illness):
    """The gradient grows from layer to layer on its way back, or from time to time."""

    key = "exploding_gradients"
    title = mark("Exploding gradients")
    summary = mark(
        "On its way back from the loss the gradient grows in every layer, or in every time of a sequence, until steps"
        " are far larger than the weights. The loss jumps about, or grows beyond all bounds."
    )
    group = "gradients"
    cures = (
        "fitting_weights",
        "clip_gradients",
        "batch_norm",
        "layer_norm",
        "lower_rate",
        "scale_inputs",
        "scale_targets",
    )
    explains = (
        "non_finite",
        "learning_rate_too_high",
        "oscillating",
        "saturated_units",
        "dead_relus",
        "plateau",
        "baseline_not_beaten",
        "stopped_too_early",
    )
    experiment = "exploding"

    def signs(self, case: Case) -> Iterator[Sign]:
        first, now = flow_first(case), flow_now(case)
        enlarges = max((gain for _, gain in gains(case)), default=0.0) > ENLARGING
        found = [*_how_far(first, now, enlarges), *grown(case)]
        if enlarges or grows(case) is not False:
            # What grows only since steps went astray is the rate's matter.
            found += _recurrent(case, now)
        if not found:
            return
        yield from found
        yield from _first_loss(case)
        yield from _tears(case)
        yield from _ended(case)
        yield from _counter(case)
        yield from stuck(case, 1.5)
        yield from _above(case)
        yield from _learned(case)


def _grows(flow: Flow) -> bool:
    return flow.back > 0.7 and flow.steepest < 0.8


def _how_far(first: Flow | None, now: Flow | None, enlarges: bool) -> Iterator[Sign]:
    """Yield by how much more comes back to the first layer than to the last.

    What grows only since steps went astray, and did not at the first weights, is no matter of depth: of the rate;
    unless the first weights enlarge (`enlarges`) what goes through them.
    """
    flows = [flow for flow in (first, now) if flow is not None and len(flow) >= LAYERS]
    growing = [flow for flow in flows if _grows(flow)]
    if not growing or not (_grows(flows[0]) or enlarges):
        return
    flow = max(growing, key=lambda flow: flow.back)
    text = tr(
        "A gradient of {low} comes to {last}, and one of {high} back to {first}: {times} times as much."
    )
    yield Sign(
        tr("What comes back to the first layer beside the last"),
        tr("{times} : 1").format(times=times_text(10**flow.back)),
        tr("10 : 1 at most"),
        rising(flow.back, 0.7, 3.0, 5.5),
        10**flow.back,
        text.format(
            first=flow.first.name,
            last=flow.last.name,
            low=short(flow.output[-1]),
            high=short(flow.output[0]),
            times=times_text(10**flow.back),
        ),
        tuple(layer.node for layer in flow.layers[:-1]),
    )


def _recurrent(case: Case, flow: Flow | None) -> Iterator[Sign]:
    """Yield how much more gradient the weights of a recurrent layer get than those that read it."""
    if flow is None:
        return
    cells = {stage.id for stage in case.structure.stages if stage.layer.category == "recurrent"}
    for at, layer in enumerate(flow.layers[:-1]):
        others = float(flow.rms[at + 1])
        if layer.node not in cells or not (others > 0 and flow.rms[at] > 10 * others):
            continue
        times = float(flow.rms[at]) / others
        text = tr(
            "Over the times of a sequence the gradient of {layer} adds up to {times} times that of {next}."
        )
        yield Sign(
            tr("Gradient of a recurrent layer beside the next"),
            tr("{times} : 1").format(times=times_text(times)),
            tr("10 : 1 at most"),
            rising(math.log10(times), 1.0, 3.0, 5.0),
            times,
            text.format(layer=layer.name, times=times_text(times), next=flow.layers[at + 1].name),
            (layer.node,),
        )


def _first_loss(case: Case) -> Iterator[Sign]:
    """Yield how far above that of the best constant answer the loss began."""
    base = case.baseline.loss
    if case.first is None or base is None or base <= 0:
        return
    times = case.first.loss / base
    if times <= 5:
        return
    text = tr("At the first weights the loss is {loss}, and the best constant answer costs {best}.")
    yield Sign(
        tr("First loss beside the best constant answer"),
        times_text(times),
        tr("below {n}").format(n=5),
        rising(math.log10(times), 0.7, 2.5, 3.0),
        times,
        text.format(loss=short(case.first.loss), best=short(base)),
    )


def _tears(case: Case) -> Iterator[Sign]:
    """Yield how large single steps are beside the weights."""
    if case.course is None:
        return
    peaks = [
        (float(np.nanmax(curve)), layer)
        for layer in case.course.layers
        if len(curve := case.course.change(layer))
    ]
    peaks = [(peak, layer) for peak, layer in peaks if peak > 0.3]
    if not peaks:
        return
    peak, layer = max(peaks, key=lambda pair: pair[0])
    text = tr("A step changed the weights of {layer} by {share} of their size.")
    yield Sign(
        tr("Largest change of weights in a step"),
        percent(peak),
        tr("below {share}").format(share="10 %"),
        rising(peak, 0.3, 1.0, 1.5),
        peak,
        text.format(layer=layer.name, share=percent(peak)),
        (layer.node,),
    )


def _ended(case: Case) -> Iterator[Sign]:
    if case.diverged is not None:
        text = tr("At step {step} the loss grew beyond all bounds.").format(step=f"{case.step:,}")
        yield Sign(tr("The run"), tr("diverged"), tr("goes on"), 2.5, None, text)


def _above(case: Case) -> Iterator[Sign]:
    """Yield that a loss which began enormous has not come down to that of a constant answer in a hundred steps."""
    share = left(case)
    if case.step >= 2 * KNOWN_AFTER and share > 1.2:
        text = tr("After {step} steps the training loss is {share} of what the best constant answer costs.")
        yield Sign(
            tr("Training loss beside the best constant answer"),
            percent(share),
            tr("below {share}").format(share=percent(BEATEN)),
            rising(share, 1.2, 3.0, 1.5),
            share,
            text.format(step=f"{case.step:,}", share=percent(share)),
        )


def _learned(case: Case) -> Iterator[Sign]:
    """Yield the counter-sign that it learns, unless what it has not learned from says otherwise: then the wild first
    steps left something behind that fits the training part only.
    """
    holds = explained(case, by_loss=True)
    yield from learned(case, 9.0 - rising(holds, 0.7, 0.4, 6.0), 0.45, 0.1)


def _counter(case: Case) -> Iterator[Sign]:
    """Yield what keeps gradients that grow from doing harm."""
    if case.training.clipping is not None:
        yield Sign(tr("Clipping of gradients"), tr("on"), tr("on where gradients explode"), -3.0)
    yield from bypassed(case, 2.0)
