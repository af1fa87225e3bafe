"""A network with rows to follow, as it lies on the table of the Neuron lab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.data.prepared import Examples, Prepared
from nnsim.document.project import Project
from nnsim.engine.network import Network
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, Bars, Figure, Plot
from nnsim.lab.board import Board
from nnsim.lab.byhand.walkthrough import FollowedRow, Walkthrough, walkthrough_of
from nnsim.lab.byhand.written import written

PARTS = {"train": mark("training part"), "validation": mark("validation part"), "test": mark("test part")}
MOST_BARS = 40


@dataclass(frozen=True, eq=False)
class FollowBoard(Board):
    """Rows of one part of the data, and the one that is followed.

    Attributes
    ----------
    origin, prepared, network
        The project, its data, and the network with its weights as they are.
    part
        Which part of the data, one of `PARTS`.
    number
        The row one stands at, from 0; None: `typed`.
    typed
        Numbers of one's own, scaled as for training.
    """

    origin: Project
    prepared: Prepared
    network: Network
    part: str = "train"
    number: int | None = 0
    typed: Array | None = None

    @property
    def examples(self) -> Examples:
        """The rows."""
        found: Examples = getattr(self.prepared, self.part)
        return found

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that have rows."""
        return tuple(part for part in PARTS if len(getattr(self.prepared, part)))

    @cached_property
    def walk(self) -> Walkthrough:
        """The network with these rows."""
        return walkthrough_of(self.network, self.prepared, self.examples)

    @cached_property
    def row(self) -> FollowedRow:
        """The row that is followed."""
        if self.number is None:
            assert self.typed is not None
            return self.walk.typed(self.typed)
        return self.walk.row(self.number)

    @property
    def raw(self) -> Array:
        """The inputs of the row in the units of the data, flat."""
        return np.asarray(self.prepared.scaler.invert(self.row.inputs[np.newaxis])[0]).reshape(-1)

    def with_part(self, part: str) -> FollowBoard:
        """Return the same with the first row of another part; raises NnsimError where it has none."""
        if part not in self.parts:
            raise NnsimError(tr("This part of the data has no rows. Choose another."))
        return replace(self, part=part, number=0, typed=None)

    def at(self, number: int) -> FollowBoard:
        """Return the same at another row; raises NnsimError where there is none."""
        self.walk.row(number)
        return self._at(number, None)

    def beside(self, step: int, *, only_wrong: bool) -> FollowBoard:
        """Return the same at the next or previous row; raises NnsimError where no row is wrong, or none can be."""
        found = self.walk.beside(self.number, step, only_wrong=only_wrong)
        if found is None:
            raise NnsimError(tr("No row of this part is wrong."))
        return self._at(found, None)

    def with_typed(self, raw: Array) -> FollowBoard:
        """Return the same with numbers of one's own, in the units of the data."""
        return self._at(None, np.asarray(self.prepared.scaler.apply(raw[np.newaxis])[0]))

    def where(self, other: FollowBoard) -> FollowBoard:
        """Return the same at the row of another board of the same data; of other data at the first row."""
        if other.prepared is not self.prepared:
            return self
        return replace(self, part=other.part, number=other.number, typed=other.typed)

    def _at(self, number: int | None, typed: Array | None) -> FollowBoard:
        made = replace(self, number=number, typed=typed)
        # The network is compiled once for all rows.
        made.__dict__["walk"] = self.walk
        return made

    def project(self) -> Project:
        return self.origin

    def weights(self) -> Mapping[str, Array]:
        return self.network.parameters.copy_arrays()

    def figure(self) -> Figure:
        row, column = self.row, self.walk.columns[-1]
        values = row.answers[0] if row.answers else row.values[column.id]
        values = values[:MOST_BARS]
        names = self.prepared.target_names if len(values) == len(self.prepared.target_names) else ()
        bars = Bars(
            tr("Output"),
            tuple(names) or tuple(str(k + 1) for k in range(len(values))),
            np.abs(values),
            tuple(palette.CLASSES[1 if value >= 0 else 0] for value in values),
            tuple(written(float(value), 4) for value in values),
        )
        which = tr("row {n}").format(n=self.number + 1) if self.number is not None else tr("typed numbers")
        plot = Plot(Axis(tr("Output")), Axis(tr("Unit")), (bars,), legend=False)
        return Figure(tr("Follow a row"), which, (plot,))
