"""What the doctor knows of a training: drawing, data, what a probe saw, and how the run has gone so far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from nnsim.data.prepared import Prepared
from nnsim.diagnosis.about_data import AboutData, about
from nnsim.diagnosis.baseline import UNKNOWN, Baseline, baseline_of
from nnsim.diagnosis.course import Course
from nnsim.diagnosis.examination import Examination
from nnsim.diagnosis.structure import Structure
from nnsim.document.project import Project, TrainingSettings
from nnsim.document.resolve import Resolved
from nnsim.training.divergence import DivergedError


@dataclass(frozen=True, eq=False)
class Case:
    """One training at one moment, as far as it is known. Frozen: a judgement of it is a pure function.

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
    """

    project: Project
    resolved: Resolved
    data: Prepared | None = None
    first: Examination | None = None
    now: Examination | None = None
    course: Course | None = None
    diverged: DivergedError | None = None

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
