"""The way of a gradient from the loss back to every layer, and the factors on it.

Where an output is read by several layers, its gradient comes back on several ways. Of these the
longest that carries anything, through most layers with weights, is the main way: the one a skip
connection goes past. What the others bring is a factor of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cached_property

import numpy as np

from nnsim.engine.broken import Broken, first_broken
from nnsim.engine.example_weights import weight_gradient_norms
from nnsim.engine.gradient_factors import Factor, FactorKind, factor_across, norm, quotient
from nnsim.engine.stage import Stage
from nnsim.engine.subject import Copy, Subject
from nnsim.engine.tapped import Way, tapped

_Length = tuple[int, int]


class GradientWalk:
    """One pass of a subject, forward and back, with the gradient of every connection told apart.

    Layers are seen without their activation: the output of one that has weights is z, and f(z) is a
    stage behind it.

    Attributes
    ----------
    layers
        The layers with weights that connect and a gradient, in running order.
    """

    def __init__(self, subject: Subject) -> None:
        subject.need_targets()
        self._stages = {stage.id: stage for stage in subject.split()}
        self._net = tapped(tuple(self._stages.values()), subject.outputs)
        copy = Copy(subject, self._net.stages, self._net.outputs, own_losses=True)
        copy.feed()
        copy.backward()
        self._program, self._parameters = copy.program, copy.parameters
        self._ways: dict[str, list[Way]] = {id_: [] for id_ in self._stages}
        for way in self._net.ways:
            if way.tap in self._program.gradients:
                self._ways[way.source].append(way)
        self.layers = tuple(
            stage
            for id_, stage in self._stages.items()
            if id_ in self._program.gradients and self._weighs(id_)
        )

    def _weighs(self, id_: str) -> bool:
        return any(window.connects for window in self._parameters.windows_of(id_))

    @property
    def broken(self) -> Broken | None:
        """Where a number first was not finite."""
        return first_broken(self._program)

    # ---- what is measured of a layer -------------------------------------------------------------

    def gradient(self, stage: Stage) -> np.ndarray:
        """Return ∂L/∂z of a layer, (size, examples); L is the mean loss, so it holds a factor 1/examples."""
        return self._program.gradients[stage.id].flat

    def weight_gradient(self, stage: Stage) -> float:
        """Return ‖∂L/∂W‖ of a layer, as panels show it."""
        parts = [
            self._parameters.gradient[w.start : w.stop]
            for w in self._parameters.windows_of(stage.id)
            if not w.spec.bias
        ]
        return norm(np.concatenate(parts))

    def example_gradients(self, stage: Stage) -> np.ndarray:
        """Return ‖∂Lₙ/∂W‖/examples of every example, (examples,)."""
        values = {id_: self._program.values[id_] for id_ in stage.sources}
        real = next((value.real for value in values.values() if value.real is not None), None)
        inputs = {id_: value.flat for id_, value in values.items()}
        return weight_gradient_norms(stage, self._parameters, inputs, self.gradient(stage), real)

    # ---- the way ---------------------------------------------------------------------------------

    def back_to(self, layer: Stage) -> tuple[Stage | None, list[Factor]]:
        """Return the next layer on the main way from `layer` to the loss, and the factors from it to `layer`.

        The product of the factors is ‖∂L/∂z‖ here over ‖∂L/∂z‖ there, over all units and examples.
        Without such a layer, the loss is behind it: None, and no factors.
        """
        found: list[Factor] = []
        at = layer.id
        while (way := self._main(at)) is not None:
            found += self._joined(at, way)
            if way.reader is None:
                return None, []
            reader = self._stages[way.reader]
            across = factor_across(reader, quotient(self._norm(way.tap), self._norm(reader.id)))
            found += [across] if across is not None else []
            if self._weighs(reader.id):
                return reader, found[::-1]
            at = reader.id
        return None, []

    def _norm(self, id_: str) -> float:
        return norm(self._program.gradients[id_].flat)

    def _joined(self, id_: str, main: Way) -> Iterator[Factor]:
        """Yield what comes of several ways that come together at a stage, the main way among them."""
        ways = self._ways[id_]
        if len(ways) < 2:
            return
        name = self._stages[id_].name
        each = math.hypot(*(self._norm(way.tap) for way in ways))
        # Going back the ways meet before the sum is formed; the list is of the way forward.
        yield Factor(FactorKind.BRANCHES, name, quotient(self._norm(id_), each))
        yield Factor(FactorKind.SKIP, name, quotient(each, self._norm(main.tap)))

    def _main(self, id_: str) -> Way | None:
        """Return the longest of the ways back to a stage that carry anything; of none, the longest."""
        ways = self._ways[id_]
        carrying = [way for way in ways if self._norm(way.tap) != 0]
        return max(carrying or ways, key=self._length, default=None)

    def _length(self, way: Way) -> _Length:
        return (0, 0) if way.reader is None else self._lengths[way.reader]

    @cached_property
    def _lengths(self) -> dict[str, _Length]:
        """By stage, how many layers with weights, and how many stages, lie from it to the loss at most."""
        found: dict[str, _Length] = {}
        for id_ in reversed(self._stages):
            behind = ((0, 0) if way.reader is None else found[way.reader] for way in self._ways[id_])
            layers, stages = max(behind, default=(0, 0))
            found[id_] = layers + self._weighs(id_), stages + 1
        return found
