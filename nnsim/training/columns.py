"""What stands where in a row of readings: scalars first, then what is measured of every layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.engine.network import Network
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.training.quantities import QUANTITIES, Quantity

EPOCH_COLUMNS = ("step", "epoch", "train_loss", "val_loss")
"""What every table of epochs begins with."""
GRADIENT_COLUMN = "grad/"
"""What stands before the name of a layer where such a table tells its gradient."""


@dataclass(frozen=True)
class LayerColumns:
    """Where the readings of one layer with parameters stand in a row of `Points`.

    Attributes
    ----------
    places
        Column by the key of a `Quantity`; what the layer has none of is left out.
    sizes
        Numbers in each of its arrays, by `Squares.array`: for root mean squares.
    """

    node: str
    name: str
    places: Mapping[str, int]
    sizes: Mapping[str, int]


@dataclass(frozen=True)
class Columns:
    """Names of the columns in `Points.rows`: scalars of the rule, each with its column, then layers.

    Attributes
    ----------
    width
        Numbers in a row.
    judged_by
        Key of the scalar that says what "better" is; the first thing a person is shown.
    """

    width: int
    layers: tuple[LayerColumns, ...] = ()
    scalars: tuple[tuple[Scalar, int], ...] = ((LOSS, 0),)
    judged_by: str = LOSS.key

    def place(self, key: str) -> int:
        """Return the column of the scalar called `key`; -1 where the rule has none."""
        return next((column for scalar, column in self.scalars if scalar.key == key), -1)

    def is_like(self, other: Columns) -> bool:
        """Return whether the same stands in the same places, whatever the layers are called."""
        one, two = (
            replace(columns, layers=tuple(replace(layer, name="") for layer in columns.layers))
            for columns in (self, other)
        )
        return one == two

    @property
    def loss(self) -> int:
        """The column of the loss; -1 for a rule that has none."""
        return self.place(LOSS.key)

    @property
    def others(self) -> tuple[tuple[Scalar, int], ...]:
        """Every scalar but the loss."""
        return tuple(pair for pair in self.scalars if pair[0].key != LOSS.key)

    @property
    def main(self) -> Scalar | None:
        """The scalar that judges the run, else the first there is."""
        found = [scalar for scalar, _ in self.scalars]
        return next((s for s in found if s.key == self.judged_by), found[0] if found else None)

    def of(self, quantity: Quantity) -> list[int]:
        """Return the columns of `quantity`, of the layers that have it, in running order."""
        return [at for at in map(quantity.column, self.layers) if at >= 0]


def columns_of(
    network: Network,
    scalars: Sequence[Scalar] = (LOSS,),
    judged_by: str = LOSS.key,
    taken: Sequence[str] = (),
) -> Columns:
    """Return the layout of a row of readings for `network`, whose rule reports `scalars`.

    Raises NnsimError when one of them is called as a column that is there anyway, such as those of the
    metrics, which are `taken`. That no two have one key is seen to by `scalar_problems`.
    """
    keys = [scalar.key for scalar in scalars]
    _refuse_taken(keys, taken)
    at = len(keys)
    layers = []
    for stage in network.stages:
        own = network.parameters.windows_of(stage.id)
        if own:
            sizes = {
                "weights": sum(w.stop - w.start for w in own if not w.spec.bias),
                "biases": sum(w.stop - w.start for w in own if w.spec.bias),
                "outputs": int(np.prod(stage.shape)),
            }
            places = {quantity.key: at + i for i, quantity in enumerate(QUANTITIES)}
            layers.append(LayerColumns(stage.id, stage.name, places, sizes))
            at += len(QUANTITIES)
    return Columns(at, tuple(layers), tuple((s, i) for i, s in enumerate(scalars)), judged_by)


def _refuse_taken(keys: Sequence[str], taken: Sequence[str]) -> None:
    for key in keys:
        if key in (*EPOCH_COLUMNS, *taken) or key.startswith(GRADIENT_COLUMN):
            text = tr("The learning rule calls a reading {name}, as another column is called. Rename it.")
            raise NnsimError(text.format(name=repr(key)))
