"""Denoising auto-encoder: clean digits from noisy ones."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.layer import Layer
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.gaussian_noise import GaussianNoise
from nnsim.engine.layers.input import Input
from nnsim.figures.figure import Figure
from nnsim.lab.claim import AT_LEAST, Claim, Finding
from nnsim.training.scene import Scene
from nnsim.zoo.animal import Animal, Try, animals
from nnsim.zoo.changing import with_layers
from nnsim.zoo.drawing.retold import retold
from nnsim.zoo.family import Family
from nnsim.zoo.reconstructing import squared_error, told_again

_SHOWN = 8


def _with_noise(project: Project, std: float) -> Project:
    def shake(layer: Layer) -> Layer:
        return replace(layer, std=std) if isinstance(layer, GaussianNoise) else layer

    return with_layers(project, shake)


@animals.register
class DenoisingAnimal(Animal):
    """64-128-64 behind noise that the targets do not have."""

    key = "dae"
    title = mark("Denoising auto-encoder")
    family = Family.AUTO_ENCODER
    summary = mark(
        "While it learns, noise is added to every picture, and it is asked for the clean one. Copying does not help"
        " any more, so even a wide layer has to learn what digits look like. What it then says to a noisy picture is"
        " the likeliest clean one. The difference points from where the picture lies to where pictures are common."
    )
    formula = "min ‖x − g(f(x + σ·n))‖²,  n ∼ N(0, 1)"
    source = "Vincent, Larochelle, Bengio & Manzagol 2008"
    order = 100
    claim = Claim(
        mark("Decibels by which the noise of digits it did not learn from is less afterwards"),
        (7.0,),
        AT_LEAST,
        "",
        own=True,
    )
    tries = (
        Try(
            mark("No noise while it learns: it copies, and noise with the rest."),
            lambda p: _with_noise(p, 0.0),
        ),
        Try(
            mark("Twice the noise: what it says becomes a mean of likely digits."),
            lambda p: _with_noise(p, 0.8),
        ),
    )

    def project(self) -> Project:
        return chain(
            Input(),
            GaussianNoise(0.4),
            Dense(128, ReLU()),
            Dense(64, Sigmoid()),
            data=DataSettings(Digits(layout="flat", asked="pixels")),
            learning_rate=0.003,
            batch=64,
            epochs=100,
        )

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        found = told_again(scene, noise=_noise(scene))
        if found is None:
            return ()
        gain = _decibels(squared_error(found.given, found.asked), found.error)
        clipped = _decibels(squared_error(np.clip(found.given, 0.0, 1.0), found.asked), found.error)
        note = tr("Beside noisy pictures whose pixels were cut to paper and ink, {gain}.")
        return (Finding(self.claim, (gain,), note.format(gain=f"{clipped:.1f}")),)

    def portrait(self, scene: Scene) -> Figure | None:
        plot = retold(scene, _SHOWN, noise=_noise(scene))
        if plot is None:
            return None
        words = tr("Digits it did not learn from, with normal noise of standard deviation {std}.")
        return Figure(tr("Noise taken away"), words.format(std=f"{_noise(scene):g}"), (plot,))


def _noise(scene: Scene) -> float:
    """Return the standard deviation of the noise it learns with; that of the animal where it learns without any."""
    layers = (stage.layer for stage in scene.network.stages)
    return next((layer.std for layer in layers if isinstance(layer, GaussianNoise) and layer.std > 0), 0.4)


def _decibels(before: float, after: float) -> float:
    return 10 * math.log10(before / max(after, 1e-12))
