"""Wishes for pictures, and the answers: both cross the thread boundary."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from itertools import chain
from typing import Any, TypeVar, overload

import numpy as np

from nnsim.base.brief import brief
from nnsim.base.errors import NnsimError
from nnsim.base.pieces import Pieces, Piecework
from nnsim.base.text import tr
from nnsim.data.prepared import Prepared
from nnsim.engine.probe import Probe, Reading
from nnsim.training.picture import Asked, Picture
from nnsim.training.scene import Scene

A = TypeVar("A")
R = TypeVar("R", bound=Reading)

Wish = tuple[Asked, ...]
"""What the next snapshot should answer, each once."""

log = logging.getLogger(__name__)


def combined(wishes: Iterable[Iterable[Asked]]) -> Wish:
    """Return one wish that grants all `wishes`, first come first."""
    return tuple(dict.fromkeys(chain.from_iterable(wishes)))


@dataclass(frozen=True)
class Refusal:
    """Why there is no answer, as a sentence; `traceback` only where that is a bug."""

    text: str
    traceback: str = ""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One frozen look at a run: what was asked for, with the answers.

    Attributes
    ----------
    answers
        By request; a `Refusal` where there is none.
    seconds
        What each answer cost, by request.
    steps
        At which step an answer was taken that stands from an earlier look, by request.
    prepared
        The examples that the run has where it was looked at.
    """

    run: int
    step: int
    epoch: float
    answers: Mapping[Asked, Any] = field(default_factory=dict)
    seconds: Mapping[Asked, float] = field(default_factory=dict)
    steps: Mapping[Asked, int] = field(default_factory=dict)
    prepared: Prepared | None = None

    def step_of(self, request: Asked) -> int:
        """Return the step at which the answer to `request` was taken."""
        return self.steps.get(request, self.step)

    @property
    def is_of_one_step(self) -> bool:
        """Whether no answer stands from an earlier step."""
        return all(step == self.step for step in self.steps.values())

    def over(self, older: Snapshot, wish: Wish) -> Snapshot:
        """Return this look with the answers of an `older` one where it was not asked, as far as `wish` wants them."""
        kept = [r for r in wish if r not in self.answers and r in older.answers]
        answers = {**self.answers, **{r: older.answers[r] for r in kept}}
        seconds = {**self.seconds, **{r: older.seconds[r] for r in kept}}
        return replace(self, answers=answers, seconds=seconds, steps={r: older.step_of(r) for r in kept})

    def __repr__(self) -> str:
        return brief(self)

    @overload
    def answer(self, request: Picture[A]) -> A | None: ...
    @overload
    def answer(self, request: Probe[R]) -> R | None: ...
    def answer(self, request: Asked) -> object:
        """Return the answer to `request`; None where there is none, or it was not asked."""
        found = self.answers.get(request)
        return None if isinstance(found, Refusal) else found

    def answers_to(self, kind: type[Picture[A]]) -> list[A]:
        """Return the answers to all requests of one kind of picture, in the order they were asked."""
        found = (answer for request, answer in self.answers.items() if isinstance(request, kind))
        return [answer for answer in found if not isinstance(answer, Refusal)]

    def why_not(self, request: Asked) -> str:
        """Return the sentence why there is no answer to `request`; empty where there is, or it was not asked."""
        found = self.answers.get(request)
        return found.text if isinstance(found, Refusal) else ""

    @property
    def faults(self) -> Mapping[Asked, Refusal]:
        """The requests that met a bug."""
        return {k: v for k, v in self.answers.items() if isinstance(v, Refusal) and v.traceback}


def look(scene: Scene, wish: Iterable[Asked]) -> Snapshot:
    """Return the answers to a wish; what one request runs into takes none of the others."""
    return Piecework(looking(scene, {request: request for request in wish})).result()


def looking(scene: Scene, taken: Mapping[Asked, Asked]) -> Pieces[Snapshot]:
    """Do `look` in pieces; the scene is to stay where it is meanwhile.

    Parameters
    ----------
    taken
        What is wished for, and what is taken for it: itself, or the same with fewer points.
    """
    answers: dict[Asked, Any] = {}
    seconds: dict[Asked, float] = {}
    for request, instead in taken.items():
        answering = _answering(scene, instead)
        seconds[request] = 0.0
        while request not in answers:
            began = time.perf_counter()
            try:
                next(answering)
            except StopIteration as done:
                answers[request] = done.value
            seconds[request] += time.perf_counter() - began
            yield
    place = scene.run, scene.moment.step, scene.moment.epoch
    return Snapshot(*place, answers, seconds, prepared=scene.prepared)


def _answering(scene: Scene, request: Asked) -> Pieces[Any]:
    try:
        if isinstance(request, Probe):
            return sealed(request.take(scene.subject()))
        found = yield from request.taking(scene)
    except NnsimError as error:
        return Refusal(str(error))
    except Exception as error:
        log.exception("%r failed", request)
        return Refusal(repr(error), traceback.format_exc())
    return found if found is not None else Refusal(tr("This network has nothing of the kind."))


def sealed(answer: A) -> A:
    """Return `answer` with all its arrays made read-only, however deep they lie."""
    match answer:
        case np.ndarray():
            answer.flags.writeable = False
        case Mapping():
            for item in answer.values():
                sealed(item)
        case tuple() | list():
            for item in answer:
                sealed(item)
        case _ if is_dataclass(answer) and not isinstance(answer, type):
            for part in fields(answer):
                sealed(getattr(answer, part.name))
    return answer
