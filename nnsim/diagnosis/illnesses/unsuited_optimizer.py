"""An optimizer that cannot work with these batches, or this network."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.sign import Sign, rising


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
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        course, progress, training, data = case.course, case.progress, case.training, case.data
        if data is None or not training.rule.uses_optimizer or not len(data.train):
            return
        if training.optimizer.whole_data:
            if training.batch < len(data.train):
                yield from self._batches(case)
            return
        if course is None or progress is None or case.diverged is not None or course.step < 50:
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
        learned = max(case.has_learned, rising(case.progress.learned, 0.3, 0.8, 1.0))
        if learned > 0:
            yield Sign(
                tr("Learned"), percent(case.progress.learned), "–", -5.0 * learned, case.progress.learned
            )

    @staticmethod
    def _layers(case: Case) -> Iterator[Sign]:
        pace, progress, about = case.pace, case.progress, case.about
        assert progress is not None
        if not (pace.least_change > 0 and pace.change > 0) or len(case.structure.connecting) < 2:
            return
        apart = pace.change / pace.least_change
        yield Sign(
            tr("Greatest relative change of a layer over the least"),
            short(apart),
            tr("below 30"),
            rising(math.log10(apart), 1.7, 3.0, 4.0),
            apart,
            tr("A step changes one layer {times} times as much, relative to its weights, as another.").format(
                times=short(apart)
            ),
        )
        reachable = 1.0 if about is None else about.reachable
        missing = max(0.0, reachable - max(progress.learned, progress.right))
        course = case.course
        assert course is not None
        yield Sign(
            tr("Learned"),
            percent(progress.learned),
            percent(reachable),
            rising(missing, 0.3, 0.7, 2.0) * rising(course.step, 50, 200, 1.0)
            - rising(missing, 0.4, 0.1, 6.0)
            - 5.0 * case.has_learned
            - 3.0 * case.is_learning,
            progress.learned,
        )
