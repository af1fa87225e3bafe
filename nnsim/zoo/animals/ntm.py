"""Neural Turing machine: a controller with a memory says again what it heard, its heads walking over the slots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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
_GAP = 1.5


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
        plots = [_walk(heard, shown)]
        if shown.get("Memory", np.empty(0)).ndim == 4:
            plots.append(_memory(shown["Memory"][words, :, :, 0]))
        return Figure(
            tr("What it heard, what it said, and where its heads stood"),
            tr(
                "Words of bits, then a mark in a row of its own; red: wrong bits. Right: the memory when the mark comes."
            ),
            tuple(plots),
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


def _walk(heard: _Heard, shown: dict[str, Array]) -> Plot:
    """Return what was heard and said, and where the heads stood, over time; the first bit and slot at the top."""
    bits = heard.said.shape[2]
    rows = [(tr("heard"), heard.inputs[0, :, : bits + 1].T), (tr("said"), heard.said[0].T)]
    rows += [(tr(name), shown[name][:, :, 0].T) for name in ("Writing head", "Reading head") if name in shown]
    marks: list[Mark] = []
    ticks, height = [], 0.0
    for number, (name, numbers) in reversed(list(enumerate(rows))):
        # A bit is drawn as high as three slots.
        tall = len(numbers) * (1.0 if number > 1 else 3.0)
        marks.append(over_time(name, numbers[::-1], height, height + tall))
        ticks.append((height + tall / 2, name))
        if number == 1:
            marks += _wrong_bits(heard, height + tall)
        height += tall + _GAP
    times = heard.said.shape[1]
    ticks_of_time = tuple((float(t), str(t)) for t in range(1, times + 1, 1 + times // 12))
    x = Axis(tr("time"), range=(0.5, times + 0.5), ticks=ticks_of_time)
    return Plot(x, Axis(range=(0.0, height), ticks=tuple(ticks)), tuple(marks), legend=False, share=2.0)


def _wrong_bits(heard: _Heard, top: float) -> Iterator[Points]:
    """Yield the places of wrong bits in the picture of what was said, whose upper edge is `top`."""
    word, bit = np.nonzero(heard.wrong[0])
    if len(word):
        times = word + heard.asked.start + 1.0
        yield Points(tr("wrong"), times, top - 3.0 * bit - 1.5, RED, size=5.0, placed=True)


def _memory(memory: Array) -> Plot:
    """Return the memory (slots, width) at one time, the first slot at the top."""
    most = float(np.abs(memory).max()) or 1.0
    image = over_time(tr("memory"), memory[::-1], 0.0, float(len(memory)), (-most, most))
    x = Axis(tr("numbers of a slot"), range=(0.5, memory.shape[1] + 0.5), ticks=())
    return Plot(
        x, Axis(tr("slots"), range=(0.0, float(len(memory))), ticks=()), (image,), tr("Memory"), legend=False
    )
