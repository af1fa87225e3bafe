"""Training that ended while it was still learning."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.sign import Sign, rising


@illnesses.register
class StoppedTooEarly(Illness):
    """Judged when training has ended by itself: its epochs are done, or early stopping ended it."""

    key = "stopped_too_early"
    title = mark("Stopped too early")
    summary = mark(
        "Training ended while the loss was still falling steeply, or before it was below that of a constant answer. More"
        " epochs alone would help."
    )
    group = "step"
    waits = False
    cures = ("more_epochs", "higher_rate", "adam")
    explains = ("baseline_not_beaten", "no_capacity")

    def signs(self, case: Case) -> Iterator[Sign]:
        course, progress, about = case.course, case.progress, case.about
        if course is None or progress is None or case.diverged is not None or not course.stopped:
            return
        if not len(progress.losses):
            return
        reachable = 1.0 if about is None else about.reachable
        learned = max(progress.learned, progress.right)
        missing = max(0.0, reachable - learned)
        yield Sign(
            tr("Learned, beside what simple methods come to"),
            f"{percent(progress.learned)} / {percent(reachable)}",
            tr("as much"),
            rising(missing, 0.1, 0.35, 3.0)
            - rising(missing, 0.1, 0.0, 4.0)
            - rising(progress.learned, 0.75, 0.95, 6.0),
            progress.learned,
            tr("It ended at a training loss of {loss}, where a constant answer has {constant}.").format(
                loss=short(progress.now), constant=short(progress.constant)
            ),
        )
        losses = progress.losses
        half = losses[course.measured_at[-len(losses) :] <= 0.5 * course.step]
        before = float(half[-1]) if len(half) else progress.first
        fall = 1.0 - progress.now / before if before > 0 else 0.0
        if course.trend > 1.0:
            # A last measurement may have jumped up by chance.
            fall = max(fall, course.recent_fall)
        yield Sign(
            tr("Loss gone in the last half of the steps"),
            percent(fall),
            tr("below 5 %"),
            rising(fall, 0.01, 0.2, 4.0) - rising(fall, 0.005, -0.02, 1.0),
            fall,
            tr("In the last half of its {steps} steps {share} of the loss went.").format(
                steps=f"{course.step:,}", share=percent(fall)
            ),
        )
        yield Sign(
            tr("Steps"),
            f"{course.step:,}",
            tr("some hundred and more"),
            rising(course.step, 500, 100, 1.5)
            + rising(course.step, 50, 10, 2.0)
            + rising(course.epoch, 6, 2, 1.5),
            float(course.step),
        )
