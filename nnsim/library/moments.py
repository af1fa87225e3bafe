"""Moments of a training from Python: what was kept, and every step between."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import overload

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.prepare import prepare
from nnsim.data.prepared import Prepared
from nnsim.document.kept import Kept
from nnsim.document.moment import Moment
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.library.other_walk import OtherWalkWarning
from nnsim.library.trained import Trained
from nnsim.library.whole import whole
from nnsim.training.divergence import DivergedError
from nnsim.training.run import Run
from nnsim.training.walks_taken import OtherWalk, taken_otherwise


class Moments(Sequence[Trained]):
    """Moments of one training in the order of their steps; each is made a network when it is asked for.

    ``moments[-1].weights`` are those of the last one, ``moments.at(120)`` is any step between.

    Attributes
    ----------
    steps
        The steps of the moments.
    kept
        What is kept, see `nnsim.document.kept`.
    """

    def __init__(
        self,
        project: Project,
        kept: Sequence[Kept],
        *,
        began: Kept | None = None,
        start: Moment | None = None,
        prepared: Prepared | None = None,
    ) -> None:
        self.kept = tuple(kept)
        self.steps = tuple(k.step for k in self.kept)
        self._project = project
        self._start = start
        self._given = prepared
        self._has_told = False
        self._walked_from = self.kept if began is None or began.step in self.steps else (began, *self.kept)

    def __len__(self) -> int:
        return len(self.kept)

    @overload
    def __getitem__(self, place: int) -> Trained: ...

    @overload
    def __getitem__(self, place: slice) -> Moments: ...

    def __getitem__(self, place: int | slice) -> Trained | Moments:
        if isinstance(place, slice):
            chosen = self.kept[place]
            return Moments(self._project, chosen, start=self._start, prepared=self._given)
        return self._trained(self.kept[place], self.kept[place].step)

    def __iter__(self) -> Iterator[Trained]:
        return (self._trained(kept, kept.step) for kept in self.kept)

    def __repr__(self) -> str:
        ends = f" from step {self.steps[0]} to {self.steps[-1]}" if self.steps else ""
        return f"<{len(self)} moments{ends}>"

    def at(self, step: int) -> Trained:
        """Return the network as it stood at `step`, bit for bit.

        It is trained there from the newest moment before, so that the more moments are kept, the less time
        this takes. Where another walk took these steps first, they may differ by rounding from what they were; an
        `OtherWalkWarning` says so.

        Raises
        ------
        NnsimError
            When training did not come there, or no longer can be followed there, or `step` is no step.
        """
        step = whole("step", step)
        before = [kept for kept in self._walked_from if kept.step <= step]
        last = self._walked_from[-1].step if self._walked_from else -1
        if not before or step > last:
            raise NnsimError(self._why_not(step))
        kept = before[-1]
        if kept.reaches(step) != step:
            raise NnsimError(
                tr("Step {step} cannot be reached any more. The nearest before it is {nearest}.").format(
                    step=f"{step:,}", nearest=f"{kept.reaches(step):,}"
                )
            )
        return self._trained(kept, step)

    def _why_not(self, step: int) -> str:
        if not self._walked_from:
            return tr("No moments were kept. Train with keep=20, or nnsim train --keep 20.")
        return tr("There is no step {step} here. Choose one from {first} to {last}.").format(
            step=f"{step:,}",
            first=f"{self._walked_from[0].step:,}",
            last=f"{self._walked_from[-1].step:,}",
        )

    @cached_property
    def _prepared(self) -> Prepared:
        return self._given or prepare(self._project.data)

    def _trained(self, kept: Kept, step: int) -> Trained:
        """Return what training from `kept` to `step` comes to."""
        project = replace(self._project, training=kept.training)
        resolved = resolve(project.graph, self._prepared, project.training.rule)
        run = Run(resolved, project.training, self._prepared)
        run.start = self._start
        run.go_to(kept.moment)
        self._say_other_walk(run, step)
        try:
            while run.step < step:
                if not run.advance(step - run.step):
                    run.take_points()
        except DivergedError as error:
            raise NnsimError(error.sentence()) from error
        return Trained(project, run.learned(), run.network.weights(), run.prepared, run.network)

    def _say_other_walk(self, run: Run, step: int) -> None:
        """Say it, once, where the steps up to `step` are not taken as they were first."""
        if step == run.step or self._has_told:
            return
        before = taken_otherwise(self._walked_from[-1].moment, run.step, step, run.walk)
        if before:
            self._has_told = True
            other = OtherWalk(run.step, before, run.walk, run.why_numpy)
            warnings.warn(other.once_more(), OtherWalkWarning, stacklevel=4)
