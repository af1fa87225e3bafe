"""The contract of animals: one structure of the chart, with its project, its criterion and its picture.

An animal is one file in `nnsim/zoo/animals/`. The place *Zoo*, `nnsim zoo` and `nnsim.library` use the same
definition; what it trains is the very project that opens on the canvas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark
from nnsim.document.pace import EPOCHS, Pace
from nnsim.document.project import Project
from nnsim.document.storage import Opened
from nnsim.figures.figure import Figure
from nnsim.lab.claim import Claim, Finding
from nnsim.lab.experiment import Found, Member
from nnsim.lab.running import begin
from nnsim.training.run import Run
from nnsim.training.scene import Scene, scene_of
from nnsim.zoo.family import Family
from nnsim.zoo.raising import raising

_TRAINING = 0.95
"""Share of the work that training is; the rest is measuring what came of it."""


_WATCHED = 6.0
"""Seconds."""


@dataclass(frozen=True)
class Try:
    """Something to try with an animal: a change of its project, done by one click.

    Attributes
    ----------
    words
        What to do and what to look for, marked for translation.
    change
        Makes the changed project of the present one.
    """

    words: str
    change: Callable[[Project], Project]


@dataclass(frozen=True, eq=False)
class Raised(Found):
    """How far an animal has come: findings, figure and share of the work as of any experiment.

    Attributes
    ----------
    opened
        Its project with what it has learned; None before the end.
    notes
        What else was measured, in whole sentences, translated: nothing that has to be reached.
    """

    opened: Opened | None = None
    notes: tuple[str, ...] = ()


class Animal(Part):
    """One animal; its fields, if it has any, are its settings.

    ``key`` is its short name in the chart in small letters, ``title`` its name, ``summary`` says in four
    sentences what it is, ``source`` who described it, with the year.
    """

    family: ClassVar[Family]
    claim: ClassVar[Claim]
    """What it must reach; where that is several things, there are findings of other claims behind that of this one."""
    tries: ClassVar[tuple[Try, ...]] = ()
    """What to try with it."""

    touch: ClassVar[str] = ""
    """What a click on the first plot of its portrait does, marked for translation; empty: nothing."""

    @classmethod
    def short(cls) -> str:
        """Return its short name as the chart writes it."""
        return cls.key.upper()

    def project(self) -> Project:
        """Return the project it is: it opens on the canvas, and ends by itself (`TrainingSettings.epochs`, `Rule.done`)."""
        raise NotImplementedError

    def beside(self) -> tuple[Member, ...]:
        """Return other networks that are worth a look beside it, such as the plain twin of a remedy."""
        return ()

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        """Judge a network of this kind at one moment; the first finding is of `claim`.

        Nothing where one network cannot be judged by itself: then `raise_from` judges. Seconds at most; as of
        `portrait`, the network may be one that somebody has changed.
        """
        return ()

    def notes(self, scene: Scene) -> tuple[str, ...]:
        """Return what else is to be said of it, in whole sentences, translated; as costly as `findings` at most."""
        return ()

    def portrait(self, scene: Scene) -> Figure | None:
        """Draw what a network of this kind has learned at one moment; also one that somebody has changed.

        None, or NnsimError with a sentence, where the network is no longer one of this kind. It is drawn while the
        network trains: some tens of milliseconds at most.
        """
        raise NotImplementedError

    def touched(self, project: Project, x: float, y: float) -> Project | None:
        """Return what becomes of `project` by a click on the first plot of its portrait, in the units of its axes.

        None where a click there means nothing, or the project is no longer one of this kind.
        """
        return None

    def raise_from(self, seed: int) -> Iterator[Raised]:
        """Train it from a seed and judge it; yield how far it has come several times a second, at last all of it.

        Animals whose criterion is about more than one run do here what it needs; `opened` is one of these runs.

        Raises
        ------
        NnsimError
            When it cannot be done.
        DivergedError
            When a loss has grown beyond all bounds.
        """
        project = seeded(self.project(), seed)
        run = begin(project)
        scene = scene_of(run)
        for share in raising(run):
            yield Raised(_TRAINING * share, figure=self.portrait(scene_of(run, scene)))
        yield self.judged(project, run)

    def judged(self, project: Project, run: Run, *more: Finding) -> Raised:
        """Return what came of `run`, a run of `project` that has come to its end.

        Parameters
        ----------
        more
            Findings of several runs, or of the way there; they stand before those of `findings`.
        """
        scene = scene_of(run)
        found = (*more, *self.findings(scene))
        return Raised(1.0, found, self.portrait(scene), Opened(project, run.learned()), self.notes(scene))


def to_be_watched(project: Project) -> Project:
    """Return `project` at a pace at which its epochs take some seconds, for those who want to see it learn."""
    epochs = project.training.epochs
    if epochs < 2 or not project.pace.is_unlimited:
        return project
    wanted = Pace(epochs / _WATCHED, EPOCHS)
    return replace(project, pace=wanted.offered[wanted.place])


def seeded(project: Project, seed: int) -> Project:
    """Return `project` with another seed of the training."""
    return replace(project, training=replace(project.training, seed=seed))


animals: Registry[Animal] = Registry(Animal, "nnsim.zoo.animals", mark("animal"))
"""All animals, in the order of the chart."""
