"""Noise: numbers drawn by lot, from which a generator makes examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import choice, integer
from nnsim.base.text import mark, tr
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, layers
from nnsim.engine.shape import Shape


@layers.register
@dataclass(frozen=True)
class Noise(Layer):
    """While training, z of shape (units,) drawn anew in every pass: N(0, 1), or evenly from −1 to 1; in use, z = 0.

    It takes no input. In use nothing is drawn, so that a network answers alike each time; whoever wants drawn
    examples runs the layers behind it as in training (`nnsim.engine.generating`).
    """

    key = "noise"
    title = mark("Noise")
    summary = mark("Numbers drawn by lot at every step: what a generator makes its examples from.")
    formula = "z ∼ N(0, 1)"
    source = "Goodfellow et al. 2014"
    category = "input"
    # As the chart draws what a generative adversarial network begins with.
    cell_kind = CellKind.BACKFED_INPUT
    arity = (0, 0)
    main_setting = "units"
    order = 20

    units: int = integer(2, low=1, high=100_000, usual=(1, 100), label=mark("Numbers"))
    spread: str = choice(
        "normal",
        ("normal", mark("normal, N(0, 1)")),
        ("even", mark("evenly from −1 to 1")),
        label=mark("Drawn"),
    )

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return (self.units,)

    def emit(self, e: Emitter) -> None:
        y, c = e.output.flat, e.forward
        if not e.training:
            c(y.fill, 0.0)
            return
        drawn = c.buffer(*y.shape)
        if self.spread == "normal":
            c(e.random.standard_normal, None, y.dtype, drawn)
            c(np.copyto, y, drawn)
        else:
            c(e.random.random, None, y.dtype, drawn)
            c(np.multiply, drawn, c.constant(2), drawn)
            c(np.subtract, drawn, c.constant(1), y)

    def detail(self) -> str:
        return tr("normal") if self.spread == "normal" else tr("even")
