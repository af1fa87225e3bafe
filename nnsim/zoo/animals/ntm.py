"""Neural Turing machine: a controller with a memory says again what it heard, its heads walking over the slots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.copy_task import CopyTask
from nnsim.data.splitters.in_order import InOrder
from nnsim.document import edits
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.clippings.global_norm import ClipByGlobalNorm
from nnsim.engine.initializers.glorot import GlorotUniform
from nnsim.engine.layers.conv1d import Conv1D
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.ntm import NeuralTuringMachine
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.network import Network
from nnsim.figures.figure import Array, Axis, Figure, Mark, Plot, Points
from nnsim.figures.palette import RED
from nnsim.lab.claim import AT_MOST, Claim, Finding
from nnsim.training.scene import Scene
from nnsim.zoo.animal import Animal, Try, animals
from nnsim.zoo.drawing.over_time import over_time
from nnsim.zoo.family import Family
from nnsim.zoo.longer import longer

_WORDS, _MORE_WORDS, _BITS = 5, 10, 4
_JUDGED = 500
"""Sequences that the criterion is about."""
_STEPS, _BATCH, _VALIDATION = 2500, 16, 1000
_TALL, _GAP = 3.0, 1.5
"""Height of a bit, and between two pictures, in slots."""


def _few_slots(project: Project) -> Project:
    machine = next(n for n in project.graph.nodes if isinstance(n.layer, NeuralTuringMachine))
    return replace(
        project, graph=edits.set_layer(project.graph, machine.id, replace(machine.layer, slots=_WORDS - 2))
    )


def _lstm(project: Project) -> Project:
    machine = next(n for n in project.graph.nodes if isinstance(n.layer, NeuralTuringMachine))
    return replace(project, graph=edits.set_layer(project.graph, machine.id, LSTM(48, "all")))


def _not_growing(project: Project) -> Project:
    source = project.data.source
    assert isinstance(source, CopyTask)
    return replace(project, data=replace(project.data, source=replace(source, growing=0.0, fewest=0)))


@animals.register
class NeuralTuringAnimal(Animal):
    """A controller of 48 with 20 slots of 10 numbers copies words of 4 bits."""

    key = "ntm"
    title = mark("Neural Turing")
    family = Family.RECURRENT
    summary = mark(
        "A small network with a memory outside it, as a computer has. One head writes and one reads; they find their"
        " slots by what stands there, or move on to the next. All of it is soft, so the gradient goes through the"
        " memory. It learns to write down words, to go back, and to read them again in their order."
    )
    formula = "w = sharpen(shift(g·softmax(β·cos(k, M)) + (1 − g)·w)),  M ← M·(1 − w·e) + w·a,  r = Σ w·M"
    source = "Graves, Wayne & Danihelka 2014"
    order = 270
    claim = Claim(
        mark("Wrong bits of a hundred, copying 5 words of 4 bits, after 2,500 steps"),
        (1.0,),
        AT_MOST,
        "",
        own=True,
    )
    tries = (
        Try(mark("A memory of 3 slots for 5 words: where does the rest go?"), _few_slots),
        Try(mark("An LSTM of as many units instead of the memory."), _lstm),
        Try(mark("Five words from the start instead of growing lengths."), _not_growing),
    )

    def project(self) -> Project:
        sequences = _STEPS * _BATCH + _VALIDATION
        return chain(
            Input(),
            NeuralTuringMachine(48, 20, 10),
            Conv1D(_BITS, 1, activation=Sigmoid(), initializer=GlorotUniform()),
            Flatten(),
            data=DataSettings(
                CopyTask(points=sequences, words=_WORDS, bits=_BITS, growing=0.1),
                validation_share=_VALIDATION / sequences,
                test_share=0.0,
                splitter=InOrder(),
            ),
            loss=MeanSquaredError(),
            learning_rate=0.003,
            batch=_BATCH,
            epochs=1,
            shuffle=False,
            clipping=ClipByGlobalNorm(10.0),
        )

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        if not _is_of_copies(scene):
            return ()
        return (Finding(self.claim, (100.0 * _share_wrong(scene, _WORDS),)),)

    def notes(self, scene: Scene) -> tuple[str, ...]:
        if not _is_of_copies(scene):
            return ()
        wrong = f"{100.0 * _share_wrong(scene, _MORE_WORDS):.1f}"
        return (
            tr("Of {n} words, more than it ever heard, {wrong} % of the bits are wrong.").format(
                n=_MORE_WORDS, wrong=wrong
            ),
        )

    def portrait(self, scene: Scene) -> Figure | None:
        if not _is_of_copies(scene):
            return None
        words = (scene.prepared.shape[0] - 1) // 2
        heard = _Heard(scene, words, 2)
        inside = scene.network.inside(heard.fed)
        shown = next((found for found in reversed(inside.values()) if "Memory" in found), {})
        return Figure(
            tr("What it heard and said, and where its heads stood"),
            tr(
                "Words of bits, a mark in a row of its own, then the words again; red: wrong bits. Slots lie one below the other."
            ),
            (_walk(heard, shown),),
        )


def _is_of_copies(scene: Scene) -> bool:
    """Return whether a network answers data like those of `CopyTask`: bits, mark, asked; a number a bit at every time."""
    prepared = scene.prepared
    if not scene.network.outputs or len(prepared.shape) != 2 or prepared.classes:
        return False
    times, channels = prepared.shape
    return times > 2 and times % 2 == 1 and len(prepared.target_names) == times * (channels - 2) > 0


class _Heard:
    """Words that a network was to copy, `count` sequences of so many, always the same.

    Attributes
    ----------
    inputs
        (count, times, channels), as the source gives them.
    said, right
        (count, times, bits): shares, and bits.
    """

    def __init__(self, scene: Scene, words: int, count: int) -> None:
        prepared = scene.prepared
        times, bits = 2 * words + 1, prepared.shape[1] - 2
        data = CopyTask(points=count, words=words, fewest=0, bits=bits, seed=5).load()
        network: Network = scene.network if prepared.shape[0] == times else longer(scene.network, times)
        self.inputs = data.values()
        self.fed = network.feed(prepared.scaler.apply(self.inputs))
        raw = network.run(self.fed)[0]
        shape = count, times, bits
        self.said = network.outputs[0].loss.probabilities(raw).reshape(shape)
        self.right = data.targets.reshape(shape)
        self.asked = slice(words + 1, None)

    @property
    def wrong(self) -> Array:
        """Which of the bits that were asked for are wrong, (count, words, bits)."""
        return np.asarray((self.said > 0.5) != (self.right > 0.5))[:, self.asked]


def _share_wrong(scene: Scene, words: int) -> float:
    return float(_Heard(scene, words, _JUDGED).wrong.mean())


@dataclass(frozen=True, eq=False)
class _Band:
    """One picture over time: rows from top to bottom, (rows, times·each), each row so many slots tall."""

    name: str
    rows: Array
    tall: float = 1.0
    levels: tuple[float, float] = (0.0, 1.0)
    each: int = 1

    @property
    def height(self) -> float:
        return self.tall * len(self.rows)


def _bands(heard: _Heard, shown: dict[str, Array]) -> Iterator[_Band]:
    """Yield the pictures from bottom to top: memory, heads, what was said and heard."""
    memory = shown.get("Memory", np.empty(0))
    if memory.ndim == 4:
        yield _memory(memory[..., 0])
    for name in ("Reading head", "Writing head"):
        if name in shown:
            yield _Band(tr(name), shown[name][:, :, 0].T)
    yield _Band(tr("said"), heard.said[0].T, _TALL)
    yield _Band(tr("heard"), heard.inputs[0, :, :-1].T, _TALL)


def _walk(heard: _Heard, shown: dict[str, Array]) -> Plot:
    """Return what was heard and said, where the heads stood, and the memory, over time."""
    images: list[Mark] = []
    middles, tops, height = [], {}, 0.0
    for band in _bands(heard, shown):
        top = height + band.height
        images.append(over_time(band.name, band.rows[::-1], height, top, band.levels, band.each))
        middles.append(((height + top) / 2, band.name))
        tops[band.name] = top
        height = top + _GAP
    times = heard.said.shape[1]
    ticks = tuple((float(t), str(t)) for t in range(1, times + 1, 1 + times // 12))
    return Plot(
        Axis(tr("time"), range=(0.5, times + 0.5), ticks=ticks),
        Axis(range=(0.0, height), ticks=tuple(middles)),
        (*images, *_wrong_bits(heard, tops[tr("said")])),
        legend=False,
    )


def _wrong_bits(heard: _Heard, top: float) -> Iterator[Points]:
    """Yield the places of wrong bits in the picture of what was said, whose upper edge is `top`."""
    word, bit = np.nonzero(heard.wrong[0])
    if len(word):
        times = word + heard.asked.start + 1.0
        yield Points(tr("wrong"), times, top - _TALL * (bit + 0.5), RED, size=5.0, placed=True)


def _memory(memory: Array) -> _Band:
    """Return the memory (times, slots, width) after each time, the numbers of a slot beside each other."""
    times, slots, width = memory.shape
    apart = np.full((slots, times, width + 1), np.nan)
    apart[:, :, :width] = memory.transpose(1, 0, 2)
    most = float(np.abs(memory).max()) or 1.0
    return _Band(tr("Memory"), apart.reshape(slots, -1), 1.0, (-most, most), width + 1)
