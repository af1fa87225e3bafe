"""A network to calculate by hand, as it lies on the table of the Neuron lab."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from nnsim.base.text import tr
from nnsim.data.prepared import Prepared
from nnsim.document.project import Project
from nnsim.engine.network import Network
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, Bars, Figure, Line, Plot
from nnsim.lab.board import Board
from nnsim.lab.byhand.address import Address, Of
from nnsim.lab.byhand.bench import Order
from nnsim.lab.byhand.scenes import from_data
from nnsim.lab.byhand.symbols import LOSS
from nnsim.lab.byhand.worksheet import Worksheet
from nnsim.lab.byhand.written import written

STEPS = 100
"""Updates the curve of the loss goes over."""


@dataclass(frozen=True, eq=False)
class ByHandBoard(Board):
    """A worksheet, and what it is of.

    Attributes
    ----------
    origin
        The project with the network; its weights are those of the sheet.
    prepared
        Its data, of which rows of the training part are worked out.
    sheet
        The network with these rows.
    first
        Number of the first of them, from 0.
    """

    origin: Project
    prepared: Prepared
    sheet: Worksheet
    first: int = 0

    @classmethod
    def of(
        cls, origin: Project, prepared: Prepared, network: Network, first: int = 0, count: int = 1
    ) -> ByHandBoard:
        """Return the board of a network with its weights as they are; raises NnsimError where it is too large."""
        rate = origin.training.learning_rate
        return cls(origin, prepared, from_data(network, prepared, first, count, rate), first)

    def with_sheet(self, sheet: Worksheet) -> ByHandBoard:
        """Return the same with the sheet as somebody has changed it."""
        return replace(self, sheet=sheet)

    def with_rows(self, first: int, count: int) -> ByHandBoard:
        """Return the same with other rows; raises NnsimError where there are none."""
        sheet, network = self.sheet, self.sheet.bench.network
        network.parameters.vector[:] = sheet.vector
        made = from_data(network, self.prepared, first, count, sheet.rate)
        return replace(self, sheet=made.with_order(sheet.order).with_held(sheet.held), first=first)

    def project(self) -> Project:
        return replace(self.origin, training=replace(self.origin.training, learning_rate=self.sheet.rate))

    def weights(self) -> Mapping[str, Array]:
        vector = self.sheet.vector
        return {
            f"{w.stage.removesuffix('/z')}/{w.spec.name}": vector[w.start : w.stop].reshape(w.spec.shape)
            for w in self.sheet.wiring.windows
        }

    def figure(self) -> Figure:
        sheet = self.sheet
        words = tr("loss {loss}, learning rate {rate}, {rows} examples, updated {order}").format(
            loss=written(sheet.loss), rate=f"{sheet.rate:g}", rows=sheet.examples, order=tr(sheet.order.title)
        )
        plots = (
            (_gradients(sheet), _losses(sheet)) if sheet.can_learn and sheet.weights else (_outputs(sheet),)
        )
        return Figure(tr("Back-propagation by hand"), words, plots)


def _gradients(sheet: Worksheet) -> Plot:
    """Return the gradient of every weight as a bar, with its sign in words."""
    values = [sheet.value(Address(Of.GRADIENT, w.at)) for w in sheet.weights]
    bars = Bars(
        f"∂{LOSS}/∂w",
        tuple(w.symbol for w in sheet.weights),
        np.abs(values),
        tuple(palette.CLASSES[1 if value >= 0 else 0] for value in values),
        tuple(written(value, 4, signed=True) for value in values),
    )
    return Plot(Axis(tr("|∂E/∂w|")), Axis(tr("Weight")), (bars,), legend=False)


def _losses(sheet: Worksheet) -> Plot:
    """Return the loss over many updates, in both orders."""
    lines = []
    for order, colour, style in zip(Order, palette.SERIES, palette.STYLES, strict=False):
        on_way, losses = sheet.with_order(order), [sheet.loss]
        for _ in range(STEPS):
            on_way = on_way.after()
            losses.append(on_way.bench.loss(on_way.vector))
        found = np.where(np.isfinite(losses), losses, math.nan)
        lines.append(Line(tr(order.title), np.arange(STEPS + 1), found, colour, style=style))
    return Plot(Axis(tr("Update")), Axis(tr("Loss")), tuple(lines))


def _outputs(sheet: Worksheet) -> Plot:
    """Return the outputs of the first example as bars: all there is of a network without a loss."""
    places = list(sheet.columns[-1].places())
    values = [sheet.value(Address(Of.Y, at, 0)) for at in places]
    bars = Bars(
        tr("Output"),
        tuple(sheet.symbols.units[at] for at in places),
        np.abs(values),
        tuple(palette.CLASSES[1 if value >= 0 else 0] for value in values),
        tuple(written(value, signed=True) for value in values),
    )
    return Plot(Axis(tr("Output")), Axis(tr("Unit")), (bars,), legend=False)
