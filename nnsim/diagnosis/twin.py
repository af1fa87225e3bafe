"""A twin that grows: a project trained for some steps from first weights, and measured on the way."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace

import numpy as np

from nnsim.base.pieces import Pieces
from nnsim.data.prepared import Prepared
from nnsim.diagnosis.arm import Arm
from nnsim.diagnosis.score import constant_score, measure_of, score_of
from nnsim.diagnosis.spread import spread_over
from nnsim.document.project import Project
from nnsim.document.resolve import Resolved
from nnsim.training.divergence import DivergedError
from nnsim.training.evaluator import Answers, Part
from nnsim.training.quantities import GRADIENT
from nnsim.training.run import Run

LOOKS = 20
"""How often a twin is measured, beside its first weights."""
PIECE = 0.004
"""Seconds that a piece of work takes about."""
JUDGED, SEEN = 2000, 500
"""Examples of the validation and of the training part that are measured at most, spread evenly over them."""


@dataclass(frozen=True, eq=False)
class Ground:
    """What a project is and means: itself, its examples, and its drawing on these."""

    project: Project
    data: Prepared
    resolved: Resolved

    @property
    def batch(self) -> int:
        """Examples of a batch."""
        return self.project.training.batch_of(len(self.data.train))

    @property
    def steps_per_epoch(self) -> int:
        """Batches that make an epoch."""
        return max(1, -(-len(self.data.train) // max(1, self.batch)))

    @property
    def own_steps(self) -> int | None:
        """Steps after which it ends by itself; None where it goes on."""
        epochs = self.project.training.epochs
        return epochs * self.steps_per_epoch if epochs else None


class Twin:
    """One twin, and what it has come to so far.

    Parameters
    ----------
    ground
        What is trained.
    seed
        Of the training.
    steps
        How far; less where the run ends by itself.
    """

    def __init__(self, ground: Ground, seed: int, steps: int) -> None:
        self.ground = ground
        self.seed = seed
        own = ground.own_steps
        self.steps = steps if own is None else min(steps, own)
        self.done = 0
        self.stepping, self.looking = 0.0, 0.0
        """Seconds that steps took, without the first, which is compiled, and looks."""
        self._first = 0
        """Steps that are not counted in that."""
        self._looks: list[tuple[float, float, float, float]] = []
        self._row: np.ndarray | None = None
        self._places: list[tuple[str, int]] = []
        self._diverged = False
        self._stopped = False
        data = ground.data
        self._train = spread_over(data.train, SEEN)
        self._judged = spread_over(data.validation if len(data.validation) else data.train, JUDGED)

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return min(1.0, self.done / max(1, self.steps))

    @property
    def looked(self) -> int:
        """How often it was measured so far."""
        return len(self._looks)

    def growing(self) -> Pieces[Arm]:
        """Train and measure, a piece of some milliseconds at a time.

        Raises NnsimError when the network cannot run on the data.
        """
        ground = self.ground
        run = Run(ground.resolved, replace(ground.project.training, seed=self.seed), ground.data)
        columns = run.unreported.columns
        self._places = [(layer.name, at) for layer in columns.layers if (at := GRADIENT.column(layer)) >= 0]
        yield
        parts = self._parts(run)
        yield from self._look(run, *parts)
        for at in np.unique(np.linspace(0, self.steps, LOOKS + 1).round().astype(int))[1:].tolist():
            try:
                yield from self._train_to(run, at)
            except DivergedError as error:
                self._diverged = True
                self._read(run)
                self._looks.append((error.step, math.nan, math.nan, math.nan))
                break
            if run.step > self._looks[-1][0] or _is_over(run):
                yield from self._look(run, *parts)
            if _is_over(run):
                self._stopped = run.watch.stopped is not None
                break
        self.done = self.steps
        return self.arm()

    def _parts(self, run: Run) -> tuple[Part, Part]:
        judged = Part(run.network, run.prepared, self._judged)
        return Part(run.network, run.prepared, self._train), judged

    def _train_to(self, run: Run, at: int) -> Pieces[None]:
        chunk = 1
        while run.step < at and not _is_over(run):
            started = time.perf_counter()
            taken = run.advance(min(chunk, at - run.step))
            if not self._read(run) and not taken:
                return
            spent = time.perf_counter() - started
            if self._first:
                self.stepping += spent
            else:
                self._first = run.step
            chunk = (
                min(2 * chunk, 1 << 16)
                if spent < PIECE / 2
                else max(1, chunk // 2)
                if spent > PIECE
                else chunk
            )
            self.done = run.step
            yield

    def _read(self, run: Run) -> bool:
        """Keep what was reported last; return whether anything was."""
        rows = run.take_points().rows
        if len(rows):
            self._row = rows[-1]
        return bool(len(rows))

    @property
    def seconds(self) -> float:
        """How long the whole of it takes about, from what it took so far."""
        step = self.stepping / max(1, self.done - self._first)
        return self.steps * step + (LOOKS + 1) * self.looking / max(1, len(self._looks))

    def _look(self, run: Run, train: Part, judged: Part) -> Pieces[None]:
        answers = yield from self._asked(train)
        train_loss = answers.loss()
        answers = yield from self._asked(judged)
        val_loss = answers.loss() if len(run.prepared.validation) else math.nan
        with np.errstate(all="ignore"):
            self._looks.append((run.step, train_loss, val_loss, score_of(answers).value))

    def _asked(self, part: Part) -> Pieces[Answers]:
        asking = part.asking()
        while True:
            started = time.perf_counter()
            try:
                next(asking)
            except StopIteration as done:
                answers: Answers = done.value
                return answers
            finally:
                self.looking += time.perf_counter() - started
            yield

    def arm(self) -> Arm:
        """Return what it has come to so far."""
        data = self.ground.data
        looks = np.array(self._looks, np.float64).reshape(-1, 4)
        row = self._row
        return Arm(
            seed=self.seed,
            steps=looks[:, 0].astype(np.int64),
            train_loss=looks[:, 1],
            val_loss=looks[:, 2],
            scores=looks[:, 3],
            gradients=() if row is None else tuple((name, float(row[at])) for name, at in self._places),
            what=measure_of(self._judged.targets, data.classes),
            diverged=self._diverged,
            stopped=self._stopped,
            constant=constant_score(data.train.targets, self._judged.targets, data.classes),
            rows=len(self._judged),
        )


def _is_over(run: Run) -> bool:
    return run.finished or run.watch.stopped is not None or bool(run.watch.done)
