"""Sparse auto-encoder: many units, few of them active at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.layer import Layer
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.sparsity import Sparsity
from nnsim.engine.stage import Stage
from nnsim.figures.figure import Array, Figure, Plot
from nnsim.lab.claim import AT_MOST, Claim, Finding, absolute
from nnsim.training.scene import Scene
from nnsim.zoo.animal import Animal, Try, animals
from nnsim.zoo.changing import with_layers
from nnsim.zoo.drawing.digits_told import as_images
from nnsim.zoo.drawing.retold import retold
from nnsim.zoo.drawing.tiles import tiles
from nnsim.zoo.family import Family
from nnsim.zoo.reconstructing import told_again

_TARGET = 0.05
_FEATURES, _COLUMNS, _SHOWN = 36, 6, 5


def _with(project: Project, **settings: float) -> Project:
    def set_(layer: Layer) -> Layer:
        return replace(layer, **settings) if isinstance(layer, Sparsity) else layer

    return with_layers(project, set_)


@animals.register
class SparseAnimal(Animal):
    """64-128-64 with sigmoids that are to be silent for 19 of 20 digits."""

    key = "sae"
    title = mark("Sparse auto-encoder")
    family = Family.AUTO_ENCODER
    summary = mark(
        "It has more hidden units than pixels, and is still no copyist: each unit may be active for few pictures only."
        " What a unit does too often is added to the loss. So every unit looks for something rare, a stroke or a bow,"
        " and a digit is told by the few that it has. Nobody said what strokes are."
    )
    formula = "min ‖x − g(h)‖² + λ·Σⱼ KL(ρ ‖ ρ̂ⱼ)"
    source = "Olshausen & Field 1996; Lee, Ekanadham & Ng 2008; Ng 2011"
    order = 110
    claim = Claim(
        mark("Mean activation of the hidden units over the training digits"),
        (_TARGET,),
        absolute(0.01),
        "",
        own=True,
    )
    error_claim = Claim(
        mark("Mean squared error on digits it did not learn from"), (0.01,), AT_MOST, "", own=True
    )
    tries = (
        Try(
            mark("No sparsity: units answer to everything, and features lose their shape."),
            lambda p: _with(p, strength=0.0),
        ),
        Try(mark("One picture in five instead of one in twenty."), lambda p: _with(p, target=0.2)),
    )

    def project(self) -> Project:
        return chain(
            Input(),
            Dense(128, Sigmoid()),
            Sparsity(_TARGET, 0.01),
            Dense(64, Sigmoid()),
            data=DataSettings(Digits(layout="flat", asked="pixels")),
            learning_rate=0.003,
            batch=64,
            epochs=200,
        )

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        stage, found = _sparse(scene), told_again(scene)
        if stage is None or found is None:
            return ()
        active = _activity(scene, stage)
        claim = replace(self.claim, expected=(_target(stage),))
        note = tr("From {least} to {most} of single units.").format(
            least=f"{active.min():.3f}", most=f"{active.max():.3f}"
        )
        return Finding(claim, (float(active.mean()),), note), Finding(self.error_claim, (found.error,))

    def portrait(self, scene: Scene) -> Figure | None:
        stage = _sparse(scene)
        told = retold(scene, _SHOWN, share=0.9)
        if stage is None or told is None:
            return None
        features = _features(scene, stage)
        if features is None:
            return None
        return Figure(
            tr("What its units stand for"),
            tr(
                "Each picture: what one hidden unit adds where it is active; light is ink, dark takes ink away."
            ),
            (features, told),
        )


def _sparse(scene: Scene) -> Stage | None:
    return next((s for s in scene.network.stages if isinstance(s.layer, Sparsity)), None)


def _target(stage: Stage) -> float:
    assert isinstance(stage.layer, Sparsity)
    return stage.layer.target


def _activity(scene: Scene, stage: Stage) -> Array:
    """Return the mean activation of every hidden unit over the training part, (units,)."""
    [active] = scene.network.predict(scene.prepared.train.values(), [stage.id])
    return np.asarray(active.mean(axis=0, dtype=np.float64))


def _features(scene: Scene, stage: Stage) -> Plot | None:
    """Return what the first units add to the picture, each to a scale of its own; None where they add to none."""
    network = scene.network
    after = next((s for s in network.stages if s.sources == (stage.id,) and s.layer.fully_connected), None)
    if after is None:
        return None
    added = as_images(network.weights()[f"{after.name}/W"][:_FEATURES])
    if added is None:
        return None
    sizes = np.abs(added).max(axis=(1, 2), keepdims=True)
    return tiles(tr("feature"), added / np.maximum(sizes, 1e-12), _COLUMNS, levels=(-1.0, 1.0))
