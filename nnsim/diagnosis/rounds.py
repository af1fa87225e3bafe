"""A run that is followed: trained for some steps, and looked at on the way as a doctor on rounds does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from nnsim.base.errors import NnsimError
from nnsim.data.prepare import prepare
from nnsim.data.prepared import Prepared
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.course import Course
from nnsim.diagnosis.examination import Examination, Examine
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.training.divergence import DivergedError
from nnsim.training.history import History
from nnsim.training.run import Run
from nnsim.training.scene import Scene, scene_of

LOOKS = (1, 2, 5, 10, 20, 35, 50, 75, 100, 125, 150, 175, 200)
"""Steps at which one looks first; then `EVERY` times in what is left, or whenever a fifth more steps are done."""

PATIENCE = 0.4
"""Seconds of steps between two questions whether to stop."""


class Rounds:
    """A project that is trained and looked at; one object for one run.

    Parameters
    ----------
    project
        What is trained.
    data
        Its examples, where they were prepared already.

    Raises
    ------
    NnsimError
        When its data cannot be used. A network that cannot run or train is no error: `case` says what can be known.
    """

    def __init__(self, project: Project, data: Prepared | None = None) -> None:
        self.project = project
        self.data = prepare(project.data) if data is None else data
        self.resolved = resolve(project.graph, self.data, project.training.rule)
        self.run: Run | None = None
        self.history: History | None = None
        self._scene: Scene | None = None
        self._first: Examination | None = None
        self._at_once = 1
        self.diverged: DivergedError | None = None
        if self.resolved.can_train:
            try:
                self.run = Run(self.resolved, project.training, self.data)
            except NnsimError as error:
                self.why_not = str(error)
        if self.run is not None:
            self.history = History(self.run.unreported.columns, self.run.watch.evaluator.metrics)
            self._first = self._examine()

    why_not = ""
    """Why no step can be taken though the drawing is in order, as a sentence."""

    def _examine(self) -> Examination | None:
        assert self.run is not None
        try:
            self._scene = scene_of(self.run, self._scene)
            return Examine().take(self._scene)
        except NnsimError:
            # What a probe cannot look into, such as a network without outputs, is judged by the rest.
            return None

    def case(self, *, fresh: bool = True) -> Case:
        """Return what is known now; `fresh`: with a new look into the network."""
        run, history = self.run, self.history
        if run is None or history is None:
            return Case(self.project, self.resolved, self.data)
        now = self._first if run.step == 0 or not fresh else self._examine()
        course = None
        if run.step:
            course = Course(
                history,
                run.step,
                run.epoch,
                run.batches.steps_per_epoch(run.setup.batch),
                float(run.network.parameters.rate[()]),
                run.finished or run.watch.stopped is not None,
            )
        return Case(self.project, self.resolved, self.data, self._first, now, course, self.diverged)

    def walk(
        self, steps: int, looks: tuple[int, ...] = LOOKS, stop: Callable[[], bool] | None = None
    ) -> Iterator[Case]:
        """Train up to `steps` steps; yield a case before the first and at every look on the way, the end included.

        It ends early where the run does: it diverges, its epochs are done, early stopping ends it.
        """
        yield self.case()
        run = self.run
        if run is None:
            return
        self._measure()
        for at in looks_until(steps, looks):
            try:
                while run.step < at and not self._is_over(run) and not (stop is not None and stop()):
                    self._advance(at - run.step)
            except DivergedError as error:
                self.diverged = error
                self._take()
                assert self.history is not None
                self.history.add_evaluation(error.measured)
                yield self.case()
                return
            if self.history is not None and (
                self.history.last_evaluation is None or self.history.last_evaluation.step < run.step
            ):
                self._measure()
            yield self.case()
            if self._is_over(run) or (stop is not None and stop()):
                return

    def _advance(self, most: int) -> None:
        """Take up to `most` steps, about as many as whoever may want to stop can wait for; no number depends on it."""
        assert self.run is not None
        began = time.perf_counter()
        self.run.advance(min(most, self._at_once))
        took = time.perf_counter() - began
        if took < PATIENCE / 4:
            self._at_once *= 2
        elif took > PATIENCE:
            self._at_once = max(1, self._at_once // 2)
        self._take()
        if self.run.evaluation_is_due:
            self._measure()

    def _take(self) -> None:
        assert self.run is not None
        assert self.history is not None
        self.history.add_points(self.run.take_points())

    def _measure(self) -> None:
        assert self.run is not None
        assert self.history is not None
        self.history.add_evaluation(self.run.evaluate())

    @staticmethod
    def _is_over(run: Run) -> bool:
        return run.finished or run.watch.stopped is not None or bool(run.watch.done)


def looks_until(steps: int, looks: tuple[int, ...] = LOOKS) -> list[int]:
    """Return the steps at which one looks, up to `steps` and including it: `looks`, then every fifth more."""
    found = [at for at in looks if at < steps]
    at = (found or [1])[-1]
    while (at := max(at + 1, at * 6 // 5)) < steps:
        found.append(at)
    return [*found, steps]
