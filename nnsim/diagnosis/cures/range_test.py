"""A learning rate found by a range test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_training
from nnsim.diagnosis.numerals import short
from nnsim.diagnosis.spread import spread_over
from nnsim.engine.schedules.constant import ConstantRate
from nnsim.training.divergence import DivergedError
from nnsim.training.evaluator import Part
from nnsim.training.run import Run

LOW, HIGH = 1e-6, 10.0
"""Rates between which it looks."""
MOST, FEWEST = 84, 28
"""Steps of the test."""
WORK = 4e9
"""Parameters times examples that go through the test, about: large networks are tested in fewer steps, and those that
would get too few in none, for the test is one piece of work."""
BROKEN = 4.0
"""The test ends where the loss is so many times the first."""
SEEN = 128
"""Examples whose loss tells how it goes."""
LEAST_FALL = 0.99
"""The loss has to fall to this share of the first for a rate to be found."""
DIVISORS = (10, 3, 30)
"""The rate at which the loss is least is divided by these."""


@cures.register
class RangeTest(Cure):
    """The rate grows from step to step, and what the loss does tells which one is right."""

    key = "range_test"
    title = mark("A learning rate by a range test")
    summary = mark(
        "Lets the learning rate grow from step to step on a copy, and takes one below that at which the loss was"
        " least, where it still falls steeply (Smith 2017)."
    )
    begins_anew = False
    takes_steps = True

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        if case.data is None or not case.resolved.can_train or not case.training.rule.uses_optimizer:
            return
        found = tested(case)
        seen = [case.training.learning_rate]
        for rate in found:
            if any(other > 0 and 0.75 < rate / other < 1.35 for other in seen):
                continue
            seen.append(rate)
            label = tr("Set the learning rate to {rate}, found by a range test").format(rate=short(rate))
            yield on_training(self.key, label, learning_rate=rate)


def tested(case: Case) -> tuple[float, ...]:
    """Return rates for a case, the likeliest first; none where the loss falls at no rate.

    What would be below the rates of the test was not tested: that is so where there is next to no gradient.
    """
    rates, losses = _sweep(case)
    if len(losses) < 5:
        return ()
    least = int(losses.argmin())
    if least == 0 or not losses[least] < LEAST_FALL * losses[0]:
        return ()
    found = (float(f"{rates[least] / divisor:.1g}") for divisor in DIVISORS)
    return tuple(rate for rate in found if rate >= LOW)


def _sweep(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Return rates, and the loss of the same examples after a step with each, up to where it breaks.

    The loss of the batches would do without more work, and be least where a batch happens to be easy.
    """
    assert case.data is not None
    training = replace(
        case.training, schedule=ConstantRate(), warm_up=0.0, patience=0, epochs=0, learning_rate=LOW
    )
    batch = training.batch_of(len(case.data.train))
    count = int(min(MOST, WORK / max(1, case.structure.parameters * (batch + SEEN))))
    rates = np.geomspace(LOW, HIGH, count if count >= FEWEST else 0)
    losses: list[float] = []
    try:
        run = Run(case.resolved, training, case.data)
        part = Part(run.network, case.data, spread_over(case.data.train, SEEN))
        for rate in rates.tolist():
            run.retune(replace(training, learning_rate=rate))
            run.advance(1)
            run.take_points()
            with np.errstate(all="ignore"):
                loss = part.ask().loss()
            if not loss <= BROKEN * max(losses[:1], default=loss):
                break
            losses.append(loss)
    except (DivergedError, NnsimError):
        # So far it went: what was seen before tells enough, or nothing does.
        pass
    return rates[: len(losses)], np.array(losses)
