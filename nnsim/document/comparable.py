"""What a twin of a project can have otherwise: one setting, or one that several layers share."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from nnsim.base.declared import settings_of
from nnsim.base.part_settings import PartOf, PartsOf
from nnsim.base.setting import Setting
from nnsim.base.settings import Choice, FilePath, Flag, Integer, Real, Text
from nnsim.base.text import mark, tr
from nnsim.document.address import addresses, joined, put, split
from nnsim.document.comparing import title_of
from nnsim.document.project import Project

_GROUPS = {"training": mark("Training"), "data": mark("Data")}
_FACTORS, _LOG_FACTORS = (2.0, 0.5, 4.0, 0.25), (0.1, 10.0, 0.3, 3.0)
_FROM_ZERO, _WHOLE_FROM_ZERO = (0.1, 0.01, 0.5, 0.001), (1.0, 2.0, 5.0)
"""What a number is tried with first: as many times what it is, or, where that is 0, these."""


@dataclass(frozen=True)
class Comparable:
    """Something that can be otherwise.

    Attributes
    ----------
    addresses
        Where it stands; several where layers share it.
    title, group
        What people call it, and what it is part of.
    setting, value
        Its kind, and what it is in the project: of several, in the first.
    """

    addresses: tuple[str, ...]
    title: str
    group: str
    setting: Setting
    value: Any

    def applied(self, project: Project, value: Any) -> Project:
        """Return `project` with another value of it; raises NnsimError where there is no such setting."""
        for address in self.addresses:
            project = put(project, address, value)
        return project

    def others(self) -> Iterator[Any]:
        """Yield values it can have beside its own, the ones to try first at the beginning; perhaps none."""
        for value in _others(self.setting, self.value):
            if value != self.value and self.setting.check(value) is None:
                yield value


def comparables(project: Project) -> list[Comparable]:
    """Return all that a twin of `project` can have otherwise: what layers share, training, every layer, the data.

    Layers as a whole, files and the pace are left out.
    """
    found: dict[str, list[Comparable]] = {root: [] for root in ("training", "graph", "data")}
    for place in addresses(project):
        words = split(place.address)
        is_layer = words[0] == "graph" and len(words) == 2
        if words[0] not in found or is_layer or isinstance(place.setting, FilePath | PartsOf):
            continue
        group = words[1] if words[0] == "graph" else tr(_GROUPS[words[0]])
        title = title_of(project, place.address)
        found[words[0]].append(Comparable((place.address,), title, group, place.setting, place.value))
    return [*_shared(project), *found["training"], *found["graph"], *found["data"]]


def _shared(project: Project) -> Iterator[Comparable]:
    """Yield the settings that hidden layers have in common, as one."""
    sinks = {node.id for node in project.graph.sinks()}
    found: dict[Hashable, list[tuple[str, Setting, Any]]] = {}
    for node in project.graph.nodes:
        if node.id in sinks or node.objective is not None:
            continue
        for name, setting in settings_of(node.layer):
            if not isinstance(setting, Text):
                place = joined("graph", node.name, name), setting, getattr(node.layer, name)
                found.setdefault((name, setting), []).append(place)
    for places in found.values():
        if len(places) > 1:
            _, setting, value = places[0]
            title = tr("All layers: {setting}").format(setting=tr(setting.label))
            where = tuple(address for address, _, _ in places)
            yield Comparable(where, title, tr("All layers"), setting, value)


def _others(setting: Setting, value: Any) -> Iterator[Any]:
    match setting:
        case Flag():
            yield not value
        case Choice():
            yield from (key for key, _ in setting.options)
        case PartOf() if setting.registry is not None:
            if setting.none_label:
                yield None
            yield from (kind() for kind in setting.registry if not isinstance(value, kind))
        case Integer():
            yield from map(round, _numbers(value, _FACTORS, _WHOLE_FROM_ZERO))
        case Real(log=log):
            found = _numbers(value, _LOG_FACTORS if log else _FACTORS, _FROM_ZERO)
            yield from (float(f"{number:.3g}") for number in found)
        case _:
            pass


def _numbers(value: float, factors: Sequence[float], from_zero: Sequence[float]) -> Sequence[float]:
    return [value * factor for factor in factors] if value else from_zero
