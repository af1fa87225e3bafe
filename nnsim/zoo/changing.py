"""Changes of a project that are worth a try, as pure functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nnsim.data.source import Source
from nnsim.document import edits
from nnsim.document.project import Project
from nnsim.engine.layer import Layer


def with_layers(project: Project, change: Callable[[Layer], Layer]) -> Project:
    """Return `project` with every layer replaced by what `change` makes of it; edges and losses stay."""
    changed = {node.id: change(node.layer) for node in project.graph.nodes}
    return replace(project, graph=edits.set_layers(project.graph, changed))


def with_settings(project: Project, kind: type[Layer], **settings: object) -> Project:
    """Return `project` with the first layer of a kind set otherwise; as it is where there is none."""
    node = next((node for node in project.graph.nodes if isinstance(node.layer, kind)), None)
    if node is None:
        return project
    return replace(project, graph=edits.set_layer(project.graph, node.id, replace(node.layer, **settings)))


def with_source(project: Project, source: Source) -> Project:
    """Return `project` on other examples, everything else of its data as it was."""
    return replace(project, data=replace(project.data, source=source))
