"""Deep feed forward: two hidden layers read handwritten digits."""

from __future__ import annotations

from dataclasses import replace

from nnsim.base.text import mark
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.document import edits
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.figures.figure import Figure
from nnsim.lab.claim import AT_LEAST, Claim, Finding
from nnsim.training.scene import Scene
from nnsim.zoo.animal import Animal, Try, animals
from nnsim.zoo.drawing.digits_told import digits_told
from nnsim.zoo.family import Family
from nnsim.zoo.measuring import accuracy


def _sigmoids(project: Project) -> Project:
    hidden = {n.id: n.layer.with_activation(Sigmoid()) for n in project.graph.nodes if _is_hidden(n.layer)}
    return replace(project, graph=edits.set_layers(project.graph, hidden))


def _is_hidden(layer: object) -> bool:
    return isinstance(layer, Dense) and isinstance(layer.activation, ReLU)


@animals.register
class DeepFeedForwardAnimal(Animal):
    """64-64-32-10 on the digits that come with the program."""

    key = "dff"
    title = mark("Deep feed forward")
    family = Family.FEED_FORWARD
    summary = mark(
        "Several hidden layers, one behind the other. The first finds strokes, the next puts them together, the last"
        " says which digit it is. Each layer is a product with a matrix and a bend; without the bend all of them would"
        " be one. Rectifiers keep the gradient from fading on its way back."
    )
    formula = "h ← max(0, W·h + b)"
    source = "Rumelhart, Hinton & Williams 1986; Nair & Hinton 2010"
    order = 40
    claim = Claim(mark("Validation accuracy after 20 epochs"), (0.95,), AT_LEAST, "", own=True)
    tries = (Try(mark("Sigmoids instead of rectifiers: the same network learns later."), _sigmoids),)

    def project(self) -> Project:
        return chain(
            Input(),
            Dense(64, ReLU()),
            Dense(32, ReLU()),
            Dense(10),
            data=DataSettings(Digits(layout="flat")),
            learning_rate=0.003,
            batch=32,
            epochs=20,
        )

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        return (Finding(self.claim, (accuracy(scene),)),)

    def portrait(self, scene: Scene) -> Figure | None:
        return digits_told(scene)
