"""What makers give: a sick project with its healthy twin, or a healthy one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Literal

from nnsim.document.project import Project
from tests.benchmarks.doctor import healthy as healthy_kinds
from tests.benchmarks.doctor import makers as sick_kinds
from tests.benchmarks.doctor.draw import Draw
from tests.benchmarks.doctor.followed import Trained

Shown = Literal["score", "loss", "proof", "built"]


def _always(sick: Trained, healthy: Trained) -> bool:
    del sick, healthy
    return True


@dataclass(frozen=True)
class Made:
    """A sick project, and the same without what makes it sick.

    Attributes
    ----------
    sick, healthy
        The twins; they differ in what makes the one sick, and in nothing else.
    also
        Keys of other illnesses that the sick one has by the way it was made: to name them is right as well, but does
        not count as naming the one that is meant.
    steps
        How far both are trained.
    shown
        How it is made sure that the sick one is sick: "score": it comes to clearly less on the validation part than
        its twin, which clearly beats the best constant; "loss": its validation loss is clearly higher; "proof": by
        `proof` alone, beside a twin that learns; "built": by construction, as where labels were shuffled, whatever it
        comes to.
    least
        What the twin comes to at least, as a share of the way from the best constant to being always right.
    worse
        Share of what its twin comes to that the sick one comes to at most, where scores are compared.
    proof
        What else has to be so, from weights and losses of both runs; nothing of what the doctor reads.
    by_hand
        Whether what is missing is gone from the data, so that only a person can bring it back.
    """

    sick: Project
    healthy: Project
    also: tuple[str, ...] = ()
    steps: int = 500
    shown: Shown = "score"
    least: float = 0.4
    worse: float = 0.75
    proof: Callable[[Trained, Trained], bool] = field(default=_always, compare=False)
    by_hand: bool = False


@dataclass(frozen=True)
class Well:
    """A healthy run.

    Attributes
    ----------
    project
        What is trained.
    steps
        How far.
    least
        Share of the way from the best constant answer to being always right (or R² 0 to 1) that it has to come to.
    """

    project: Project
    steps: int = 500
    least: float = 0.3


def sick_makers() -> dict[str, Callable[[Draw], Made]]:
    """Return what makes each illness, by key: one file each."""
    found: dict[str, Callable[[Draw], Made]] = _makers(sick_kinds)
    return found


def healthy_makers() -> dict[str, Callable[[Draw], Well]]:
    """Return what makes each kind of healthy run: one file each."""
    found: dict[str, Callable[[Draw], Well]] = _makers(healthy_kinds)
    return found


def _makers(package: ModuleType) -> dict[str, Any]:
    names = sorted(one.name for one in pkgutil.iter_modules(package.__path__))
    return {name: importlib.import_module(f"{package.__name__}.{name}").made for name in names}
