"""Where one stands in the walk of a learning rule, with Adaline beside it."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from nnsim.lab.learning_board import ORIGIN, LearningBoard, PerceptronWalk, adaline
from nnsim.lab.teacher import Taught


class Walking:
    """A board, its walks, and the step that is looked at.

    Attributes
    ----------
    board
        What is taught; another board begins a walk of its own.
    step
        Examples that were shown, where one looks.
    furthest
        The same, where one has been.
    """

    def __init__(self, board: LearningBoard) -> None:
        self.board = board
        self.step = self.furthest = 0

    @cached_property
    def _walk(self) -> PerceptronWalk:
        return PerceptronWalk(self.board)

    @cached_property
    def _beside(self) -> PerceptronWalk:
        return adaline(self.board)

    @property
    def state(self) -> Taught:
        """Where the perceptron rule stands."""
        return self._walk[self.step]

    @property
    def beside(self) -> Taught:
        """Where Adaline stands after as many examples."""
        return self._beside[self.step]

    @property
    def is_over(self) -> bool:
        """Whether the perceptron rule has nothing left to correct."""
        return self._walk.is_over(self.state)

    def go_to(self, step: int) -> None:
        """Look at a step that was reached already, or at the next ones."""
        self.step = max(step, 0)
        self.furthest = max(self.furthest, self.step)

    def to_mistake(self) -> None:
        """Go on to the next correction."""
        self.go_to(self._walk.next_mistake(self.step))

    def use(self, board: LearningBoard) -> None:
        """Teach other points, or from other weights, from the beginning."""
        self.board = board
        self.step = self.furthest = 0
        for name in ("_walk", "_beside"):
            self.__dict__.pop(name, None)

    def changed(self, board: LearningBoard) -> None:
        """Go on from the line as it is with what a person changed: mistakes are counted anew."""
        self.use(replace(board, start=board.start if board.start != self.board.start else self.state.line))

    def restart(self) -> None:
        """Begin anew, at weights of 0."""
        self.use(replace(self.board, start=ORIGIN))

    def wrong_so_far(self, *, adaline: bool) -> tuple[list[int], list[int]]:
        """Return how many examples were wrong at every step up to here: perceptron and, if wanted, Adaline."""
        steps = range(self.step + 1)
        beside = [self._beside[k].wrong for k in steps] if adaline else []
        return [self._walk[k].wrong for k in steps], beside
