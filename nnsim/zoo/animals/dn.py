"""Deconvolutional network: from the name of a digit to its picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.mean_digits import MeanDigits
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.layer import Layer
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.reshape import Reshape
from nnsim.engine.layers.upsample import Upsample
from nnsim.figures.figure import Array, Figure
from nnsim.lab.claim import AT_MOST, Claim, Finding
from nnsim.training.scene import Scene
from nnsim.zoo.animal import Animal, Try, animals
from nnsim.zoo.changing import with_layers
from nnsim.zoo.drawing.digits_told import as_images
from nnsim.zoo.drawing.image_rows import ImageRow, image_rows
from nnsim.zoo.family import Family
from nnsim.zoo.reconstructing import squared_error

_SHOWN = 10


def _mixing(project: Project) -> Project:
    def mix(layer: Layer) -> Layer:
        return replace(layer, mode="bilinear") if isinstance(layer, Upsample) else layer

    return with_layers(project, mix)


def _few_filters(project: Project) -> Project:
    def fewer(layer: Layer) -> Layer:
        return replace(layer, filters=2) if isinstance(layer, Conv2D) and layer.filters > 1 else layer

    return with_layers(project, fewer)


@animals.register
class DeconvolutionalAnimal(Animal):
    """One-hot, dense, twice enlarged with a convolution behind: 8 × 8 pixels."""

    key = "dn"
    title = mark("Deconvolutional")
    family = Family.CONVOLUTIONAL
    summary = mark(
        "A convolutional network turned around: the name of a digit goes in, its picture comes out. A dense layer makes"
        " a tiny picture of many channels. Twice it is enlarged, and each time filters paint what belongs between the"
        " pixels. Halfway between two names it paints something of both."
    )
    formula = "x₀ = W·name;  xₖ₊₁ = f(K ∗ enlarged(xₖ))"
    source = "Zeiler, Krishnan, Taylor & Fergus 2010; Dosovitskiy, Springenberg & Brox 2015"
    order = 180
    claim = Claim(mark("Mean squared error of the ten pictures"), (0.002,), AT_MOST, "", own=True)
    tries = (
        Try(mark("Neighbours mixed when it is enlarged, instead of repeated."), _mixing),
        Try(mark("Two filters instead of sixteen."), _few_filters),
    )

    def project(self) -> Project:
        return chain(
            Input(),
            Dense(64, ReLU()),
            Reshape((16, 2, 2)),
            Upsample(),
            Conv2D(16, 3, activation=ReLU()),
            Upsample(),
            Conv2D(1, 3, activation=Sigmoid()),
            Flatten(),
            data=DataSettings(MeanDigits()),
            learning_rate=0.005,
            batch=10,
            epochs=1000,
        )

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        train = scene.prepared.train
        asked = np.asarray(train.targets, np.float64)
        told = _drawn(scene, train.values())
        if told.shape != asked.shape:
            return ()
        return (Finding(self.claim, (squared_error(told, asked),)),)

    def portrait(self, scene: Scene) -> Figure | None:
        train = scene.prepared.train
        if scene.prepared.classes:
            return None
        names = train.values(slice(_SHOWN))
        asked = as_images(np.asarray(train.targets[:_SHOWN], np.float64))
        if asked is None:
            return None
        between = (names + np.roll(names, -1, axis=0)) / 2
        levels = (float(asked.min()), float(asked.max()) or 1.0)
        rows = [(tr("Asked for"), asked), (tr("Painted"), _drawn(scene, names))]
        rows.append((tr("Halfway to the next"), _drawn(scene, between)))
        plot = image_rows([ImageRow(name, made.reshape(asked.shape), levels) for name, made in rows])
        return Figure(
            tr("Pictures made of names"),
            tr("The mean picture of each digit, and what is painted for it."),
            (plot,),
        )


def _drawn(scene: Scene, names: Array) -> Array:
    """Return what is painted for inputs, (n, pixels)."""
    return np.asarray(scene.answers(scene.network.feed(names)), np.float64)
