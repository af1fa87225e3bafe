"""A diagnosis: everything the doctor says of one project, whoever asked: command line, library or report."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from nnsim.base.errors import Cancelled, NnsimError
from nnsim.base.text import mark, tr
from nnsim.data.prepare import prepare
from nnsim.data.prepared import Prepared
from nnsim.data.source import Progress
from nnsim.diagnosis import words
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.doctor import Verdict, judge
from nnsim.diagnosis.persisting import Persisting
from nnsim.diagnosis.records import cure_record, verdict_record
from nnsim.diagnosis.rounds import Rounds
from nnsim.diagnosis.trial import Treatment, Trial, treat
from nnsim.diagnosis.wellbeing import Wellbeing, wellbeing
from nnsim.document.project import Project
from nnsim.document.resolve import resolve

LEAST_STEPS = 200
"""Steps that are watched at least where nobody says how many epochs; a whole epoch where that is more."""
WATCHED_SECONDS = 60.0
"""How long a training is watched at most where nobody says how many epochs."""
CURING_SECONDS = 240.0
"""How long cures are tried at most."""
_WATCHING = mark("Training and looking")
_CURING = mark("Trying cures")


@dataclass(frozen=True, eq=False, repr=False)
class Diagnosis:
    """What was found.

    Attributes
    ----------
    project
        What was asked about.
    case
        What was known at the last look.
    verdicts
        The illnesses, causes before what follows from them; empty where none was found.
    wellbeing
        How it goes apart from these.
    problems
        Why it cannot be trained, or not to the end, a sentence each; empty where it can.
    treatment
        The cures that were tried; None where nobody asked for any.
    interrupted
        Whether it was stopped before all was done.
    """

    project: Project
    case: Case
    verdicts: tuple[Verdict, ...]
    wellbeing: Wellbeing
    problems: tuple[str, ...] = ()
    treatment: Treatment | None = None
    interrupted: bool = False

    def __repr__(self) -> str:
        told = (f"{words.verdict_title(verdict)}. {verdict.text}" for verdict in self.verdicts)
        return "\n".join((words.headline(self), *self.problems, *map(str.strip, told)))

    @property
    def healthy(self) -> bool:
        """Whether it can be trained, no illness was found, and it does not stand still for no known reason either."""
        return not self.verdicts and not self.problems and self.wellbeing.is_well

    @property
    def steps(self) -> int:
        """Steps that were taken."""
        return self.case.step

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seeds of every training there was: the project's own first."""
        trials = () if self.treatment is None else self.treatment.trials
        tried = (arm.seed for trial in trials for arm in (*trial.sick, *trial.cured))
        return tuple(dict.fromkeys((self.project.training.seed, *tried)))

    @property
    def proven(self) -> Trial | None:
        """The cure that helped most; None where none did, or none was tried."""
        return None if self.treatment is None else self.treatment.best

    @property
    def cured(self) -> Project | None:
        """The project with that cure."""
        if self.proven is None:
            return None
        project = self.project
        for prescription in self.proven.prescriptions:
            project = prescription.applied(project)
        return project

    def record(self, cured_project: str | None = None) -> dict[str, Any]:
        """Return all of it as JSON data; null stands for what is not a number.

        ``verdicts`` (a list of ``key``, ``title``, ``group``, ``text``, ``confidence``, ``since_step`` and
        ``evidence``, a list of ``sign``, ``value``, ``usual``, ``number`` and ``weight``), ``healthy``, ``wellbeing``
        (``key``, ``title``, ``text``, ``since_step``),
        ``problems``, ``cures`` (a list of ``key``, ``for``, ``label``, ``tried``, ``helped``, ``measure``, ``before``,
        ``after``, ``loss_before``, ``loss_after``, ``seeds``, ``edits`` and ``why_not``), ``cured_project``, ``steps``,
        ``epochs``, ``seed``, ``seeds`` and ``interrupted``.

        Parameters
        ----------
        cured_project
            Path of the file that `cured` was written to, if it was.
        """
        course = self.case.course
        trials = () if self.treatment is None else self.treatment.trials
        return {
            "verdicts": [verdict_record(verdict) for verdict in self.verdicts],
            "healthy": self.healthy,
            "wellbeing": asdict(self.wellbeing),
            "problems": list(self.problems),
            "cures": [cure_record(trial) for trial in trials],
            "cured_project": cured_project,
            "steps": self.steps,
            "epochs": 0.0 if course is None or not math.isfinite(course.epoch) else float(course.epoch),
            "seed": self.project.training.seed,
            "seeds": list(self.seeds),
            "interrupted": self.interrupted,
        }


