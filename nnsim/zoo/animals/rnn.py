"""Recurrent network: Elman's cells keep one bit in mind, and say whether the ones were odd."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepared import Prepared
from nnsim.data.sources.parity_sequence import ParitySequence
from nnsim.data.splitters.in_order import InOrder
from nnsim.document import edits
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.clippings.global_norm import ClipByGlobalNorm
from nnsim.engine.initializers.orthogonal import Orthogonal
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.rnn import RNN
from nnsim.engine.network import Network
from nnsim.figures.figure import Array, Axis, Figure, Line, Plot, Points, Segments
from nnsim.figures.palette import FAINT, SERIES
from nnsim.lab.claim import AT_LEAST, Claim, Finding
from nnsim.training.scene import Scene
from nnsim.zoo.animal import Animal, Try, animals
from nnsim.zoo.drawing.over_time import over_time
from nnsim.zoo.family import Family
from nnsim.zoo.longer import longer, looked_inside

_LONG, _LONGEST = 30, 60
_JUDGED, _DRAWN = 1000, 100
"""Sequences of one length that the criterion, and the picture, are about."""
_LENGTHS = (2, 4, 6, 8, 10, 14, 18, 22, 26, 30, 36, 42, 48, 54, 60)


def _equal_lengths(project: Project) -> Project:
    source = project.data.source
    assert isinstance(source, ParitySequence)
    return replace(project, data=replace(project.data, source=replace(source, growing=0.0, shortest=0)))


def _no_decay(project: Project) -> Project:
    return replace(project, training=replace(project.training, weight_decay=0.0))


def _rectifiers(project: Project) -> Project:
    cells = next(n for n in project.graph.nodes if isinstance(n.layer, RNN))
    layer = replace(cells.layer, nonlinearity="relu")
    return replace(project, graph=edits.set_layer(project.graph, cells.id, layer))


@animals.register
class RecurrentAnimal(Animal):
    """16 cells of Elman's on the parity of sequences whose lengths grow from 2 to 8."""

    key = "rnn"
    title = mark("Recurrent")
    family = Family.RECURRENT
    summary = mark(
        "What the cells said at one time they hear at the next: so they know what has been. These count ones, and"
        " remember only whether they were odd. Each step back in time multiplies the gradient by the same weights, so"
        " they begin as a rotation and steps that are too long are clipped. Trained on short sequences, they go on"
        " being right on long ones."
    )
    formula = "h ← tanh(W·x + U·h + b)"
    source = "Elman 1990; Pascanu, Mikolov & Bengio 2013"
    order = 50
    claim = Claim(
        mark("Accuracy on sequences of 30 bits, trained on 2 to 8"), (0.99,), AT_LEAST, "", own=True
    )
    tries = (
        Try(
            mark("Sequences of 8 bits from the start: without the short ones it learns nothing."),
            _equal_lengths,
        ),
        Try(mark("No weight decay: still right on 8 bits, but no longer on 30."), _no_decay),
        Try(mark("Rectifiers instead of tanh: they can count as well."), _rectifiers),
    )

    def project(self) -> Project:
        return chain(
            Input(),
            RNN(16, initializer=Orthogonal()),
            Dense(1),
            data=DataSettings(
                ParitySequence(points=16_000, steps=8, shortest=2, growing=1.0),
                validation_share=0.02,
                test_share=0.0,
                splitter=InOrder(),
            ),
            learning_rate=0.01,
            batch=32,
            epochs=15,
            shuffle=False,
            weight_decay=1e-3,
            clipping=ClipByGlobalNorm(1.0),
        )

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        if not _is_of_parity(scene):
            return ()
        network = longer(scene.network, _LONG)
        return (Finding(self.claim, (_accuracy(network, np.full(_JUDGED, _LONG), scene.prepared),)),)

    def portrait(self, scene: Scene) -> Figure | None:
        if not _is_of_parity(scene):
            return None
        long = longer(scene.network, _LONGEST)
        plots = [plot for plot in (_state(long, scene.prepared), _by_length(long, scene.prepared)) if plot]
        return Figure(
            tr("What it keeps in mind"),
            tr(
                "Above: every cell over time on one long sequence, with the bits that are 1. Below: how many are right."
            ),
            tuple(plots),
            columns=1,
        )


def _is_of_parity(scene: Scene) -> bool:
    """Return whether a network answers what the parity of single bits is."""
    prepared = scene.prepared
    if (
        not scene.network.outputs
        or len(prepared.shape) != 2
        or prepared.shape[1] != 1
        or prepared.classes != 2
    ):
        return False
    odd = np.rint(prepared.scaler.invert(prepared.train.values(slice(64)))).sum((1, 2)) % 2
    return bool(np.array_equal(odd, prepared.train.targets[:64]))


def _bits(count: int, times: int) -> Array:
    """Return the bits that pictures and criterion are about, (count, times, 1): always the same."""
    return np.random.default_rng(30).integers(0, 2, (count, times, 1)).astype(np.float64)


def _accuracy(network: Network, lengths: Array, prepared: Prepared) -> float:
    """Return the share of sequences of these lengths whose parity `network` tells."""
    times = network.inputs[0].inputs[0][0]
    bits = _bits(len(lengths), times) * (np.arange(times) < lengths[:, np.newaxis])[:, :, np.newaxis]
    fed = network.feed(prepared.scaler.apply(bits), None, lengths)
    told = network.outputs[0].loss.predict_classes(network.run(fed)[0])
    return float((told == bits.sum((1, 2)) % 2).mean())


def _by_length(network: Network, prepared: Prepared) -> Plot:
    right = [_accuracy(network, np.full(_DRAWN, length), prepared) for length in _LENGTHS]
    lengths = np.array(_LENGTHS, np.float64)
    trained = float(prepared.shape[0])
    marks = (
        Segments(
            tr("longest it learned from"), np.array([[[trained, 0.4], [trained, 1.02]]]), FAINT, "dashed"
        ),
        Line(tr("right"), lengths, np.array(right), SERIES[0]),
        Points(tr("right"), lengths, np.array(right), SERIES[0], size=4.0),
    )
    return Plot(
        Axis(tr("length of the sequence"), range=(0.0, _LONGEST + 1.0)),
        Axis(tr("accuracy"), range=(0.4, 1.04)),
        marks,
    )


def _state(network: Network, prepared: Prepared) -> Plot | None:
    """Return the cells over time, those that go with the parity at the top."""
    bits = _bits(1, _LONGEST)
    states = looked_inside(network, prepared.scaler.apply(bits), "State")
    if states is None:
        return None
    odd = np.cumsum(bits[0, :, 0]) % 2 * 2 - 1
    rows = states[:, :, 0].T
    rows = rows[np.argsort(rows @ odd, kind="stable")]
    at = np.flatnonzero(bits[0, :, 0]) + 1.0
    ones = Points(
        tr("bit is 1"), at, np.full(len(at), len(rows) + 1.0), FAINT, "square", size=4.0, placed=True
    )
    image = over_time(tr("cell"), rows, 0.0, float(len(rows)), (-1.0, 1.0))
    y = Axis(tr("cells"), range=(0.0, len(rows) + 2.0), ticks=())
    return Plot(Axis(tr("time"), range=(0.5, _LONGEST + 0.5)), y, (image, ones), legend=False)
