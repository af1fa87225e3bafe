"""Where a training stands: all it takes beside the arrays to go on bit for bit, as plain JSON data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.document.moment import Moment
from nnsim.engine.network import Network
from nnsim.training.batches import Batches, generator_record, generator_state
from nnsim.training.examples_taken import ExamplesTaken
from nnsim.training.guard import Guard
from nnsim.training.rate import RateInForce
from nnsim.training.walks_taken import WalksTaken
from nnsim.training.watch import Watch

_FAULTS = (KeyError, TypeError, ValueError, AttributeError, OverflowError)


@dataclass(frozen=True, eq=False)
class Position:
    """The parts of a run that have a place of their own: batch order, generators, schedule, early stopping,
    when it is measured, the walks that took its steps, and when it was given other examples.
    """

    network: Network
    batches: Batches
    rates: RateInForce
    watch: Watch
    guard: Guard
    walks: WalksTaken
    examples: ExamplesTaken

    def record(self) -> dict[str, Any]:
        """Return where they stand."""
        return {
            "batches": self.batches.state(),
            "draws": generator_record(dict(self.network.random.bit_generator.state)),
            "tallies": {key: float(value) for key, value in self.network.parameters.scalars.items()},
            "judge": self.watch.judge.state(),
            "examples": self.batches.count,
            "limit": self.guard.limit,
            "schedule": self.rates.state(),
            "stopping": self.watch.stopping.state(),
            "measured": self.watch.state(),
            **self.walks.state(),
            **self.examples.state(),
        }

    def restore(self, moment: Moment, like: Moment) -> None:
        """Let them stand where `moment` was taken, if on as many examples.

        Parameters
        ----------
        like
            The arrays of the run as they stand.

        Raises
        ------
        NnsimError
            When the place makes no sense.
        """
        place: Mapping[str, Any] = moment.place
        self.watch.begin_at(moment.step)
        self.walks.restore(moment)
        self.examples.restore(moment)
        if place.get("examples") != self.batches.count:
            return
        try:
            self.batches.restore(place["batches"])
            self.network.random.bit_generator.state = generator_state(place["draws"])
            self._restore_tallies(place)
            # Files of nnsim 0.1 have none of the others.
            if "schedule" in place:
                self.rates.restore(place["schedule"])
            if "stopping" in place:
                self.watch.stopping.restore(place["stopping"], moment.best, like)
            if "measured" in place:
                self.watch.restore(place["measured"], moment.step)
            limit = place.get("limit")
            self.guard.limit = None if limit is None else _positive(float(limit))
        except _FAULTS as error:
            raise _unreadable() from error

    def _restore_tallies(self, place: Mapping[str, Any]) -> None:
        # Files of nnsim 0.1 and 0.2 have the one tally there was beside the others of the place.
        tallies, scalars = place.get("tallies", place), self.network.parameters.scalars
        for key in scalars.keys() & tallies.keys():
            scalars[key][...] = float(tallies[key])
        if "judge" in place:
            self.watch.judge.restore(place["judge"])


def draws_of(moment: Moment) -> dict[str, Any] | None:
    """Return where the generator of layers that draw stood; None of a moment without a place.

    Raises NnsimError when the place makes no sense.
    """
    place: Mapping[str, Any] = moment.place
    if "draws" not in place:
        return None
    try:
        return generator_state(place["draws"])
    except _FAULTS as error:
        raise _unreadable() from error


def _unreadable() -> NnsimError:
    return NnsimError(tr("The place where this training stopped is not readable. Press Reset to start anew."))


def _positive(value: float) -> float:
    if not 0 < value < math.inf:
        raise ValueError(value)
    return value