def diagnose(
    project: Project,
    *,
    epochs: int | None = None,
    cure: bool = False,
    data: Prepared | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
    seconds: float | None = None,
) -> Diagnosis:
    """Train a project from its first weights, look at it on the way, and say what is wrong with it.

    A project whose network cannot run, or whose data cannot be had, is no error: what can be said is said.

    Parameters
    ----------
    epochs
        How long to train; None: as the project says, else `LEAST_STEPS` steps or one epoch, whichever is more; in
        both cases at most `WATCHED_SECONDS`.
    cure
        Whether to try cures of what is found.
    data
        Its examples, where they were prepared already.
    progress
        Told how far it is.
    stop
        Asked between pieces of work; when it returns True, what is known by then is returned.
    seconds
        How long to train at most, and to try cures as long again; None: as long as `epochs` takes, and
        `CURING_SECONDS` for cures.
    """
    asked = project
    if epochs is not None:
        # A look at fewer epochs than it is to be trained for does not mean that it stops there.
        project = replace(
            project, training=replace(project.training, epochs=max(epochs, project.training.epochs))
        )
        limit = math.inf if seconds is None else seconds
    else:
        limit = WATCHED_SECONDS if seconds is None else seconds
    found = _watch(project, data, progress, stop, limit, epochs or project.training.epochs)
    if cure and found.verdicts and not found.interrupted:
        found = _treated(found, progress, stop, CURING_SECONDS if seconds is None else seconds)
    return replace(found, project=asked)


def _watch(
    project: Project,
    data: Prepared | None,
    progress: Progress | None,
    stop: Callable[[], bool] | None,
    seconds: float,
    epochs: int,
) -> Diagnosis:
    """Return what is found while the project is trained for so many epochs; 0: as many as show something."""
    try:
        data = prepare(project.data, _preparing(progress, stop)) if data is None else data
        rounds = Rounds(project, data)
    except Cancelled:
        stopped = NnsimError(tr("Stopped before the data were read."))
        return replace(_unread(project, stopped), interrupted=True)
    except NnsimError as error:
        return _unread(project, error)
    seen = Persisting()
    until = time.monotonic() + seconds
    steps = _steps(epochs, rounds)
    looks = 0
    verdicts: tuple[Verdict, ...] = ()
    well: Wellbeing | None = None
    case = None
    for case in rounds.walk(steps, stop=lambda: time.monotonic() > until or (stop is not None and stop())):
        looks += 1
        verdicts, well = seen.look(case), wellbeing(case).after(well)
        if progress is not None:
            progress(min(1.0, case.step / max(steps, 1)), tr(_WATCHING))
    assert case is not None, "a walk begins with a look"
    assert well is not None
    if looks == 1:
        # What was seen once only is not going to be seen again.
        verdicts = judge(case)
    return Diagnosis(
        project, case, verdicts, well, _problems(rounds), interrupted=stop is not None and stop()
    )


def _preparing(progress: Progress | None, stop: Callable[[], bool] | None) -> Progress:
    """Return what is told how far the data are read, and ends that when it is to stop."""

    def told(share: float, doing: str) -> None:
        if stop is not None and stop():
            raise Cancelled
        if progress is not None:
            progress(share, doing)

    return told


def _unread(project: Project, problem: NnsimError) -> Diagnosis:
    """Return what can be said of a project without its data."""
    case = Case(project, resolve(project.graph, None, project.training.rule), unread=problem)
    others = (_named(case, found.node, found.text) for found in case.resolved.errors)
    return Diagnosis(
        project, case, judge(case), wellbeing(case), tuple(dict.fromkeys((str(problem), *others)))
    )


def _steps(epochs: int, rounds: Rounds) -> int:
    """Return how many steps are to be watched at most."""
    if rounds.run is None:
        return 0
    epoch = rounds.run.batches.steps_per_epoch(rounds.run.setup.batch)
    return epochs * epoch or max(LEAST_STEPS, epoch)


def _problems(rounds: Rounds) -> tuple[str, ...]:
    case = Case(rounds.project, rounds.resolved, rounds.data)
    found = [_named(case, problem.node, problem.text) for problem in rounds.resolved.errors]
    if rounds.why_not:
        found.append(rounds.why_not)
    if rounds.diverged is not None:
        found.append(rounds.diverged.sentence())
    return tuple(dict.fromkeys(found))


def _named(case: Case, node: str | None, text: str) -> str:
    graph = case.project.graph
    if node is None or node not in graph:
        return text
    return tr("{layer}: {reason}").format(layer=graph[node].name, reason=text)


def _treated(
    found: Diagnosis, progress: Progress | None, stop: Callable[[], bool] | None, seconds: float
) -> Diagnosis:
    """Return a diagnosis with the cures of it tried."""
    treatment = Treatment()
    for treatment in treat(found.case, found.verdicts, seconds=seconds, stop=stop):
        if progress is not None:
            progress(treatment.share, tr(_CURING))
    return replace(found, treatment=treatment, interrupted=stop is not None and stop())
