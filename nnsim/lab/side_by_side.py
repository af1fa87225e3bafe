"""Twins trained side by side from the same seeds: what they learn, and the gradients they begin with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnsim.base.text import tr
from nnsim.engine.metrics.accuracy import Accuracy
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, Figure, Line, Plot
from nnsim.lab.claim import Claim, Finding, Within
from nnsim.lab.experiment import Experiment, Found, Member
from nnsim.lab.pictures import Pictures
from nnsim.lab.running import Begun
from nnsim.training.divergence import DivergedError
from nnsim.training.evaluator import Part
from nnsim.training.quantities import GRADIENT
from nnsim.training.run import Run

STOPS = 11
"""Times the accuracy is measured where training is counted in steps."""


@dataclass(frozen=True, eq=False)
class Course:
    """How one training went.

    Attributes
    ----------
    steps
        When its accuracy was measured: before training, after every epoch or at equal distances, (stops,).
    accuracy
        On the validation part, (stops,).
    gradients
        ‖∂L/∂W‖ of every dense layer at the first step, (layers,).
    """

    steps: Array
    accuracy: Array
    gradients: Array

    @property
    def fading(self) -> float:
        """Gradient of the first layer over that of the last."""
        return float(self.gradients[0] / self.gradients[-1])


class SideBySide(Experiment):
    """Twins that differ in a remedy, trained from the same seeds on the same data.

    A subclass says which they are (`family`) and what should come out: one number a member in each claim.
    """

    seeds: ClassVar[int] = 20
    epochs: ClassVar[int] = 20
    """So long each is trained; 0: so many steps."""
    steps: ClassVar[int] = 0

    def accuracy(self, pictures: Pictures) -> Claim:
        """Return what is claimed of the validation accuracies after the last epoch, medians."""
        raise NotImplementedError

    def fading(self, pictures: Pictures) -> Claim | None:
        """Return what is claimed of ‖∂L/∂W‖ of the first layer over the last before training, medians."""
        return None

    def ours(self, words: str, expected: tuple[float, ...], within: Within) -> Claim:
        """Return what came out when we measured it beforehand, medians; `words` are marked for translation."""
        return Claim(words, expected, within, self.source, self.seeds, own=True)

    def run(self, seed: int, pictures: Pictures) -> Iterator[Found]:
        family = self.family(pictures)
        begun = [Begun(member.project) for member in family]
        courses: list[list[Course]] = [[] for _ in family]
        for done in range(self.seeds * len(family)):
            k, i = divmod(done, len(family))
            member = family[i]
            learned = None if member.learned is None else member.learned(seed + k)
            run = begun[i].at(seed + k, learned)
            courses[i].append(learn(run, self._stops(run)))
            findings = self._findings(courses, pictures) if all(courses) else ()
            share = (done + 1) / (self.seeds * len(family))
            yield Found(share, findings, self._figure(family, courses, seed))

    def plots(self, family: tuple[Member, ...], courses: list[list[Course]]) -> tuple[Plot, ...]:
        """Return what is drawn: here the accuracy while they learn, and the gradients they begin with.

        Of the last members there may be no course yet.
        """
        return (
            Plot(
                Axis(tr("Steps") if self.steps else tr("Epoch")),
                Axis(tr("Validation accuracy"), range=(0.0, 1.0)),
                bands(family, [(self._times(of_one), [c.accuracy for c in of_one]) for of_one in courses]),
            ),
            Plot(
                Axis(tr("Layer")),
                Axis(tr("‖∂L/∂W‖ at the first step"), log=True),
                bands(family, [(_depths(of_one), [c.gradients for c in of_one]) for of_one in courses]),
                legend=False,
            ),
        )

    def _stops(self, run: Run) -> Array:
        """Return the steps at which the accuracy of a run is measured."""
        if self.steps:
            return np.linspace(0, self.steps, STOPS, dtype=np.int64)
        return np.arange(self.epochs + 1) * -(-run.batches.count // run.setup.batch)

    def _times(self, courses: list[Course]) -> Array:
        return courses[0].steps if self.steps and courses else np.arange(self.epochs + 1)

    def _findings(self, courses: list[list[Course]], pictures: Pictures) -> tuple[Finding, ...]:
        medians = (float(np.median([c.accuracy[-1] for c in of_one])) for of_one in courses)
        found = [Finding(self.accuracy(pictures), tuple(medians))]
        fading = self.fading(pictures)
        if fading is not None:
            medians = (float(np.median([c.fading for c in of_one])) for of_one in courses)
            found.append(Finding(fading, tuple(medians)))
        return tuple(found)

    def _figure(self, family: tuple[Member, ...], courses: list[list[Course]], seed: int) -> Figure:
        caption = tr("{source} · {data} · seeds {first}–{last}, median and middle half").format(
            source=self.source,
            data=tr(family[0].project.data.source.title),
            first=seed,
            last=seed + len(courses[0]) - 1,
        )
        return Figure(tr(self.title), caption, self.plots(family, courses))


def learn(run: Run, stops: Array) -> Course:
    """Train up to the last of `stops` (steps, the first 0), and measure the accuracy at each.

    What diverges has learned what it knew at its last checkpoint, and learns no more.
    """
    accuracy = np.full(len(stops), validation_accuracy(run))
    gradients, place = np.full(1, np.nan), 0
    try:
        run.advance(1)
        gradients = _first_gradients(run)
        for place in range(1, len(stops)):
            advance_to(run, int(stops[place]))
            accuracy[place] = validation_accuracy(run)
    except DivergedError:
        accuracy[place:] = validation_accuracy(run)
    return Course(stops, accuracy, gradients)


def advance_to(run: Run, step: int) -> None:
    """Train up to a step; raises DivergedError."""
    while run.step < step:
        run.advance(step - run.step)
        run.take_points()


def validation_accuracy(run: Run) -> float:
    """Return the share of the validation part that is told right."""
    answers = Part(run.network, run.prepared, run.prepared.validation).ask()
    [(_, share)] = answers.measure([Accuracy()])
    return float(share)


def _first_gradients(run: Run) -> Array:
    """Return ‖∂L/∂W‖ of the dense layers, by depth."""
    dense = {s.id for s in run.network.stages if s.layer.fully_connected}
    row = run.take_points().rows[0]
    places = [GRADIENT.column(layer) for layer in run.unreported.columns.layers if layer.node in dense]
    return np.asarray(row[places], np.float64)


def _depths(courses: list[Course]) -> Array:
    return np.arange(1, len(courses[0].gradients) + 1 if courses else 1)


def bands(family: tuple[Member, ...], curves: list[tuple[Array, list[Array]]]) -> tuple[Line, ...]:
    """Return the median of the rows of every member over its x, with their middle half; of those that have rows."""
    lines = []
    for i, (member, (x, rows)) in enumerate(zip(family, curves, strict=True)):
        if not rows:
            continue
        low, middle, high = np.quantile(np.array(rows), (0.25, 0.5, 0.75), axis=0)
        colour, style = palette.SERIES[i % len(palette.SERIES)], palette.STYLES[i % len(palette.STYLES)]
        lines.append(Line(member.name, x, middle, colour, low, high, style))
    return tuple(lines)
