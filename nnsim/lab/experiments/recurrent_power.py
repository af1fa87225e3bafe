"""What a recurrent layer keeps of the past is a power of its matrix: ρᵗ, straight to nothing or to the sky."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.pulse_order import PulseOrder
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.initializers.orthogonal import Orthogonal
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.rnn import RNN
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, Figure, Line, Plot
from nnsim.lab.caption import experiment_caption
from nnsim.lab.claim import Claim, Finding, relative
from nnsim.lab.experiment import Experiment, Found, Member, experiments
from nnsim.lab.pictures import Pictures
from nnsim.lab.redrawn import Redrawn

RADII = (0.9, 1.0, 1.1)
BACK, UNITS, SEEDS = 100, 8, 20
PULSE = 1e-9
"""So small that tanh is a straight line to the last digits."""
SOURCE = "Pascanu et al. 2013"
CLAIM = Claim(
    mark("recurrent map ρ·Q over 100 steps: ‖∂h(100)/∂h(0)‖ for ρ = .9, 1, 1.1"),
    tuple(radius**BACK for radius in RADII),
    relative(1e-8),
    SOURCE,
    SEEDS,
)


@experiments.register
class RecurrentPower(Experiment):
    """Three recurrent layers that differ in nothing but the size of their rotation."""

    key = "recurrent_power"
    title = mark("Recurrent map ρᵗ")
    summary = mark(
        "Going back in time multiplies by the same matrix at every step: ρ = 0.9 leaves a forty-thousandth after a"
        " hundred steps, ρ = 1.1 makes it fourteen thousand times larger. Only at ρ = 1 is the past as near as the present."
    )
    source = SOURCE
    formula = "‖∂h(t)/∂h(0)‖ = ρᵗ"
    order = 42

    def family(self, pictures: Pictures) -> tuple[Member, ...]:
        return tuple(Member(f"ρ = {radius:g}", _project(radius)) for radius in RADII)

    def run(self, seed: int, pictures: Pictures) -> Iterator[Found]:
        networks = [Redrawn(member.project) for member in self.family(pictures)]
        kept: list[list[Array]] = [[] for _ in networks]
        for k in range(SEEDS):
            for network, found in zip(networks, kept, strict=True):
                found.append(_kept(network, seed + k))
            yield _found([np.array(found) for found in kept], (k + 1) / SEEDS, seed)


def _project(radius: float) -> Project:
    layer = RNN(units=UNITS, initializer=Orthogonal(radius))
    data = DataSettings(PulseOrder(steps=BACK + 1))
    return chain(Input(), layer, Dense(2), data=data, learning_rate=0.01, precision="float64")


def _kept(network: Redrawn, seed: int) -> Array:
    """Return how much of a pulse is left after 0, 1, …, 100 steps, (101,)."""
    pulses = np.zeros((BACK + 1, BACK + 1, 2))
    when = np.arange(BACK + 1)
    pulses[when, when, 0] = PULSE
    recurrent = next(s.id for s in network.run.network.stages if isinstance(s.layer, RNN))
    (last,) = network.begin(seed).network.predict(pulses, [recurrent])
    sizes = np.linalg.norm(last, axis=1)[::-1]
    return np.asarray(sizes / sizes[0])


def _found(kept: list[Array], share: float, seed: int) -> Found:
    finding = Finding(CLAIM, tuple(float(np.median(found[:, -1])) for found in kept))
    lines = tuple(
        Line(f"ρ = {radius:g}", np.arange(BACK + 1), np.median(found, axis=0), colour, style=style, width=2.0)
        for radius, found, colour, style in zip(RADII, kept, palette.SERIES, palette.STYLES, strict=False)
    )
    plot = Plot(Axis(tr("Steps back in time")), Axis("‖∂h(t)/∂h(0)‖", log=True), lines)
    caption = experiment_caption(SOURCE, seed, len(kept[0]), tr("RNN of {n} units").format(n=UNITS))
    return Found(share, (finding,), Figure(tr(RecurrentPower.title), caption, (plot,)))
