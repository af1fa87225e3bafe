"""What was tried: a cure beside the network as it is, and all that was tried for a case."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnsim.diagnosis.arm import Arm
from nnsim.diagnosis.cure import Prescription
from nnsim.document.project import Project

MOST_GIVEN_UP = 0.03
"""Score that is given up at most for the simpler or likelier of two cures, however little is told from few examples."""


@dataclass(frozen=True, eq=False)
class Trial:
    """A cure, or several together, beside the network as it is.

    Attributes
    ----------
    illness
        Key of what it is to cure.
    prescriptions
        What was tried, in the order in which it is applied; more than one is a combination.
    label
        What it does, as the text of a button, translated.
    edits
        What it changes in the project, each in words, translated.
    project
        The project with the cure.
    begins_anew
        Whether training has to begin anew with it.
    sick, cured
        Twins of each seed, as it is and with the cure; as far as they were trained.
    share
        How much of the work is done, 0 to 1.
    seconds
        How long it took so far.
    helped
        Whether it helps: better on the validation part at every seed, by more than chance makes of it. False until the
        work is done.
    why_not
        Why it was not tried, or could not be, a sentence; empty where it was.
    note
        What there is to know before it is accepted, a sentence, such as that it cannot be judged beside the network
        as it is; empty: nothing.
    """

    illness: str
    prescriptions: tuple[Prescription, ...]
    label: str
    edits: tuple[str, ...]
    project: Project
    begins_anew: bool = True
    sick: tuple[Arm, ...] = ()
    cured: tuple[Arm, ...] = ()
    share: float = 0.0
    seconds: float = 0.0
    helped: bool = False
    why_not: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        """Keys of its cures, joined by a plus."""
        return "+".join(p.cure for p in self.prescriptions)

    @property
    def end(self) -> float:
        """The score that its cured twins ended with, the mean; minus infinity where there are none, or one diverged."""
        return sum(arm.end for arm in self.cured) / len(self.cured) if self.cured else float("-inf")

    def betters(self, other: Trial) -> bool:
        """Return whether its twins end better than those of `other` at every seed, by more than chance makes of it."""
        pairs = zip(self.cured, other.cured, strict=False)
        return self is not other and all(mine.is_better_than(its, same_loss=False) for mine, its in pairs)

    @property
    def is_judged(self) -> bool:
        """Whether its twins are laid beside those of the network as it is: not where the validation part is another."""
        return not self.note


@dataclass(frozen=True, eq=False)
class Treatment:
    """Everything that was tried for a case so far; frozen, and replaced by the next while the work goes on.

    Attributes
    ----------
    trials
        In the order in which they are tried; those that wait have a share of 0.
    share
        How much of all the work is done, 0 to 1.
    finished
        Whether nothing more is tried.
    left_seconds
        How long what is left takes about, as far as it is known by now.
    """

    trials: tuple[Trial, ...] = field(default=())
    share: float = 0.0
    finished: bool = False
    left_seconds: float = float("nan")

    @property
    def best(self) -> Trial | None:
        """The trial that helped most; None while none did.

        Of trials that it betters by no more than chance, and by little, the simplest, then the first: what is likeliest.
        """
        helped = [trial for trial in self.trials if trial.helped]
        if not helped:
            return None
        most = max(helped, key=lambda trial: trial.end)
        alike = [t for t in helped if t.end >= most.end - MOST_GIVEN_UP and not most.betters(t)]
        return min(alike, key=lambda t: len(t.prescriptions))
