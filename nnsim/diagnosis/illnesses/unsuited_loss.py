"""A loss that does not suit what is asked, or the activation before it."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import against, in_favour
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.progress import had_its_chance, learned_of
from nnsim.diagnosis.sign import FOR_CERTAIN, Sign, rising
from nnsim.document.doubts import keeps_from_margin, range_words
from nnsim.engine.activation import Activation
from nnsim.engine.stage import Output

ON_CLASSES = {"mae": 6.0, "huber": 3.5, "log_cosh": 3.5, "poisson": 7.0}
"""Weights of losses of numbers on classes, whatever ends the network."""
SQUARED_SOFTMAX = 5.5
SHARED_SOFTMAX = 8.0
"""Weight of a softmax for labels of which several can be right."""
SATURATED = 5.0
TINY_BEND, LITTLE_LEARNED = 3.5, 3.0
"""Weight of a bend some hundred times nearer 0 than the targets, and of having learned little with it."""
SURE = 0.05
"""Distance to 0 or 1 within which a sigmoid is sure and hardly learns."""


@illnesses.register
class UnsuitedLoss(Illness):
    """Loss, activation and targets do not belong together."""

    key = "unsuited_loss"
    title = mark("A loss that does not suit")
    summary = mark(
        "The loss measures something else than what is asked, or loses its gradient behind the last activation. What"
        " makes it least is then not what is wanted, or is hardly found."
    )
    group = "asked"
    waits = False
    cures = ("fitting_loss", "fitting_output")
    explains = (
        "plateau",
        "baseline_not_beaten",
        "saturated_units",
        "vanishing_gradients",
        "learning_rate_too_low",
        "unsuited_optimizer",
        "no_capacity",
        "stopped_too_early",
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        if case.data is None or not len(case.data.train) or not case.training.rule.uses_optimizer:
            return
        found = [sign for output in case.structure.outputs for sign in _of(case, output)]
        found += _impossible(case)
        yield from found
        if found and max(sign.weight for sign in found) < FOR_CERTAIN:
            yield from in_favour(case)
            yield from against(case)


def _impossible(case: Case) -> Iterator[Sign]:
    """Yield losses that cannot be reckoned with these targets at all, so that the network does not even run."""
    assert case.data is not None
    assert case.about is not None
    below = bool((case.about.targets < 0).any()) and not case.data.classes
    for node in case.project.graph.nodes:
        loss = None if node.objective is None else node.objective.loss
        if loss is None:
            continue
        if loss.needs_classes and not case.data.classes:
            usual, text = tr("classes"), tr("{loss} is for classes, and these targets are numbers.")
        elif not loss.any_scale and below:
            usual, text = tr("0 and more"), tr("{loss} is for counts, and some of these targets are below 0.")
        else:
            continue
        title = tr(loss.title)
        yield Sign(
            tr("Targets for {loss}").format(loss=title),
            tr("below 0") if loss.needs_classes is False else tr("numbers"),
            usual,
            FOR_CERTAIN,
            None,
            text.format(loss=title),
            (node.id,),
        )


def _of(case: Case, output: Output) -> Iterator[Sign]:
    functions = case.structure.closing(case.resolved.by_id[output.stage]).functions
    last = functions[-1][1] if functions else None
    yield from _margin(output, last)
    yield from _numbers_on_classes(case, output)
    yield from _softmax(case, output, last)
    yield from _saturated(case, output, last)
    yield from _shares_for_numbers(case, output)
    yield from _bent_too_early(case, output)


def _asks_classes(case: Case) -> bool:
    assert case.data is not None
    assert case.about is not None
    return bool(case.data.classes) or case.about.are_yes_and_no


def _margin(output: Output, last: Activation | None) -> Iterator[Sign]:
    """Yield a loss of scores whose margin the activation keeps it from."""
    if last is None or not keeps_from_margin(output.loss, last):
        return
    text = tr("{loss} wants scores on both sides of 0, and {own} gives only {range}.")
    own, loss = tr(last.title), tr(output.loss.title)
    yield Sign(
        tr("Activation before {loss}").format(loss=loss),
        own,
        tr("none"),
        FOR_CERTAIN,
        None,
        text.format(loss=loss, own=own, range=range_words(last.limits)),
        (output.stage,),
    )


def _numbers_on_classes(case: Case, output: Output) -> Iterator[Sign]:
    weight = ON_CLASSES.get(output.loss.key, 0.0)
    if not weight or not _asks_classes(case):
        return
    text = tr(
        "{loss} on classes: its best constant answer is the most frequent class alone, and its gradient does not grow"
        " with the error."
    )
    loss = tr(output.loss.title)
    yield Sign(
        tr("Loss for classes"),
        loss,
        tr("cross-entropy"),
        weight,
        None,
        text.format(loss=loss),
        (output.stage,),
    )


def _softmax(case: Case, output: Output, last: Activation | None) -> Iterator[Sign]:
    """Yield squared errors behind a softmax, and a softmax for labels of which several can be right."""
    assert case.data is not None
    assert case.about is not None
    shares = (last is not None and not last.elementwise) or output.loss.applies == "softmax"
    if not shares or case.resolved.by_id[output.stage].shape == (1,):
        return
    if case.about.are_yes_and_no and not case.about.are_one_hot and case.about.targets.shape[1] > 1:
        most = int(case.about.targets.sum(axis=1).max())
        yield Sign(
            tr("Labels of one example"),
            tr("up to {n} at once").format(n=most),
            tr("exactly one, under a softmax"),
            SHARED_SOFTMAX,
            float(most),
            tr(
                "Up to {n} labels are right at once, or none, and a softmax shares 100 % among all: it cannot say so."
            ).format(n=most),
            (output.stage,),
        )
    elif last is not None and not last.elementwise and not output.loss.applies and _asks_classes(case):
        text = tr("{loss} behind a softmax: where it is sure and wrong, hardly any gradient comes through.")
        loss = tr(output.loss.title)
        yield Sign(
            tr("Loss behind a softmax"),
            loss,
            tr("cross-entropy"),
            SQUARED_SOFTMAX,
            None,
            text.format(loss=loss),
            (output.stage,),
        )


def _saturated(case: Case, output: Output, last: Activation | None) -> Iterator[Sign]:
    """Yield squared errors behind a sigmoid whose units are sure and wrong."""
    squared = output.loss.key == "quadratic_sigmoid" or (
        last is not None and last.saturation is not None and not output.loss.applies
    )
    seen = None if case.now is None else next((o for o in case.now.outputs if o.node == output.stage), None)
    if not squared or seen is None or not _asks_classes(case) or not seen.said.size:
        return
    low, high = (0.0, 1.0) if last is None else last.limits
    margin = SURE * (high - low)
    sure = (seen.said < low + margin) | (seen.said > high - margin)
    wrong = np.abs(seen.said - seen.asked) > 0.5 * (high - low)
    share = float((sure & wrong).mean())
    weight = rising(share, 0.1, 0.3, SATURATED)
    if weight > 0:
        yield Sign(
            tr("Answers that are sure and wrong"),
            percent(share),
            tr("hardly any"),
            weight,
            share,
            tr(
                "{share} of the answers are sure and wrong, where squared errors behind {own} have no gradient."
            ).format(share=percent(share), own=tr("a sigmoid") if last is None else tr(last.title)),
            (output.stage,),
        )


def _shares_for_numbers(case: Case, output: Output) -> Iterator[Sign]:
    """Yield a cross-entropy for numbers that are no shares of yes and no, once it has not learned them."""
    assert case.data is not None
    assert case.about is not None
    if case.data.classes or output.loss.applies not in ("sigmoid", "softmax") or not had_its_chance(case):
        return
    share = learned_of(case)
    if math.isnan(share) or share > 0.1:
        return
    yield Sign(
        tr("Loss for numbers"),
        tr(output.loss.title),
        tr("mean squared error"),
        rising(share, 0.1, 0.02, 3.0),
        share,
        tr("{loss} compares shares, and hardly anything of these numbers is learned.").format(
            loss=tr(output.loss.title)
        ),
        (output.stage,),
    )


def _bent_too_early(case: Case, output: Output) -> Iterator[Sign]:
    """Yield a bend so near 0 that all errors lie beyond it: then the gradient has one size, and that is the bend's."""
    assert case.data is not None
    assert case.about is not None
    bend = getattr(output.loss, "delta", None)
    if bend is None or case.data.classes or not case.about.targets.size:
        return
    spread = float(case.about.targets.std(axis=0).mean())
    weight = rising(math.log10(max(spread / bend, 1e-30)), 1.5, 2.5, TINY_BEND)
    if weight <= 0:
        return
    if had_its_chance(case):
        weight += rising(learned_of(case), 0.6, 0.25, LITTLE_LEARNED)
    text = tr(
        "{loss} bends at {bend}, where targets spread by {spread}: a gradient beyond is hardly ever larger than {bend}."
    )
    loss = tr(output.loss.title)
    yield Sign(
        tr("Bend of {loss}, beside the spread of the targets").format(loss=loss),
        percent(bend / spread),
        tr("about as large"),
        weight,
        bend / spread,
        text.format(loss=loss, bend=short(bend), spread=short(spread)),
        (output.stage,),
    )
