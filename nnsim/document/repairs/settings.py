"""Repairs by other settings: those out of their limits, and those that do not fit what comes in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from itertools import islice
from math import prod
from typing import Any

from nnsim.base.declared import check_all, settings_of
from nnsim.base.errors import NnsimError
from nnsim.base.setting import Setting
from nnsim.base.settings import Choice, Integer, Real, Shape, Text
from nnsim.base.text import tr
from nnsim.document import edits
from nnsim.document.graph import Objective
from nnsim.document.repair import Repair
from nnsim.document.repairs.case import Case, counted_setting, on_graph, set_to
from nnsim.engine.layer import Layer

_MOST_TRIED = 64
"""Values of one setting that are tried."""


def within_limits(case: Case) -> Iterator[Repair]:
    """Yield the layer, or what is asked of it, with every setting brought into its limits."""
    node = case.node
    if node is None:
        return
    layer = _limited(node.layer)
    wrong = [name for name, _ in settings_of(layer) if getattr(layer, name) != getattr(node.layer, name)]
    if len(wrong) == 1:
        yield set_to(node, wrong[0], getattr(layer, wrong[0]))
    elif wrong:
        label = tr("Bring the settings of {layer} into their limits").format(layer=node.name)
        yield on_graph(label, lambda g: edits.set_layer(g, node.id, layer))
    if node.objective is not None and any(check_all(node.objective)):
        objective = _limited(node.objective)
        label = tr("Bring the loss of {layer} into its limits").format(layer=node.name)
        yield on_graph(label, lambda g: edits.set_objective(g, node.id, objective))


def _limited(part: Any) -> Any:
    """Return `part` with what its kind of setting refuses brought into the limits, or as it is by default."""
    defaults = {f.name: f.default for f in fields(part)}
    changes: dict[str, object] = {}
    for name, kind in settings_of(part):
        value = getattr(part, name)
        if kind.check(value) is not None:
            changes[name] = _nearest(kind, value, defaults[name])
    return replace(part, **changes)


def _nearest(kind: Setting, value: object, default: object) -> object:
    if isinstance(kind, Integer | Real) and isinstance(value, int | float) and value == value:
        return type(default)(min(max(value, kind.low), kind.high))  # type: ignore[call-arg]
    return default


def that_fit(case: Case) -> Iterator[Repair]:
    """Yield the layer with one setting changed so that it takes what comes in."""
    node = case.node
    if node is None or node.id in case.resolved.shapes:
        return
    shapes = _inputs(case)
    if shapes is None:
        return
    ranked = sorted(settings_of(node.layer), key=lambda s: not isinstance(s[1], Choice | Text))
    for name, kind in ranked:
        fitting = (
            value
            for value in islice(_values(kind, getattr(node.layer, name), shapes), _MOST_TRIED)
            if _takes(replace(node.layer, **{name: value}), shapes)
        )
        for value in islice(fitting, 2):
            yield set_to(node, name, value)


def smaller(case: Case) -> Iterator[Repair]:
    """Yield the layer with ever fewer units: what is too large becomes smaller."""
    nodes = [case.node] if case.node is not None else []
    if not nodes and case.resolved.parameters:
        largest = max(case.resolved.parameters, key=lambda id_: case.resolved.parameters[id_])
        nodes = [case.graph[largest]]
    for node in nodes:
        name = counted_setting(node.layer)
        value = int(getattr(node.layer, name)) if name else 1
        while value > 1:
            value //= 2
            yield set_to(node, name, value)


def _inputs(case: Case) -> list[tuple[int, ...]] | None:
    """Return the shapes that come into the layer, None while one is unknown."""
    node = case.node
    assert node is not None
    if node.layer.role.is_fed:
        return [case.data.shape] if case.data is not None else None
    shapes = [case.resolved.shapes.get(id_) for id_ in case.graph.sources_of(node.id)]
    return None if None in shapes or not shapes else [s for s in shapes if s is not None]


def _takes(layer: Layer, shapes: list[tuple[int, ...]]) -> bool:
    if any(check_all(layer)):
        return False
    try:
        layer.output_shape(shapes)
    except NnsimError:
        return False
    return True


def _values(kind: Setting, now: Any, shapes: list[tuple[int, ...]]) -> Iterator[object]:
    """Yield other values of a setting, the nearest first; smaller numbers before greater ones."""
    match kind:
        case Choice():
            yield from (key for key, _ in kind.options if key != now)
        case Text():
            yield ""
        case Integer():
            yield from range(min(now - 1, kind.high), max(kind.low, now - _MOST_TRIED // 3) - 1, -1)
            sizes = sorted({n for shape in shapes for n in shape if kind.low <= n < now}, reverse=True)
            yield from (*sizes, kind.low)
            yield from range(now + 1, min(kind.high, now + _MOST_TRIED // 3) + 1)
        case Shape():
            yield ()
            count = prod(shapes[0])
            for place, size in enumerate(now):
                rest = prod(now) // size if size else 0
                if rest and count % rest == 0:
                    yield (*now[:place], count // rest, *now[place + 1 :])
            yield (count,)


def of_objective(case: Case) -> Iterator[Repair]:
    """Yield what is asked of an output with all target columns."""
    node = case.node
    if node is not None and node.objective is not None and node.objective.columns:
        objective: Objective = replace(node.objective, columns="")
        label = tr("Let {layer} predict all target columns").format(layer=node.name)
        yield on_graph(label, lambda g: edits.set_objective(g, node.id, objective))
