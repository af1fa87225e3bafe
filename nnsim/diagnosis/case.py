"""What the doctor knows of a training: drawing, data, what a probe saw, and how the run has gone so far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from nnsim.base.errors import NnsimError
from nnsim.data.prepared import Prepared
from nnsim.diagnosis.about_data import AboutData, about
from nnsim.diagnosis.baseline import UNKNOWN, Baseline, baseline_of
from nnsim.diagnosis.course import Course
from nnsim.diagnosis.examination import Examination
from nnsim.diagnosis.pace import Pace, pace_of
from nnsim.diagnosis.progress import Progress
from nnsim.diagnosis.sign import rising
from nnsim.diagnosis.structure import Structure
from nnsim.document.project import Project, TrainingSettings
from nnsim.document.resolve import Resolved
from nnsim.training.divergence import DivergedError


@dataclass(frozen=True, eq=False)
class Case:
    """One training at one moment, as far as it is known. Frozen: a judgement of it is a pure function.

    What speaks against every illness is worked out here once: `beats_constant`, `has_learned` and `is_learning`, each
    0 to 1; and `pace`, which tells a small step from a small gradient.

    Attributes
    ----------
    project, resolved, data
        What is trained: drawing with data and settings, its meaning, the examples (None: there are none yet).
    first
        What a probe saw at the first weights; None where the network cannot run, or nobody looked.
    now
        What a probe saw at the weights as they are; the same as `first` before training.
    course
        How the run has gone; None before the first step.
    diverged
        How it ended, where its loss grew beyond all bounds.
    unread
        Why there are no examples, where their data could not be used.
    """

    project: Project
    resolved: Resolved
    data: Prepared | None = None
    first: Examination | None = None
    now: Examination | None = None
    course: Course | None = None
    diverged: DivergedError | None = None
    unread: NnsimError | None = None

    @property
    def step(self) -> int:
        """Steps taken so far; where the run diverged, the step at which it did."""
        if self.diverged is not None:
            return self.diverged.step
        return 0 if self.course is None else self.course.step

    @property
    def training(self) -> TrainingSettings:
        """How it is trained."""
        return self.project.training

    @cached_property
    def structure(self) -> Structure:
        """What the drawing is: layers, activations, outputs."""
        return Structure(self.resolved)

    @cached_property
    def about(self) -> AboutData | None:
        """What the data are like; None where there are none. Worked out once for the same data."""
        return None if self.data is None else about(self.data)

    @cached_property
    def pace(self) -> Pace:
        """How far the steps go beside how far they would have to; all NaN before the first."""
        return Pace() if self.course is None or self.now is None else pace_of(self.course, self.now)

    @cached_property
    def progress(self) -> Progress | None:
        """Its losses beside the best constant answer and beside the first; None before the first step."""
        return None if self.course is None else Progress(self.course, self.baseline)

    @property
    def beats_constant(self) -> float:
        """Whether it does better than the best constant answer, on the training part: 0 (no) to 1 (by a tenth)."""
        return 0.0 if self.progress is None else rising(self.progress.learned, 0.02, 0.1, 1.0)

    @property
    def has_learned(self) -> float:
        """Whether most of what there is to learn is learned, on the training part: 0 (no) to 1 (seven tenths of the
        constant answer's loss are gone, or nine tenths of its wrong answers).
        """
        found = self.progress
        if found is None or self.diverged is not None:
            return 0.0
        return max(rising(found.learned, 0.3, 0.7, 1.0), rising(found.right, 0.5, 0.9, 1.0))

    @property
    def is_learning(self) -> float:
        """Whether its loss has fallen since half as many steps were taken, by more than chance: 0 (no) to 1."""
        return 0.0 if self.progress is None or self.diverged is not None else self.progress.surely_falling

    @cached_property
    def baseline(self) -> Baseline:
        """The best constant answer."""
        if self.data is None or not self.resolved.can_train:
            return UNKNOWN
        return baseline_of(self.resolved.stages, self.resolved.outputs, self.data)

    def later(
        self,
        project: Project,
        first: Examination | None,
        now: Examination | None,
        course: Course | None,
        diverged: DivergedError | None = None,
    ) -> Case:
        """Return the same training at another moment; what is known of drawing and data is worked out no second time.

        `project` has the same drawing and data as that of this case.
        """
        made = replace(self, project=project, first=first, now=now, course=course, diverged=diverged)
        for name in ("structure", "baseline"):
            if name in self.__dict__:
                made.__dict__[name] = self.__dict__[name]
        return made
