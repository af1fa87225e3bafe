"""Inverse graphics: from a picture to where things are, and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.blobs import Blobs
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.layer import Layer
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.conv_transpose2d import ConvTranspose2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.gaussian_code import GaussianCode
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.reshape import Reshape
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, Figure, Line, Plot, Points
from nnsim.lab.claim import AT_LEAST, Claim, Finding
from nnsim.training.scene import Scene
from nnsim.zoo.animal import Animal, Try, animals
from nnsim.zoo.changing import with_layers, with_source
from nnsim.zoo.drawing.latent_sheet import latent_sheet, liveliest
from nnsim.zoo.family import Family
from nnsim.zoo.latent import Latent, latent_of, sheet_of_codes, spread_evenly
from nnsim.zoo.places import centres, explained
from nnsim.zoo.reconstructing import told_again

_CODES = 2
_DRAGGED = 1.5
"""How far codes are dragged to both sides when it is measured how far the blob moves."""
_DEGREE = 3
_SHEET, _SHOWN = 7, 120


def _one_code(project: Project) -> Project:
    def narrow(layer: Layer) -> Layer:
        return replace(layer, units=2) if isinstance(layer, Dense) and layer.units == 2 * _CODES else layer

    return with_layers(project, narrow)


def _noisy(project: Project) -> Project:
    return with_source(project, Blobs(asked="pixels", noise=0.3))


@animals.register
class InverseGraphicsAnimal(Animal):
    """Convolutions, two Gaussian codes, transposed convolutions, on blobs."""

    key = "dcign"
    title = mark("Inverse graphics")
    family = Family.CONVOLUTIONAL
    summary = mark(
        "Graphics makes a picture of a few numbers that say what there is and where; this network finds them by itself."
        " Convolutions look at the picture and tell two codes, and convolutions turned around paint it from these."
        " All that differs here is where a blob lies, and nobody says where. So the codes become its place, and who"
        " drags a code drags the blob."
    )
    formula = "picture → (z₁, z₂) → picture"
    source = "Kulkarni, Whitney, Kohli & Tenenbaum 2015"
    order = 190
    claim = Claim(
        mark("R² of the places x and y of unseen blobs, from a polynomial of third degree of the codes"),
        (0.98, 0.98),
        AT_LEAST,
        "",
        own=True,
    )
    dragged_claim = Claim(
        mark("Pixels by which the blob moves while each code goes from −1.5 to 1.5"),
        (3.0,) * _CODES,
        AT_LEAST,
        "",
        own=True,
    )
    tries = (
        Try(mark("A single code: it winds through the square as well as a thread can."), _one_code),
        Try(mark("Noise on what it sees: it paints clean blobs all the same."), _noisy),
    )

    def project(self) -> Project:
        return chain(
            Input(),
            Conv2D(8, 3, 2, activation=ReLU()),
            Conv2D(16, 3, 2, activation=ReLU()),
            Flatten(),
            Dense(2 * _CODES),
            GaussianCode(),
            Dense(144, ReLU()),
            Reshape((16, 3, 3)),
            ConvTranspose2D(8, 2, 2, activation=ReLU()),
            ConvTranspose2D(1, 2, 2),
            Flatten(),
            data=DataSettings(Blobs(asked="pixels")),
            loss=BinaryCrossEntropy(),
            learning_rate=0.003,
            batch=32,
            epochs=150,
        )

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        latent = latent_of(scene)
        if latent is None or told_again(scene, most=1) is None:
            return ()
        fitted = _places_from_codes(scene, latent)
        claim = replace(self.dragged_claim, expected=(3.0,) * latent.width)
        return (
            *(Finding(self.claim, found) for found in fitted),
            Finding(claim, tuple(_moved(latent, k) for k in range(latent.width))),
        )

    def portrait(self, scene: Scene) -> Figure | None:
        latent, found = latent_of(scene), told_again(scene, most=_SHOWN)
        if latent is None or found is None:
            return None
        sheet = latent_sheet(latent, spread_evenly(_SHEET), (0.0, 1.0))
        places = centres(found.asked)
        if sheet is None or places is None:
            return None
        return Figure(
            tr("Dragging the codes moves the blob"),
            tr(
                "First: what is painted for two codes. Then: where it is painted, on the places of unseen blobs."
            ),
            (sheet, _lattice(latent, places)),
        )


def _lattice(latent: Latent, places: Array) -> Plot:
    """Return where blobs are painted for a lattice of codes, over the `places` (n, 2) of blobs."""
    steps = spread_evenly(_SHEET)
    painted = centres(latent.decoded(sheet_of_codes(latent.width, *liveliest(latent.scene, latent), steps)))
    assert painted is not None
    nodes = painted.reshape(_SHEET, _SHEET, 2)
    marks: list[Line | Points] = [
        Points(tr("Blobs"), places[:, 0], places[:, 1], palette.SERIES[1], size=3.5),
    ]
    for k, line in enumerate((*nodes, *nodes.swapaxes(0, 1))):
        name = tr("Codes dragged")
        marks.append(Line(name, line[:, 0], line[:, 1], palette.SERIES[0], in_legend=k == 0))
    half = float(np.abs(places).max(initial=1.0)) * 1.15
    side = Axis("x", range=(-half, half)), Axis("y", range=(-half, half))
    return Plot(*side, tuple(marks), aspect=1.0)


def _places_from_codes(scene: Scene, latent: Latent) -> Iterator[tuple[float, ...]]:
    """Yield R² of x and y on examples that were not learned from; nothing where there are no pictures.

    Places are the centres of the ink of what was asked for: of whole blobs that is where they lie.
    """
    prepared = scene.prepared
    held = prepared.validation if len(prepared.validation) else prepared.train
    known, unseen = (centres(np.asarray(part.targets, np.float64)) for part in (prepared.train, held))
    if known is None or unseen is None:
        return
    codes = [latent.codes(part.values())[0] for part in (prepared.train, held)]
    yield tuple(explained((codes[0], known), (codes[1], unseen), _DEGREE).tolist())


def _moved(latent: Latent, code: int) -> float:
    """Return how many pixels the blob moves while one code is dragged across, the others at 0."""
    codes = np.zeros((2, latent.width))
    codes[:, code] = -_DRAGGED, _DRAGGED
    ends = centres(latent.decoded(codes))
    return 0.0 if ends is None else float(np.hypot(*(ends[1] - ends[0])))
