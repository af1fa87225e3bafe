"""Deep networks drawn at random: any depth, activation, normalisation and skip connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from hypothesis import strategies as st

from nnsim.document.graph import Edge, Graph, Node, Objective
from nnsim.engine.activation import Activation, activations
from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.initializer import Initializer
from nnsim.engine.initializers.glorot import GlorotUniform
from nnsim.engine.initializers.he import HeNormal
from nnsim.engine.initializers.lecun import LeCunNormal
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layer import Layer
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.group_norm import GroupNorm
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.layer_norm import LayerNorm
from nnsim.engine.loss import Loss

ACTIVATIONS: tuple[Activation, ...] = tuple(
    kind() for kind in activations if not kind.flat and kind not in (Identity, Softmax)
)
NORMALISATIONS: tuple[Layer | None, ...] = (None, BatchNorm(), LayerNorm(), GroupNorm(2))
INITIALIZERS: tuple[Initializer, ...] = (GlorotUniform(), HeNormal(), LeCunNormal(), Normal(0.5))
JOINS: tuple[Layer | None, ...] = (None, Add(), Concatenate())


@dataclass(frozen=True)
class Recipe:
    """A network of `depth` hidden layers of `width` units, each with all else that is named.

    Every second hidden layer is joined with the one before it. Of images the first two layers are
    convolutions.
    """

    depth: int
    width: int
    activation: Activation
    normalisation: Layer | None = None
    join: Layer | None = None
    initializer: Initializer = INITIALIZERS[0]
    images: bool = False
    units: int = 1

    def graph(self, loss: Loss) -> Graph:
        nodes, edges = [Node("in", "in", Input())], list[Edge]()

        def add(id_: str, layer: Layer, *sources: str) -> str:
            nodes.append(Node(id_, id_, layer))
            edges.extend(Edge(source, id_, slot) for slot, source in enumerate(sources))
            return id_

        at, before = "in", ""
        for k in range(1, self.depth + 1):
            image = self.images and k <= 2
            if self.images and k == 3:
                at = add("flat", Flatten(), at)
            at = self._block(add, f"h{k}", at, image)
            if self.join is not None and before and k % 2 == 0 and not (self.images and k == 4):
                at = add(f"join{k}", self.join, before, at)
            before = at
        if self.images and self.depth < 3:
            at = add("flat", Flatten(), at)
        add("out", Dense(self.units), at)
        nodes[-1] = replace(nodes[-1], objective=Objective(loss))
        return Graph(tuple(nodes), tuple(edges))

    def _block(self, add, name: str, source: str, image: bool) -> str:  # type: ignore[no-untyped-def]
        own = self.activation if self.normalisation is None else Identity()
        layer: Layer = Dense(self.width, own, self.initializer)
        if image:
            layer = Conv2D(self.width, 3, padding="same", activation=own, initializer=self.initializer)
        at: str = add(name, layer, source)
        if self.normalisation is not None:
            at = add(f"{name}n", self.normalisation, at)
            at = add(f"{name}a", ActivationLayer(self.activation), at)
        return at


def recipes(depth: int = 12, images: Sequence[bool] = (False, False, True)) -> st.SearchStrategy[Recipe]:
    """Return recipes of at most so many hidden layers."""
    return st.builds(
        Recipe,
        st.integers(1, depth),
        st.sampled_from([2, 4, 8]),
        st.sampled_from(ACTIVATIONS),
        st.sampled_from(NORMALISATIONS),
        st.sampled_from(JOINS),
        st.sampled_from(INITIALIZERS),
        st.sampled_from(images),
        st.just(2),
    )


def recipe(rng: np.random.Generator, depth: int = 12) -> Recipe:
    """Return one of the recipes of lists of numbers, such as people draw them."""
    return Recipe(
        int(rng.integers(2, depth + 1)),
        int(rng.choice([8, 16, 32])),
        ACTIVATIONS[rng.integers(len(ACTIVATIONS))],
        NORMALISATIONS[rng.integers(len(NORMALISATIONS))],
        JOINS[rng.integers(len(JOINS))],
        INITIALIZERS[rng.integers(3)],
    )
