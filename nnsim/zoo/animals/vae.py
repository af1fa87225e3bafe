"""Variational auto-encoder: codes that can be drawn, and digits nobody wrote."""

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
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.gaussian_code import GaussianCode
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.measure import loss_value
from nnsim.figures.figure import Array, Figure
from nnsim.lab.claim import AT_MOST, Claim, Finding, absolute
from nnsim.training.scene import Scene
from nnsim.zoo.animal import Animal, Try, animals
from nnsim.zoo.changing import with_layers
from nnsim.zoo.drawing.digits_told import as_images
from nnsim.zoo.drawing.image_rows import ImageRow, image_rows
from nnsim.zoo.drawing.latent_sheet import latent_sheet
from nnsim.zoo.family import Family
from nnsim.zoo.latent import Latent, divergence, latent_of, spread_evenly
from nnsim.zoo.reconstructing import told_again

_CODES, _DRAWS = 4, 16
_SHEET, _SHOWN = 7, 5


def _beta(project: Project, beta: float) -> Project:
    def weigh(layer: Layer) -> Layer:
        return replace(layer, beta=beta) if isinstance(layer, GaussianCode) else layer

    return with_layers(project, weigh)


def _two_codes(project: Project) -> Project:
    def narrow(layer: Layer) -> Layer:
        return replace(layer, units=4) if isinstance(layer, Dense) and layer.units == 2 * _CODES else layer

    return with_layers(project, narrow)


@animals.register
class VariationalAnimal(Animal):
    """64-128-(4 + 4)-128-64 on digits."""

    key = "vae"
    title = mark("Variational auto-encoder")
    family = Family.AUTO_ENCODER
    summary = mark(
        "Each code is a mean with a spread, and a number drawn of it goes on. So neighbouring codes must mean"
        " neighbouring pictures, and all codes together are kept near a normal distribution. Whoever draws a code from"
        " that and decodes it gets a picture that nobody drew. What is minimised is a bound of how unlikely the"
        " pictures are."
    )
    formula = "−ELBO = E[−ln p(x | z)] + KL(q(z | x) ‖ N(0, 1))"
    source = "Kingma & Welling 2014; Rezende, Mohamed & Wierstra 2014"
    order = 90
    claim = Claim(
        mark("−ELBO of digits it did not learn from, in nats a digit"), (25.0,), AT_MOST, "", own=True
    )
    spread_claim = Claim(
        mark("Standard deviation of each code, drawn for the training digits"),
        (1.0,) * _CODES,
        absolute(0.1),
        "",
        own=True,
    )
    tries = (
        Try(mark("β = 0: an ordinary auto-encoder, with holes between the digits."), lambda p: _beta(p, 0.0)),
        Try(mark("β = 4: codes say less, and digits run together."), lambda p: _beta(p, 4.0)),
        Try(mark("Two codes instead of four: all digits on one sheet."), _two_codes),
    )

    def project(self) -> Project:
        return chain(
            Input(),
            Dense(128, ReLU()),
            Dense(2 * _CODES),
            GaussianCode(),
            Dense(128, ReLU()),
            Dense(64),
            data=DataSettings(Digits(layout="flat", asked="pixels")),
            loss=BinaryCrossEntropy(),
            learning_rate=0.002,
            batch=64,
            epochs=300,
        )

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        latent, found = latent_of(scene), told_again(scene)
        if (
            latent is None
            or found is None
            or not isinstance(scene.network.outputs[0].loss, BinaryCrossEntropy)
        ):
            return ()
        mean, variance = latent.codes(scene.prepared.train.values())
        spread = np.sqrt(mean.var(axis=0) + variance.mean(axis=0))
        claim = replace(self.spread_claim, expected=(1.0,) * latent.width)
        bound = _bound(latent, found.given.reshape(len(found.given), *scene.prepared.shape), found.asked)
        return Finding(self.claim, (bound,)), Finding(claim, tuple(spread.tolist()))

    def portrait(self, scene: Scene) -> Figure | None:
        latent, found = latent_of(scene), told_again(scene, most=_SHOWN)
        if latent is None or found is None:
            return None
        asked = as_images(found.asked)
        levels = (0.0, 1.0)
        sheet = latent_sheet(latent, spread_evenly(_SHEET), levels)
        if asked is None or sheet is None:
            return None
        # The same codes at every look, so that one sees these pictures come.
        codes = np.random.default_rng(0).standard_normal((2 * _SHOWN, latent.width))
        drawn = latent.decoded(codes).reshape(2, *asked.shape)
        rows = (
            ImageRow(tr("Originals"), asked, levels),
            ImageRow(tr("Told again"), found.told.reshape(asked.shape), levels),
            ImageRow(tr("New: their codes were drawn"), drawn[0], levels),
            ImageRow("", drawn[1], levels),
        )
        return Figure(
            tr("A sheet of digits that nobody wrote"),
            tr(
                "First: two of the codes along the sides, in equal shares of a normal distribution, the others 0."
            ),
            (sheet, image_rows(rows)),
        )


def _bound(latent: Latent, given: Array, asked: Array) -> float:
    """Return −ELBO in nats, the mean over the examples and over `_DRAWS` drawn codes of each."""
    mean, variance = latent.codes(given)
    random = np.random.default_rng(0)
    loss = latent.scene.network.outputs[0].loss
    costs = [
        loss_value(loss, latent.raw(mean + np.sqrt(variance) * random.standard_normal(mean.shape)), asked)
        for _ in range(_DRAWS)
    ]
    return float(np.mean(costs) + divergence(mean, variance).mean())
