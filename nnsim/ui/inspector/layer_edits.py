"""What an edit in the inspector does to the project: one step of undo each, merged while it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nnsim.base.declared import settings_of, shared_settings
from nnsim.base.text import tr
from nnsim.document import edits
from nnsim.document.graph import Graph, Node, Objective
from nnsim.document.project import TrainingSettings
from nnsim.engine.layer import Layer
from nnsim.ui.sitting.workspace import Workspace


def set_training(workspace: Workspace, training: TrainingSettings, field: str) -> None:
    """Train with other settings, of which `field` was edited."""
    workspace.edit(tr("Training settings"), lambda p: replace(p, training=training), f"training/{field}")


def set_layer(workspace: Workspace, node: str, layer: Layer, field: str) -> None:
    """Give the node another layer, of which `field` was edited."""
    workspace.edit_graph(
        tr("Change {name}").format(name=workspace.graph[node].name),
        lambda g: edits.set_layer(g, node, layer),
        f"layer/{node}/{field}",
    )


def set_in_all(workspace: Workspace, nodes: Sequence[str], layer: Layer, field: str) -> None:
    """Give all `nodes` the value that the setting `field` has in `layer`."""
    value, setting = getattr(layer, field), dict(settings_of(layer))[field]

    def change(graph: Graph) -> Graph:
        return edits.set_layers(graph, {id_: replace(graph[id_].layer, **{field: value}) for id_ in nodes})

    label = tr("Change {setting} of {n} layers").format(setting=tr(setting.label), n=len(nodes))
    workspace.edit_graph(label, change, f"layers/{tuple(nodes)}/{field}")


def set_objective(workspace: Workspace, node: str, objective: Objective, field: str) -> None:
    """Judge the output at `node` by another loss, of which `field` was edited."""
    workspace.edit_graph(
        tr("Change the loss"),
        lambda g: edits.set_objective(g, node, objective),
        f"objective/{node}/{field}",
    )


def sharing(nodes: Sequence[Node]) -> Sequence[Node]:
    """Return the layers an edit of several goes to: all that share a setting, or else those with an activation."""
    with_activation = [node for node in nodes if node.layer.activation_setting]
    for group in (nodes, with_activation if len(with_activation) > 1 else ()):
        if shared_settings(tuple(dict.fromkeys(type(node.layer) for node in group))):
            return group
    return ()
