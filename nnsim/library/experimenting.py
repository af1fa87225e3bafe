"""Experiments from Python."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from nnsim.base.errors import NnsimError
from nnsim.base.seeds import MOST_FIRST_SEED
from nnsim.base.text import tr
from nnsim.lab import experiment as lab
from nnsim.lab.outcome import Outcome, perform
from nnsim.lab.pictures import mnist_pictures, remembered_pictures
from nnsim.library.whole import whole


def experiments() -> dict[str, str]:
    """Return the names of all experiments with what each shows, for `experiment`."""
    return {kind.key: tr(kind.summary) for kind in lab.experiments}


def experiment(name: str, seed: int = 0, *, mnist: str | PathLike[str] | None = None) -> Outcome:
    """Measure a published result again and return what came out; ``experiments()`` has the names::

        outcome = experiment("xavier_or_he")
        outcome.holds  # whether everything agrees with what is claimed
        outcome.record()  # claim, expected, measured, tolerance, holds, seconds
        outcome.csv()  # the numbers of its figure

    Parameters
    ----------
    seed
        Of the first network; where numbers are medians of several, the others follow it.
    mnist
        A file of MNIST, IDX or NPZ, for experiments about it. By default the one that was opened before in
        the window or by ``nnsim experiment --mnist``; where there is none they run on the digits that come
        with the program, and are compared with numbers of our own.

    Raises
    ------
    NnsimError
        When there is no such experiment, the seed cannot be, or MNIST cannot be read.
    """
    kind = lab.experiments[name]
    number = whole("seed", seed)
    if not 0 <= number <= MOST_FIRST_SEED:
        raise NnsimError(
            tr("{name} must be from 0 to {most}.").format(name="seed", most=f"{MOST_FIRST_SEED:,}")
        )
    pictures = remembered_pictures() if mnist is None else mnist_pictures(Path(mnist))
    return perform(kind(), number, pictures)
