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
        if not pace.is_proportional or len(case.structure.connecting) < 2 or about is None:
            return
        if not (pace.least_change > 0 and pace.largest < 0.1 and pace.own_size > 1e-4):
            return
        apart = pace.change / pace.least_change
        yield Sign(
            tr("Greatest relative change of a layer over the least"),
            short(apart),
            tr("below 30"),
            1.0 + rising(math.log10(apart), 1.0, 2.0, 2.0),
            apart,
            tr(
                "{optimizer} takes the same rate for all weights; a step changes one layer {times} times as much, relative"
                " to its weights, as another."
            ).format(optimizer=tr(case.training.optimizer.title), times=short(apart)),
        )
        missing = max(0.0, about.reachable - max(progress.learned, progress.right))
        yield Sign(
            tr("Learned, beside what simple methods come to"),
            f"{percent(progress.learned)} / {percent(about.reachable)}",
            tr("as much"),
            rising(missing, 0.25, 0.5, 2.0) - rising(missing, 0.3, 0.1, 6.0),
            progress.learned,
            tr("Hardly anything is learned, where simple methods spare {share} of the errors.").format(
                share=percent(about.reachable)
            ),
        )
        yield Sign(
            tr("Loss gone since half as many steps"),
            percent(course.recent_fall),
            tr("10 % and more while there is something to learn"),
            rising(course.recent_fall, 0.05, 0.01, 2.0) * rising(course.step, 75, 250, 1.0)
            - 4.0 * case.is_learning,
            course.recent_fall,
        )
