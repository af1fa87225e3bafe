"""What gradients a network will have, before any training: one pass forward and back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from nnsim.base.brief import brief
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.prepared import Examples, Prepared
from nnsim.document.graph import Edge
from nnsim.engine.broken import Broken, first_broken
from nnsim.engine.budget_words import share_sentence
from nnsim.engine.data_start import begin_from_data
from nnsim.engine.gradient_factors import norm, quotient
from nnsim.engine.network import Network
from nnsim.engine.parameters import Window
from nnsim.engine.program import Program
from nnsim.engine.stage import Stage
from nnsim.engine.tapped import Tapped, tapped
from nnsim.training.batches import encode_targets, feed_of, some
from nnsim.training.codes import refuse_what_is_no_code
from nnsim.training.scene import PROBED
from nnsim.training.setup import Setup

AFFORDABLE = 100_000_000
"""Products of a weight and a number, in all examples, that fit into the time an edit may take."""
PRODUCTS_A_NUMBER = 60
"""How many products take as long as holding one number of an example and going through it, there and back."""
FEWEST = 2
"""Examples there are at least: normalisation over a batch needs more than one."""


@dataclass(frozen=True)
class LayerForecast:
    """The gradients of one layer with parameters, as the readings of a step show them.

    Attributes
    ----------
    node, name
        Its id and its name.
    gradient, bias_gradient, output_gradient
        ‖∂L/∂W‖, ‖∂L/∂b‖ and ‖∂L/∂output‖ of the mean loss over the probe batch; 0 where there is no
        such array, or no way from it to a loss.
    connects
        Whether it has weights that connect inputs with units; scales of normalisation do not.
    """

    node: str
    name: str
    gradient: float
    bias_gradient: float
    output_gradient: float
    connects: bool = True


@dataclass(frozen=True, eq=False)
class Forecast:
    """What a network's gradients are at its first weights, on one batch of training examples.

    Attributes
    ----------
    examples
        How many examples the batch has.
    layers
        Every layer with parameters, in running order.
    edges
        ‖∂L/∂x‖ that each edge of the drawing carries back, over all its numbers and examples. Edges
        from which no way leads to a loss are left out; what leads to the data is there.
    broken
        Where a number was not finite, if anywhere.
    why_not
        Why there is nothing to forecast, as a translated sentence; empty where there is.
    """

    examples: int = 0
    layers: tuple[LayerForecast, ...] = ()
    edges: Mapping[Edge, float] = field(default_factory=dict)
    broken: Broken | None = None
    why_not: str = ""

    def __repr__(self) -> str:
        return brief(self)

    @cached_property
    def by_node(self) -> Mapping[str, LayerForecast]:
        """The layers by id."""
        return {layer.node: layer for layer in self.layers}

    @cached_property
    def ends(self) -> tuple[LayerForecast, LayerForecast] | None:
        """The first and the last layer with weights; None where there are not two."""
        chosen = [layer for layer in self.layers if layer.connects]
        return (chosen[0], chosen[-1]) if len(chosen) > 1 else None

    @property
    def share(self) -> float:
        """‖∂L/∂W‖ of the first layer over that of the last; NaN where both are 0 or there are not two."""
        if self.ends is None:
            return math.nan
        first, last = self.ends
        return quotient(first.gradient, last.gradient)

    def sentence(self) -> str:
        """Return the forecast in a translated sentence.

        *dense_1 gets 1/28,000 of the gradient of dense_6.* Or why there is none, or where a number is
        not finite; empty for a network of one layer.
        """
        if self.why_not or self.broken is not None:
            return self.why_not or (self.broken.sentence() if self.broken else "")
        if self.ends is None:
            return ""
        first, last = self.ends
        return share_sentence(first.name, last.name, self.share)


def forecast(setup: Setup, examples: int | None = None) -> Forecast:
    """Return the gradients of the network of `setup` before any training.

    They are those of a step on the same examples, number by number: the first weights of the seed,
    layers as in training. Nothing is changed; it may be worked out in any thread.

    Parameters
    ----------
    examples
        Of the training part, spread evenly over it; by default as many as can be afforded while a
        person draws, at most 64.
    """
    why_not = _why_not(setup)
    if why_not:
        return Forecast(why_not=why_not)
    try:
        network = _at_first_weights(setup)
        count = affordable(network) if examples is None else examples
        return _measured(network, setup.prepared, some(setup.prepared.train, count))
    except NnsimError as error:
        return Forecast(why_not=str(error))


def forecast_at(network: Network, prepared: Prepared, examples: int) -> Forecast:
    """Return the gradients of a network as it stands, on so many examples as `forecast` chooses them.

    The network must be one that nobody else uses: its gradient and its state are written to.
    """
    return _measured(network, prepared, some(prepared.train, examples))


def _measured(network: Network, prepared: Prepared, examples: Examples) -> Forecast:
    if not len(examples):
        raise NnsimError(tr("A forecast needs training examples. Give the training part a larger share."))
    net = tapped(network.stages, network.outputs)
    program = Program(
        net.stages,
        net.outputs,
        network.parameters,
        len(examples),
        training=True,
        learns=True,
        random=network.random,
        input_gradients=True,
        beside=network.beside,
    )
    for id_, rows in feed_of(network, examples).items():
        program.feeds[id_][...] = rows
    for buffer, target in zip(program.targets, encode_targets(network, prepared, examples), strict=True):
        buffer[...] = target
    with np.errstate(all="ignore"):
        for call in (*program.forward_calls, *program.loss_calls, *program.backward_calls):
            call()
    return _read(network, net, program)


def _read(network: Network, net: Tapped, program: Program) -> Forecast:
    sizes = {id_: norm(gradient.flat) for id_, gradient in program.gradients.items()}
    edges = {
        Edge(way.source, way.reader, way.slot): sizes[way.tap]
        for way in net.ways
        if way.reader is not None and way.tap in sizes
    }
    layers = tuple(
        LayerForecast(
            stage.id,
            stage.name,
            _norm_of(network, [w for w in own if not w.spec.bias]),
            _norm_of(network, [w for w in own if w.spec.bias]),
            sizes.get(stage.id, 0.0),
            any(w.connects for w in own),
        )
        for stage in network.stages
        if (own := network.parameters.windows_of(stage.id))
    )
    return Forecast(program.batch, layers, edges, first_broken(program))


def _norm_of(network: Network, windows: Sequence[Window]) -> float:
    return math.hypot(*(norm(network.parameters.gradient[w.start : w.stop]) for w in windows))


def _why_not(setup: Setup) -> str:
    """Return why a network has no gradient to be forecast, as a sentence, or nothing."""
    rule = setup.training.rule
    if setup.why_not_train:
        return setup.why_not_train
    if not setup.resolved.outputs and not any(stage.layer.adds_loss for stage in setup.resolved.stages):
        return tr("No loss reads an output of this network, so it has no gradient.")
    if rule.uses_optimizer:
        return ""
    return tr("{rule} makes its steps without back-propagation, so there is no gradient to forecast.").format(
        rule=tr(rule.title)
    )


def _at_first_weights(setup: Setup) -> Network:
    """Return the network as a run of `setup` begins it."""
    network = setup.network()
    refuse_what_is_no_code(network, setup.prepared)
    if any(window.spec.initializer.from_data for window in network.parameters.windows):
        begin_from_data(network, feed_of(network, setup.prepared.train))
    return network


def affordable(network: Network) -> int:
    """Return how many examples a forecast looks at: 64, fewer where one of them is much work.

    Work is counted in products: every weight once for each place (of an image, a step of a sequence)
    it is used at; and in numbers that have to be held and gone through, each as long as many products.
    """
    products = sum(_products(stage) for stage in network.stages)
    held = sum(math.prod(s.shape) + s.layer.working_size(s.inputs) for s in network.stages)
    work = products + held * PRODUCTS_A_NUMBER
    return network.fitting(max(FEWEST, min(PROBED, AFFORDABLE // max(1, work))), learns=True)


def _products(stage: Stage) -> int:
    """Return about how many products one example takes in a stage on the way forward."""
    found = 0
    for spec in stage.layer.parameters(stage.inputs):
        places = 1
        if len(spec.shape) > 1:
            # Of sequences the steps, of images the pixels that are made.
            sequence = max((shape[0] for shape in stage.inputs if len(shape) == 2), default=1)
            places = max(sequence, math.prod(stage.shape[1:]) if len(stage.shape) == 3 else 1)
        found += math.prod(spec.shape) * places
    return found
