"""Deep convolutional network: small filters, slid over digits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.layer import Layer
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.stage import Stage
from nnsim.figures.figure import Figure, Plot
from nnsim.lab.claim import AT_LEAST, Claim, Finding
from nnsim.training.scene import Scene
from nnsim.zoo.animal import Animal, Try, animals
from nnsim.zoo.changing import with_layers
from nnsim.zoo.drawing.digits_told import told_plot
from nnsim.zoo.drawing.tiles import tiles
from nnsim.zoo.family import Family
from nnsim.zoo.measuring import accuracy

_COLUMNS, _MOST = 2, 8
"""Filters in a row, and how many are shown."""
_TOLD, _IN_A_ROW = 20, 5


def _kernel(project: Project, size: int) -> Project:
    def size_of(layer: Layer) -> Layer:
        return replace(layer, kernel=size) if isinstance(layer, Conv2D) else layer

    return with_layers(project, size_of)


def _filters(project: Project) -> Project:
    def fewer(layer: Layer) -> Layer:
        return replace(layer, filters=2) if isinstance(layer, Conv2D) else layer

    return with_layers(project, fewer)


@animals.register
class DeepConvolutionalAnimal(Animal):
    """Convolution 8, pool, convolution 16, pool, dense, on digits."""

    key = "dcn"
    title = mark("Deep convolutional")
    family = Family.CONVOLUTIONAL
    summary = mark(
        "A filter is a handful of weights that slides over the whole picture and answers wherever it finds its stroke."
        " Pooling keeps the strongest answer of a neighbourhood, so that a digit may lie a little to the side. The next"
        " filters look at those answers and find corners and bows. Shared weights make it small: it has a fraction of"
        " those of a dense network, and does better."
    )
    formula = "y[f, i, j] = max(0, Σ W[c, u, v, f]·x[c, i + u, j + v] + b[f])"
    source = "Fukushima 1980; LeCun et al. 1989"
    order = 170
    claim = Claim(mark("Validation accuracy after 20 epochs"), (0.955,), AT_LEAST, "", own=True)
    tries = (
        Try(mark("Kernels of one pixel: nothing sees a stroke any more."), lambda p: _kernel(p, 1)),
        Try(mark("Two filters in each layer instead of 8 and 16."), _filters),
    )

    def project(self) -> Project:
        return chain(
            Input(),
            Conv2D(8, 3, activation=ReLU()),
            MaxPool2D(2),
            Conv2D(16, 3, activation=ReLU()),
            MaxPool2D(2),
            Flatten(),
            Dense(10),
            data=DataSettings(Digits()),
            learning_rate=0.005,
            batch=32,
            epochs=20,
        )

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        return (Finding(self.claim, (accuracy(scene),)),)

    def portrait(self, scene: Scene) -> Figure | None:
        told = told_plot(scene, _TOLD, _IN_A_ROW, tr("What it says they are"), 1.2)
        first = next((s for s in scene.network.stages if isinstance(s.layer, Conv2D)), None)
        if told is None or first is None:
            return None
        return Figure(
            tr("Filters, and what they find"),
            tr("Filters of the first layer, and where they answer in the first picture. ✗: told wrong."),
            (_filters_of(scene, first), _answers_of(scene, first), told),
        )


def _filters_of(scene: Scene, stage: Stage) -> Plot:
    """Return the first filters of a convolution as they look at its first channel, all to one scale."""
    weights = scene.network.weights()[f"{stage.name}/W"][0]
    images = np.moveaxis(weights, 2, 0)[:_MOST]
    most = float(np.abs(images).max()) or 1.0
    return tiles(tr("filter"), images, _COLUMNS, levels=(-most, most), title=tr("Its filters"), share=0.5)


def _answers_of(scene: Scene, stage: Stage) -> Plot:
    """Return where they answer in the first picture that is shown of the others, all to one scale."""
    prepared = scene.prepared
    part = prepared.validation if len(prepared.validation) else prepared.train
    [found] = scene.network.predict(part.values(slice(1)), [stage.id])
    images = found.reshape(stage.shape)[:_MOST]
    levels = (0.0, float(images.max()) or 1.0)
    return tiles(tr("answer"), images, _COLUMNS, levels=levels, title=tr("Their answers"), share=0.5)
