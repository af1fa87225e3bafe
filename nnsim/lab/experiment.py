"""The contract of experiments: a published result, measured again by this engine while one watches.

An experiment is one file in `nnsim/lab/experiments/`. The Gradient lab, `nnsim experiment`, `nnsim.library` and
`make science` use the same definition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark, tr
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.figures.figure import Figure
from nnsim.lab.claim import Finding
from nnsim.lab.pictures import Pictures


@dataclass(frozen=True)
class Member:
    """A member of the family of networks that an experiment is about.

    Attributes
    ----------
    name
        What it is called beside the others, translated.
    project
        What opens on the canvas; the experiment measures this very network, at the seed it says.
    learned
        Works out what it begins with at a seed, where that is not drawn: weights of another training. It
        takes a moment, and raises NnsimError when it cannot be.
    """

    name: str
    project: Project
    learned: Callable[[int], Learned] | None = None


@dataclass(frozen=True, eq=False)
class Found:
    """What an experiment has found so far: a whole value, shown as it is and left as it is when it is cancelled.

    Attributes
    ----------
    share
        Of the work that is done, 0 to 1. Less than 1: unfinished.
    findings
        What can be said so far, the headline first; empty while there is nothing to judge.
    figure
        What can be drawn so far; None while there is nothing.
    """

    share: float
    findings: tuple[Finding, ...] = ()
    figure: Figure | None = None

    @property
    def finished(self) -> bool:
        """Whether all of it was done."""
        return self.share >= 1.0

    @property
    def holds(self) -> bool:
        """Whether it is finished and everything that was found agrees with what is claimed."""
        return self.finished and all(finding.holds for finding in self.findings)

    def sentence(self) -> str:
        """Return what came out in words, translated; says so where it is unfinished."""
        if not self.finished:
            return tr("Unfinished: {share} % of the work was done.").format(share=f"{100 * self.share:.0f}")
        return " ".join(finding.sentence() for finding in self.findings[:1])

    def marked(self) -> Found:
        """Return it with a figure that says so where it is unfinished."""
        if self.finished or self.figure is None:
            return self
        title = tr("{title} (unfinished)").format(title=self.figure.title)
        return replace(self, figure=replace(self.figure, title=title))


class Experiment(Part):
    """One experiment; its fields, if it has any, are its settings.

    ``title`` is its name, ``summary`` says in two sentences what it shows, ``source`` who published it.
    """

    needs_pictures: ClassVar[bool] = False
    """True where it is about MNIST: without it, it runs on our own digits, and compares with our own numbers."""

    def family(self, pictures: Pictures) -> tuple[Member, ...]:
        """Return the networks it is about: one, or twins that are to be compared. Empty: it is about no network."""
        return ()

    def behind(self, x: float, y: float, pictures: Pictures) -> Member | None:
        """Return the network behind a place of the first plot of its figure, in the units of its axes.

        None where there is none; for experiments whose figure is a map of many networks.
        """
        return None

    def run(self, seed: int, pictures: Pictures) -> Iterator[Found]:
        """Do the work; yield everything found so far whenever there is more to see, and at last all of it.

        Parameters
        ----------
        seed
            Of the first network; where numbers are medians of several, the others follow it.
        pictures
            The handwritten digits to run on, for those that need some.

        Raises
        ------
        NnsimError
            When it cannot be done.
        """
        raise NotImplementedError


experiments: Registry[Experiment] = Registry(Experiment, "nnsim.lab.experiments", mark("experiment"))
