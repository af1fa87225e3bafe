"""What would be tried for a case: cures of what was found, worked out, those left out that cannot be trained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare, prepare_dataset
from nnsim.data.prepared import Prepared
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Prescription, cures
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.tried import Trial
from nnsim.diagnosis.twin import Ground
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.training.setup import Setup


class Prescriber:
    """Works out cures for one case, and what projects mean with them; the same project is worked out once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._data: list[tuple[DataSettings, Prepared | None]] = [(case.project.data, case.data)]
        self._grounds: list[Ground] = []

    @property
    def sick(self) -> Ground | None:
        """The project as it is; None where there are no data, or nothing that can be trained."""
        case = self.case
        return self.ground(case.project) if case.data is not None and case.resolved.outputs else None

    def ground(self, project: Project) -> Ground | None:
        """Return what `project` means on its data; None where it cannot be trained."""
        for known in self._grounds:
            if known.project == project:
                return known
        data = self._prepared(project.data)
        if data is None or not len(data.train):
            return None
        try:
            resolved = resolve(project.graph, data, project.training.rule)
            if not resolved.can_train:
                return None
            Setup(resolved, project.training, data).build()
        except (NnsimError, MemoryError):
            # What cannot be built is not offered.
            return None
        self._grounds.append(Ground(project, data, resolved))
        return self._grounds[-1]

    def _prepared(self, settings: DataSettings) -> Prepared | None:
        for known, data in self._data:
            if known == settings:
                return data
        before = self.case.data
        try:
            if before is not None and settings.source == self.case.project.data.source:
                data = prepare_dataset(before.origin, settings)
            else:
                data = prepare(settings)
        except NnsimError:
            data = None
        self._data.append((settings, data))
        return data

    def found(self, verdicts: Sequence[Verdict]) -> Iterator[Trial]:
        """Yield what would be tried for what was found, the likeliest first; nothing twice."""
        seen = [self.case.project]
        for verdict in verdicts:
            for key in verdict.illness.cures:
                yield from self.alone(verdict.key, key, seen)

    def alone(self, illness: str, key: str, seen: list[Project]) -> Iterator[Trial]:
        """Yield the trials of one cure, without those that make a project that was `seen`; they are added to it."""
        yield from self.after(illness, (), self.case, key, seen)

    def after(
        self, illness: str, before: tuple[Prescription, ...], case: Case, key: str, seen: list[Project]
    ) -> Iterator[Trial]:
        """Yield the trials of one more cure behind others; `case` is what they made of it."""
        if key not in cures:
            return
        for prescription in cures[key]().prescribe(case):
            project = prescription.applied(case.project)
            if project in seen:
                continue
            seen.append(project)
            if self.ground(project) is not None:
                yield trial_of(illness, (*before, prescription), project)

    def case_of(self, trial: Trial) -> Case | None:
        """Return the case that a trial makes, before its first step."""
        ground = self.ground(trial.project)
        return None if ground is None else Case(ground.project, ground.resolved, ground.data)


def trial_of(illness: str, prescriptions: tuple[Prescription, ...], project: Project) -> Trial:
    """Return the trial of some cures before it has begun."""
    labels = tuple(p.repair.label for p in prescriptions)
    kinds = [cures[p.cure] for p in prescriptions]
    moved = any(not kind.keeps_validation for kind in kinds)
    note = tr(
        "The validation part is another one with it, so its score is not laid beside the one before. A lower score"
        " can be the truer one."
    )
    return Trial(
        illness=illness,
        prescriptions=prescriptions,
        label=" + ".join(labels),
        edits=labels,
        project=project,
        begins_anew=any(kind.begins_anew for kind in kinds),
        note=note if moved else "",
    )


def prescribed(case: Case, verdicts: Sequence[Verdict]) -> tuple[Trial, ...]:
    """Return what would be tried for a case, the likeliest first: only what changes the project and can be trained."""
    return tuple(Prescriber(case).found(verdicts))


def same_loss(one: Ground, other: Ground) -> bool:
    """Return whether losses mean the same in both: asked of the same outputs about targets of the same size."""
    mine, theirs = ([(o.loss, o.weight, o.columns) for o in g.resolved.outputs] for g in (one, other))
    before, after = (replace(g.project.data, scaling="auto", steps=()) for g in (one, other))
    return mine == theirs and before == after
