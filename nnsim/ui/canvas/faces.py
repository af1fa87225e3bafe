"""What is written on a node's card, worked out from the drawing and its meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from nnsim.base.declared import settings_of
from nnsim.base.part_settings import PartOf
from nnsim.base.text import ntr, tr
from nnsim.document.graph import Graph, Node
from nnsim.document.resolve import SEVERITIES, Problem, Resolved, Severity
from nnsim.engine.layer import Layer
from nnsim.engine.shape import Shape, shape_text


@dataclass(frozen=True)
class Face:
    """Everything a card shows beside its meter."""

    title: str
    detail: str
    shape: str
    """Output shape; empty when the card need not say it."""
    meter: bool
    """Whether the card keeps room for the gradient's meter."""
    category: str
    """Name of a category colour of the theme."""
    problem: str = ""
    severity: Severity | Literal[""] = ""
    """Of the problem; empty where there is none."""
    repair: str = ""
    """What mends the problem, empty where that is not known."""
    tooltip: str = ""
    takes_input: bool = True
    loops: bool = False
    """Whether what it says comes back to it: a loop that stays inside the layer."""
    name: str = ""
    """The layer's name, as panels and files call it; empty when the second line says it already."""

    @property
    def rows(self) -> int:
        """Number of lines under the second one."""
        return int(bool(self.shape)) + int(self.meter)

    @property
    def severity_word(self) -> str:
        """The severity for people."""
        return tr(SEVERITIES[self.severity]) if self.severity else ""


def layer_title(layer: Layer) -> str:
    """Return the name of a layer with its main setting, such as ``Dense 16`` or ``Sigmoid``."""
    title = tr(layer.title)
    kinds = dict(settings_of(layer))
    kind = kinds.get(layer.main_setting)
    value = getattr(layer, layer.main_setting) if kind is not None else None
    if kind is None or value in ((), "", None):
        return title
    shown = kind.show(value)
    return shown if isinstance(kind, PartOf) else f"{title} {shown}"


def known_shape(shape: Shape | None) -> str:
    """Return a shape as ``8 × 8 × 3``; a question mark while it is not known."""
    return shape_text(shape) if shape else "?"


def faces(graph: Graph, resolved: Resolved) -> Mapping[str, Face]:
    """Return the face of every node of `graph`."""
    outputs = {output.stage for output in resolved.outputs}
    problems: dict[str, list[Problem]] = {}
    for problem in resolved.ranked:
        if problem.node is not None:
            problems.setdefault(problem.node, []).append(problem)
    return {n.id: _face(n, resolved, n.id in outputs, problems.get(n.id, ())) for n in graph.nodes}


def _face(node: Node, resolved: Resolved, is_output: bool, problems: list[Problem] | tuple[()]) -> Face:
    layer, shape = node.layer, resolved.shapes.get(node.id)
    count = resolved.parameters.get(node.id, 0)
    title = layer_title(layer)
    # A dense layer says its shape in its title; a card without a meter has room for it anyway.
    said = count > 0 and shape is not None and len(shape) == 1 and title.endswith(f" {shape[0]}")
    detail = _detail(node.name, layer, shape, count)
    first = problems[0] if problems else None
    return Face(
        title=title,
        detail=detail,
        shape="" if said else known_shape(shape),
        meter=count > 0,
        category="output" if is_output or node.objective is not None else layer.category,
        problem=first.text if first else "",
        severity=resolved.severity_of(first) if first else "",
        repair=first.repair.offered if first and first.repair else "",
        tooltip=_tooltip(node, title, shape, count, problems, resolved),
        takes_input=layer.takes_inputs,
        loops=layer.is_tied_to_itself,
        name="" if detail == node.name else node.name,
    )


def _detail(name: str, layer: Layer, shape: Shape | None, count: int) -> str:
    detail = layer.detail()
    if layer.role.is_fed and not detail and shape is not None and len(shape) == 1:
        return ntr("{n} feature", "{n} features", shape[0]).format(n=f"{shape[0]:,}")
    if isinstance(dict(settings_of(layer)).get(layer.main_setting), PartOf):
        detail = tr(layer.title)  # the part itself is the title
    if not count:
        return detail or name
    if layer.rate_factor == 0:
        return tr("{detail} · frozen").format(detail=detail) if detail else tr("frozen")
    if detail:
        return f"{detail} · {count:,}"
    return ntr("{n} parameter", "{n} parameters", count).format(n=f"{count:,}")


def _tooltip(
    node: Node,
    title: str,
    shape: Shape | None,
    count: int,
    problems: Sequence[Problem],
    resolved: Resolved,
) -> str:
    lines = [f"{node.name} — {title}", tr("Output shape: {shape}").format(shape=known_shape(shape))]
    if count:
        lines.append(tr("Parameters: {n}").format(n=f"{count:,}"))
    for p in problems:
        kind = tr(SEVERITIES[resolved.severity_of(p)])
        lines.append(tr("{kind}: {text}").format(kind=kind, text=p.text))
        if p.repair is not None:
            lines.append(tr("R: {repair}").format(repair=p.repair.offered))
    return "\n".join(lines)
