"""An optimizer that cannot work with these batches, or this network."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import behind, paused
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.sign import Sign, rising
from nnsim.engine.optimizers.momentum import Momentum
from nnsim.engine.optimizers.nesterov import Nesterov
from nnsim.engine.optimizers.sgd import SGD

FEWEST = 300
"""Steps before which plain descent that stands still is no wonder: many healthy networks pause at first."""


@illnesses.register
class UnsuitedOptimizer(Illness):
    """Rprop and L-BFGS on small batches; one rate for layers that need very different ones."""

    key = "unsuited_optimizer"
    title = mark("Optimizer unsuited")
    summary = mark(
        "Some optimizers compare the gradients of successive steps and need all examples in one batch; others take the"
        " same rate for all weights, and fail where layers need very different ones. The steps then go astray."
    )
    group = "step"
    cures = ("adam", "usual_batch", "larger_batch", "batch_norm", "scale_inputs")
    explains = (
        "oscillating",
        "plateau",
        "baseline_not_beaten",
        "learning_rate_too_high",
        "learning_rate_too_low",
        "non_finite",
        "exploding_gradients",
        "saturated_units",
        "dead_relus",
        "cut_off",
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        course, progress, training, data = case.course, case.progress, case.training, case.data
        if data is None or not training.rule.uses_optimizer or not len(data.train):
            return
        if training.optimizer.whole_data:
            if training.batch < len(data.train):
                yield from self._batches(case)
            return
        if course is None or progress is None or case.diverged is not None or course.step < FEWEST:
            return
        yield from self._layers(case)

    @staticmethod
    def _batches(case: Case) -> Iterator[Sign]:
        assert case.data is not None
        training, examples = case.training, len(case.data.train)
        share = training.batch / examples
        yield Sign(
            tr("Batch size"),
            str(training.batch),
            tr("{n}, all examples").format(n=examples),
            2.5 + rising(share, 0.6, 0.25, 2.5),
            float(training.batch),
            tr(
                "{optimizer} compares the gradients of successive steps; with batches of {batch} of {n} examples these"
                " differ by chance."
            ).format(optimizer=tr(training.optimizer.title), batch=training.batch, n=examples),
        )
        if case.progress is None:
            return
        learned = rising(case.progress.learned, 0.75, 0.95, 1.0)
        if learned > 0:
            yield Sign(
                tr("Learned"), percent(case.progress.learned), "–", -5.0 * learned, case.progress.learned
            )

    @staticmethod
    def _layers(case: Case) -> Iterator[Sign]:
        """Judge the same rate for all weights: where it stands still, another optimizer mostly does not."""
        course, pace, progress, about = case.course, case.pace, case.progress, case.about
        assert course is not None
        assert progress is not None
        if not isinstance(case.training.optimizer, SGD | Momentum | Nesterov):
            # Adam's steps can be as long as plain ones by chance.
            return
        if not pace.is_proportional or len(case.structure.connecting) < 2 or about is None:
            return
        if not (
            pace.least_change > 0 and pace.largest < 0.1 and pace.own_size > 1e-4 and pace.promise > 0.01
        ):
            return
        apart = pace.change / pace.least_change
        text = tr(
            "{optimizer} takes the same rate for all weights; a step changes one layer {times} times as much, relative"
            " to its weights, as another."
        )
        yield Sign(
            tr("Greatest relative change of a layer over the least"),
            short(apart),
            tr("below 30"),
            rising(math.log10(apart), 1.0, 2.0, 2.0),
            apart,
            text.format(optimizer=tr(case.training.optimizer.title), times=short(apart)) if apart > 5 else "",
        )
        yield from _spoilt(case)
        text = tr(
            "{optimizer} has come to {learned} of what a constant answer gets wrong, where simple methods spare {share}."
        )
        yield behind(case, about.reachable, 2.9, text, optimizer=tr(case.training.optimizer.title))
        yield paused(course, 1.7)
        yield Sign(
            tr("Steps"),
            f"{course.step:,}",
            tr("a pause may last some hundred"),
            rising(math.log10(course.step), 2.8, 3.15, 1.7),
            float(course.step),
        )


def _spoilt(case: Case) -> Iterator[Sign]:
    """Yield the counter-sign that units are dead or saturated: they learn as little by another optimizer."""
    looks = [] if case.now is None else [seen for seen in case.now.layers if seen.dead == seen.dead]
    share = max((max(seen.dead, seen.saturated) for seen in looks), default=0.0)
    if share > 0.4:
        yield Sign(
            tr("Dead or saturated units of a layer"),
            percent(share),
            tr("few"),
            -rising(share, 0.4, 0.8, 3.0),
            share,
        )
