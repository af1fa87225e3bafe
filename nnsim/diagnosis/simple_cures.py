"""Cures: repairs for what a verdict found. A cure is offered only where it changes something and fits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from nnsim.base.declared import settings_of
from nnsim.base.part_settings import PartOf
from nnsim.base.text import tr
from nnsim.document import edits
from nnsim.document.graph import Graph, Node
from nnsim.document.project import Project
from nnsim.document.repair import Repair
from nnsim.engine.activation import Activation
from nnsim.engine.activations.leaky_relu import LeakyReLU
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.clippings.global_norm import ClipByGlobalNorm
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.glorot import GlorotUniform
from nnsim.engine.initializers.he import HeNormal
from nnsim.engine.layer import Layer


def offered(repair: Repair, project: Project | None) -> Repair | None:
    """Return `repair` where it changes `project`, else None."""
    return repair if project is not None and repair.change(project) != project else None


def possible(project: Project) -> tuple[Repair, ...]:
    """Return every cure there is that changes `project`, whatever ails it: to be tried on a twin."""
    cures = use_relu_and_he(), draw_fitting_weights(), use_leaky_relu(), clip_gradients(), lower_rate(project)
    return tuple(cure for cure in cures if cure is not None and offered(cure, project) is not None)


def use_relu_and_he() -> Repair:
    """Return the cure for gradients that squashing activations make vanish."""
    return Repair(tr("Use ReLU + He"), lambda p: replace(p, graph=relu_and_he(p.graph)))


def use_leaky_relu() -> Repair:
    """Return the cure for units that are dead: below 0 a little of the gradient passes."""
    return Repair(tr("Use Leaky ReLU"), lambda p: replace(p, graph=leaky(p.graph)))


def draw_fitting_weights() -> Repair:
    """Return the cure for gradients that weights of the wrong size make vanish or explode."""
    return Repair(tr("Draw fitting weights"), lambda p: replace(p, graph=fitting_weights(p.graph)))


def clip_gradients() -> Repair:
    """Return the cure for steps that large gradients make too long."""
    clipping = ClipByGlobalNorm()

    def change(project: Project) -> Project:
        if project.training.clipping is not None:
            return project
        return replace(project, training=replace(project.training, clipping=clipping))

    return Repair(tr("Clip gradients"), change)


def lower_rate(project: Project | None) -> Repair | None:
    """Return the cure for steps that are too long: a tenth of the learning rate."""
    if project is None or project.training.learning_rate <= 0:
        return None
    rate = float(f"{project.training.learning_rate / 10:.3g}")
    change = lambda p: replace(p, training=replace(p.training, learning_rate=rate))  # noqa: E731
    return Repair(tr("Lower the learning rate to {rate}").format(rate=f"{rate:g}"), change)


# ---- edits of a drawing ---------------------------------------------------------------------------


def relu_and_he(graph: Graph) -> Graph:
    """Return the drawing with ReLU for every squashing activation before an output, and He's initialization.

    He et al. 2015: with variance 2/n a ReLU network keeps the size of signals and gradients from
    layer to layer. The same graph comes back when there is nothing to change.
    """
    for node in graph.nodes:
        activation = node.layer.activation_function()
        if _is_hidden(graph, node) and activation is not None and activation.saturation is not None:
            layer = _drawn_by(node.layer.with_activation(ReLU()), HeNormal())
            graph = edits.set_layer(graph, node.id, layer)
    return graph


def leaky(graph: Graph) -> Graph:
    """Return the drawing with Leaky ReLU for every hidden activation whose units can die."""
    for node in graph.nodes:
        activation = node.layer.activation_function()
        if _is_hidden(graph, node) and activation is not None and activation.dead_below is not None:
            graph = edits.set_layer(graph, node.id, node.layer.with_activation(LeakyReLU()))
    return graph


def fitting_weights(graph: Graph) -> Graph:
    """Return the drawing with weights drawn so that signals and gradients keep their size.

    He's before activations that pass nothing below some output, Glorot's before all others; weights
    that are drawn by the size of their layer already stay.
    """
    for node in graph.nodes:
        activation = node.layer.activation_function()
        fitting = HeNormal() if _is_rectifier(activation) else GlorotUniform()
        values = (getattr(node.layer, name) for name, _ in settings_of(node.layer))
        drawn = [v for v in values if isinstance(v, Initializer)]
        if node.layer.activation_setting and drawn and not drawn[0].keeps_size():
            graph = edits.set_layer(graph, node.id, _drawn_by(node.layer, fitting))
    return graph


def _is_rectifier(activation: Activation | None) -> bool:
    return activation is not None and activation.dead_below is not None


def _is_hidden(graph: Graph, node: Node) -> bool:
    return node.id in graph.outgoing and node.objective is None


def _drawn_by(layer: Layer, initializer: Initializer) -> Layer:
    """Return `layer` with its main weights drawn by `initializer`, where it draws some."""
    drawn = {
        name: initializer
        for name, kind in settings_of(layer)
        if isinstance(kind, PartOf) and kind.registry is initializers and not name.startswith("bias")
    }
    return cast(Layer, replace(cast(Any, layer), **drawn)) if drawn else layer
