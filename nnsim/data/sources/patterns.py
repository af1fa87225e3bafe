"""Patterns of on and off, whole to learn and damaged to be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.seeds import MOST_SEED
from nnsim.base.settings import choice, integer, real, text
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset, Floats
from nnsim.data.pattern_shapes import SHAPES, drawn, drawn_patterns
from nnsim.data.source import CLASSICS, Source, sources

_SIDE = 10
MOST_DAMAGED = 2_000
"""Each is asked cell by cell when it is recalled."""
_SAMPLE = "#...#/.#.#./..#../.#.#./#...#//..#../..#../#####/..#../..#.."


@sources.register
@dataclass(frozen=True)
class Patterns(Source):
    """Patterns of cells that are −1 or 1: the whole ones train, damaged ones validate and test.

    Of every pattern there are `copies` damaged ones for validation and as many for the test, in each of which a
    share `damage` of the cells, rounded, is turned over, always the same number. Asked for is the whole pattern.
    """

    key = "patterns"
    title = mark("Patterns")
    summary = mark("Pictures of on and off: whole ones to store, damaged ones to be found back from.")
    source = "J. J. Hopfield (1982), Neural networks and physical systems with emergent collective computational abilities"
    group = CLASSICS
    shares: ClassVar[tuple[float, float] | None] = (0.0, 0.0)
    order = 460

    kind: str = choice(
        "shapes",
        ("shapes", mark("drawn shapes")),
        ("random", mark("by chance")),
        ("own", mark("your own drawing")),
        label=mark("Patterns"),
    )
    count: int = integer(
        5,
        low=1,
        high=200,
        usual=(1, 30),
        label=mark("How many"),
        help=mark("How many patterns of 10 × 10 cells; drawings of your own are taken all"),
    )
    own: str = text(
        _SAMPLE,
        label=mark("Your own drawing"),
        longest=20_000,
        help=mark(
            "# is on and . is off; a row in a line, or / between two rows; an empty row between two patterns"
        ),
    )
    damage: float = real(
        0.2,
        low=0.0,
        high=1.0,
        usual=(0.0, 0.5),
        label=mark("Damage"),
        help=mark("Share of the cells of a damaged pattern that are turned over"),
    )
    copies: int = integer(
        80,
        low=1,
        high=1000,
        usual=(1, 100),
        label=mark("Damaged copies"),
        help=mark("So many of each pattern"),
    )
    seed: int = integer(0, low=0, high=MOST_SEED, usual=(0, 99), label=mark("Seed"))

    def _read(self, progress: object) -> Dataset:
        rng = np.random.default_rng(self.seed)
        patterns = self.whole(rng)
        n, height, width = patterns.shape
        whole = patterns.reshape(n, -1)
        copies = min(self.copies, max(MOST_DAMAGED // n, 1))
        again = np.tile(whole, (2 * copies, 1))
        names = tuple(f"r{row + 1} c{column + 1}" for row in range(height) for column in range(width))
        return Dataset(
            title=tr(self.title),
            inputs=np.concatenate([whole, self._damaged(again, rng)]),
            targets=np.concatenate([whole, again]),
            task="regression",
            input_names=names,
            target_names=names,
            notes=self._notes(n),
            ready=True,
            validation_rows=n * copies,
            test_rows=n * copies,
        )

    def whole(self, rng: np.random.Generator | None = None) -> Floats:
        """Return the patterns as they are stored, (n, height, width) of −1 and 1.

        Raises
        ------
        NnsimError
            When the user's own cannot be read.
        """
        rng = np.random.default_rng(self.seed) if rng is None else rng
        if self.kind == "own":
            found = drawn_patterns(self.own)
            if found[0].size < 2:
                raise NnsimError(tr("A pattern needs two cells at least. Draw larger ones."))
            return found
        if self.kind == "random":
            return rng.choice([-1.0, 1.0], (self.count, _SIDE, _SIDE))
        return np.array([drawn(rows) for _, rows in SHAPES[: self.count]])

    def _damaged(self, whole: Floats, rng: np.random.Generator) -> Floats:
        """Return `whole` (n, cells) with so many cells of each row turned over."""
        turned = int(np.floor(self.damage * whole.shape[1] + 0.5))
        damaged = whole.copy()
        places = rng.permuted(np.tile(np.arange(whole.shape[1]), (len(whole), 1)), axis=1)[:, :turned]
        np.put_along_axis(damaged, places, -np.take_along_axis(whole, places, 1), 1)
        return damaged

    def _notes(self, n: int) -> tuple[str, ...]:
        said = []
        if self.kind == "shapes" and n != self.count:
            text = tr(
                "There are {n} drawn shapes; for more patterns let them be by chance, or draw your own."
            )
            said.append(text.format(n=n))
        if n * self.copies > MOST_DAMAGED and self.copies > 1:
            text = tr("Of so many patterns fewer damaged copies are made: {n} in all at most.")
            said.append(text.format(n=f"{MOST_DAMAGED:,}"))
        return tuple(said)
