"""Vanishing gradients: every layer, or every time of a sequence, hands back less than it gets."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import BEATEN, learned, stuck
from nnsim.diagnosis.flow import Flow, flow_first, flow_now, hidden_now, times_text
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.sign import Sign, rising
from nnsim.diagnosis.time_signs import forgets

LAYERS = 4
"""Layers with weights from which a gradient can be said to vanish on its way."""
PAUSE = 40
"""Steps within which a network that is well has mostly learned something."""


@illnesses.register
class VanishingGradients(Illness):
    """The gradient shrinks from layer to layer on its way back, or from time to time of a sequence."""

    key = "vanishing_gradients"
    title = mark("Vanishing gradients")
    summary = mark(
        "On its way back from the loss the gradient shrinks in every layer, so that the first layers get next to"
        " nothing and stay as they were drawn; in a recurrent layer it shrinks in every time, so that nothing is learned"
        " of what was read long ago. The loss stands still."
    )
    group = "gradients"
    cures = (
        "other_activation",
        "fitting_weights",
        "batch_norm",
        "skip_connections",
        "layer_norm",
        "adam",
        "gated_cells",
        "fewer_units",
    )
    explains = (
        "degenerate",
        "dead_relus",
        "cut_off",
        "plateau",
        "learning_rate_too_low",
        "baseline_not_beaten",
        "no_capacity",
        "unsuited_optimizer",
    )
    experiment = "learning_speed"

    def signs(self, case: Case) -> Iterator[Sign]:
        # From layer to layer, or from time to time: what speaks for the one does not speak against the other.
        ways = [list(self._in_depth(case)), list(forgets(case))]
        yield from max(ways, key=lambda signs: self.confidence(tuple(signs)))

    @staticmethod
    def _in_depth(case: Case) -> Iterator[Sign]:
        flow = flow_now(case)
        if flow is None or len(flow) < LAYERS:
            return
        first = flow_first(case)
        found = [*_how_far(flow), *(() if first is None or case.step == 0 else _at_first(first, flow))]
        if not found:
            return
        yield from found
        yield from _evenly(first or flow)
        yield from _died(case, first)
        yield from _moves(case, flow)
        yield from _forward(flow)
        yield from stuck(case, 2.0)
        if first is not None:
            yield from _pause(case, first)
        yield from learned(case, 9.0, 0.4, 0.1)


def _decades(flow: Flow) -> float:
    """Return by how many decades less the first layer gets: of what comes back, and of its weights' gradients."""
    found = min(-flow.back, flow.down)
    return found if found == found else 0.0


def _how_far(flow: Flow) -> Iterator[Sign]:
    decades = _decades(flow)
    if decades <= 0:
        return
    text = tr("{first} gets a gradient of {low} a weight and {last} one of {high}: {times} times less.")
    times = flow.rms[-1] / flow.rms[0]
    yield Sign(
        tr("Gradient of the first layer beside the last"),
        tr("1 : {times}").format(times=times_text(10**decades)),
        tr("1 : 30 at most"),
        rising(decades, 1.5, 3.5, 6.5),
        10**-decades,
        text.format(
            first=flow.first.name,
            last=flow.last.name,
            low=short(flow.rms[0]),
            high=short(flow.rms[-1]),
            times=times_text(times),
        )
        if times > 1
        else "",
        tuple(layer.node for layer in flow.layers[:-1]),
    )


def _at_first(first: Flow, now: Flow) -> Iterator[Sign]:
    """Yield how it was at the first weights: units that died of it, or a plateau it led to, leave no ratio to see."""
    decades = _decades(first)
    less = rising(_decades(now), 1.5, 3.5, 6.5)
    if decades < 2.0:
        return
    text = tr("At the first weights {first} got {times} times less of a gradient than {last}.")
    yield Sign(
        tr("Gradient of the first layer beside the last, at the first weights"),
        tr("1 : {times}").format(times=times_text(10**decades)),
        tr("1 : 30 at most"),
        max(0.0, rising(decades, 2.0, 3.2, 5.0) + rising(decades, 4.0, 5.5, 2.0) - less),
        10**-decades,
        text.format(first=first.first.name, last=first.last.name, times=times_text(10**decades)),
        (first.first.node,),
    )


def _pause(case: Case, first: Flow) -> Iterator[Sign]:
    """Yield how long nothing was learned at first, where gradients vanished there: what passes was there all the same."""
    course, constant = case.course, case.baseline.loss
    if course is None or constant is None or constant <= 0 or _decades(first) < 2.0:
        return
    learned = course.measured_at[course.train_loss < BEATEN * constant]
    pause = int(learned[0]) if len(learned) else course.step
    if pause < PAUSE or not len(learned):
        return
    text = tr("It took {steps} steps until the loss was below that of a constant answer.")
    yield Sign(
        tr("Steps until anything was learned"),
        f"{pause:,}",
        tr("below {n}").format(n=PAUSE),
        rising(math.log10(pause), math.log10(PAUSE), math.log10(5 * PAUSE), 2.5),
        pause,
        text.format(steps=f"{pause:,}"),
    )


def _died(case: Case, first: Flow | None) -> Iterator[Sign]:
    """Yield the counter-sign that units died of sound gradients: nothing comes back through those, at any depth."""
    dead = max((layer.dead for layer in hidden_now(case) if layer.dead == layer.dead), default=0.0)
    if first is not None and _decades(first) < 1.5 and dead > 0.5:
        yield Sign(
            tr("Dead units of a layer"), percent(dead), tr("below {share}").format(share="40 %"), -4.0, dead
        )


def _evenly(flow: Flow) -> Iterator[Sign]:
    """Yield whether it shrinks in every layer, or in one only: then it is no matter of depth."""
    share = flow.steepest
    yield Sign(
        tr("Share of one layer in all that is lost"),
        percent(share),
        tr("about the same in every layer"),
        -rising(share, 0.6, 0.9, 5.0),
        share,
    )


def _moves(case: Case, flow: Flow) -> Iterator[Sign]:
    """Yield how much less the weights of the first layer change in a step than those of the last."""
    if case.course is None:
        return
    columns = {layer.node: layer for layer in case.course.layers}
    if any(layer.node not in columns for layer in (flow.first, flow.last)):
        return
    first, last = (case.course.change(columns[layer.node])[-16:] for layer in (flow.first, flow.last))
    if not (len(first) and first.mean() > 0 and last.mean() > 0):
        return
    share = float(first.mean() / last.mean())
    text = tr("In a step {first} changes by {low} of its size, {last} by {high}.")
    yield Sign(
        tr("Change of the first layer's weights beside the last's"),
        short(share),
        tr("0.1 to 10"),
        rising(share, 0.1, 0.001, 1.5),
        share,
        text.format(
            first=flow.first.name,
            last=flow.last.name,
            low=short(float(first.mean())),
            high=short(float(last.mean())),
        ),
        (flow.first.node,),
    )


def _forward(flow: Flow) -> Iterator[Sign]:
    """Yield what saturates, or says nearly the same to all examples: where it is why less comes back."""
    hidden = flow.layers[:-1]
    least = min(hidden, key=lambda layer: layer.variation if layer.variation == layer.variation else 1.0)
    if least.variation < 0.02:
        text = tr("What {layer} says differs from example to example by {share} of its size.")
        yield Sign(
            tr("How much outputs differ between examples"),
            short(least.variation),
            tr("above {share}").format(share="0.02"),
            rising(least.variation, 0.02, 0.001, 1.0),
            least.variation,
            text.format(layer=least.name, share=short(least.variation)),
            (least.node,),
        )
