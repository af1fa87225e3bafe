"""Settings by address: ``training.optimizer.beta1``, ``data.source.noise``, ``graph.dense_1.units``.

For sweeps, lessons and files: what can be set in a form can be read and set by its address. Layers go
by their names, in quotation marks where these hold a dot: ``graph."block 1.2".units``. The layer itself
is ``graph.dense_1``, what is asked of an output ``graph.dense_1.objective.loss``. Of several parts in one
setting each has its number, from 1: ``data.steps.1.active``.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, NamedTuple

import numpy as np

from nnsim.base.declared import settings_of
from nnsim.base.effect import Effect
from nnsim.base.errors import NnsimError
from nnsim.base.part_settings import PartOf, PartsOf
from nnsim.base.setting import Setting
from nnsim.base.settings import Real, Shape
from nnsim.base.text import mark, tr
from nnsim.document import edits
from nnsim.document.graph import Node, Objective
from nnsim.document.project import Project
from nnsim.engine.layer import layers

_ROOTS = {"training": Effect.RUN, "data": Effect.RUN, "pace": Effect.LIVE}
"""Settings of the project beside the drawing, with the effect of those that do not say it themselves."""
_OBJECTIVE = "objective"
_LAYER = PartOf(mark("Layer"), registry=layers, effect=Effect.RUN)
_WORD = r'"[^"]+"|[^."]+'


class Place(NamedTuple):
    """One setting of a project where it stands."""

    address: str
    setting: Setting
    value: Any


def addresses(project: Project) -> Iterator[Place]:
    """Yield every setting that the project has, those of parts inside parts after the part."""
    for root in _ROOTS:
        yield from _within(root, getattr(project, root))
    sinks = {node.id for node in project.graph.sinks()}
    for node in project.graph.nodes:
        yield from _of_node(node, node.id in sinks)


def get(project: Project, address: str) -> Any:
    """Return the value of a setting; raises NnsimError, with the nearest address, where there is none."""
    return _sought(project, address).value


def setting_at(project: Project, address: str) -> Setting:
    """Return the kind of a setting, its limits, label and all; raises NnsimError where there is none."""
    return _sought(project, address).setting


def effect_of(project: Project, address: str) -> Effect:
    """Return what changing a setting does to a training under way.

    Settings of a part have the effect of the setting that holds the part, unless they say otherwise.
    Raises NnsimError where there is no such setting.
    """
    return _sought(project, address).effect


def put(project: Project, address: str, value: Any) -> Project:
    """Return `project` with another value of one setting.

    Parameters
    ----------
    value
        The value, or a text for it as it is typed into a form (`Setting.parse`). A part is named by its
        key: ``put(project, "training.optimizer", "adam")``; one of that kind which is there keeps its
        settings.

    Raises
    ------
    NnsimError
        When there is no such setting, with the nearest address, or when it cannot have this value.
    """
    spot = _sought(project, address)
    try:
        meant = _standing_for(spot, value)
    except NnsimError as error:
        raise NnsimError(f"{address}: {error}") from error
    return project if meant == spot.value else spot.having(meant)


# ---- finding -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Spot:
    """A setting found: what it is, what it does, and how to make the project that has another value."""

    setting: Setting
    value: Any
    effect: Effect
    having: Callable[[Any], Project]


def _sought(project: Project, address: str) -> _Spot:
    words = split(address)
    spot = _spot(project, words)
    if spot is None:
        raise NnsimError(_not_there(project, address, words))
    return spot


def split(address: str) -> list[str]:
    """Return the names an address is made of, without quotation marks; none when it is no address."""
    address = address.strip()
    if not re.fullmatch(rf"(?:{_WORD})(?:\.(?:{_WORD}))*", address):
        return []
    return [word.strip('"') for word in re.findall(_WORD, address)]


def joined(*names: str) -> str:
    """Return the address that `names` make."""
    return ".".join(f'"{name}"' if "." in name else name for name in names)


def _spot(project: Project, words: Sequence[str]) -> _Spot | None:
    match words:
        case ["graph", name, *names]:
            node = next((node for node in project.graph.nodes if node.name == name), None)
            return None if node is None else _spot_in_node(project, node, names)
        case [root, *names] if root in _ROOTS:
            part = getattr(project, root)
            return _inside(part, names, _ROOTS[root], lambda made: replace(project, **{root: made}))
    return None


def _spot_in_node(project: Project, node: Node, names: Sequence[str]) -> _Spot | None:
    graph = project.graph

    def with_layer(layer: Any) -> Project:
        return replace(project, graph=edits.set_layer(graph, node.id, layer))

    def with_objective(objective: Any) -> Project:
        return replace(project, graph=edits.set_objective(graph, node.id, objective))

    if not names:
        return _Spot(_LAYER, node.layer, Effect.RUN, with_layer)
    if names[0] == _OBJECTIVE:
        return _inside(node.objective or Objective(), names[1:], Effect.RUN, with_objective)
    return _inside(node.layer, names, Effect.RUN, with_layer)


def _inside(
    part: Any, names: Sequence[str], effect: Effect, having: Callable[[Any], Project]
) -> _Spot | None:
    """Return the setting that `names` lead to from `part`, whose own effect is `effect`."""
    if not names or not dataclasses.is_dataclass(part):
        return None
    name, *further = names
    setting = dict(settings_of(part)).get(name)
    if setting is None:
        return None
    value, own = getattr(part, name), setting.effect or effect

    def having_value(new: Any) -> Project:
        return having(replace(part, **{name: new}))  # type: ignore[type-var]

    if further and isinstance(setting, PartsOf):
        return _among(setting, value, further, own, having_value)
    if further:
        return _inside(value, further, own, having_value)
    return _Spot(setting, value, own, having_value)


def _among(
    setting: PartsOf,
    parts: tuple[Any, ...],
    names: Sequence[str],
    effect: Effect,
    having: Callable[[Any], Project],
) -> _Spot | None:
    """Return what `names` lead to from several parts, the first of them being the number of one."""
    place = next((i for i in range(len(parts)) if names[0] == str(i + 1)), None)
    if place is None:
        return None

    def having_one(new: Any) -> Project:
        return having((*parts[:place], new, *parts[place + 1 :]))

    if len(names) > 1:
        return _inside(parts[place], names[1:], effect, having_one)
    return _Spot(setting.one(), parts[place], effect, having_one)


def _within(prefix: str, part: Any) -> Iterator[Place]:
    if not dataclasses.is_dataclass(part):
        return
    for name, setting in settings_of(part):
        value = getattr(part, name)
        address = f"{prefix}.{name}"
        yield Place(address, setting, value)
        if isinstance(setting, PartOf):
            yield from _within(address, value)
        elif isinstance(setting, PartsOf):
            for number, one in enumerate(value, 1):
                yield Place(f"{address}.{number}", setting.one(), one)
                yield from _within(f"{address}.{number}", one)


def _of_node(node: Node, is_sink: bool) -> Iterator[Place]:
    address = joined("graph", node.name)
    yield Place(address, _LAYER, node.layer)
    yield from _within(address, node.layer)
    if is_sink or node.objective is not None:
        yield from _within(f"{address}.{_OBJECTIVE}", node.objective or Objective())


# ---- values and sentences ----------------------------------------------------------------------


def _standing_for(spot: _Spot, value: Any) -> Any:
    """Return the value that is asked for, checked; raises NnsimError when it cannot be."""
    setting = spot.setting
    if isinstance(value, str):
        value = setting.parse(value)
        if isinstance(setting, PartsOf):
            return setting.keeping(value, spot.value)
        same_kind = isinstance(setting, PartOf) and type(value) is type(spot.value)
        return spot.value if same_kind else value
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(setting, Real) and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    elif isinstance(setting, Shape | PartsOf) and isinstance(value, list):
        value = tuple(value)
    problem = setting.check(value)
    if problem is not None:
        raise NnsimError(problem)
    return value


def _not_there(project: Project, address: str, words: Sequence[str]) -> str:
    """Return the sentence for an address that leads nowhere."""
    text = tr("There is no setting {address}; the nearest is {nearest}.").format(
        address=repr(address[:200]), nearest=_nearest(project, words or address.split("."))
    )
    holder = _spot(project, words[:-1])
    title = getattr(holder.value, "title", "") if holder is not None else ""
    if not title:
        return text
    reason = tr("{title} has no setting called {name}.").format(title=tr(title), name=words[-1][:100])
    return f"{reason} {text}"


def _nearest(project: Project, words: Sequence[str]) -> str:
    """Return that address of the project which is most like `words`, looking at one name after another."""
    root = _most_like(words[0].lower(), (*_ROOTS, "graph"))
    names = [node.name for node in project.graph.nodes]
    if root == "graph" and names:
        name = _most_like(words[1] if len(words) > 1 else "", names)
        node = next(node for node in project.graph.nodes if node.name == name)
        near = [place.address for place in _of_node(node, True)]
        return _most_like(joined(root, name, *words[2:]), near)
    root = "training" if root == "graph" else root
    near = [place.address for place in _within(root, getattr(project, root))]
    return _most_like(joined(root, *words[1:]), near)


def _most_like(word: str, known: Sequence[str]) -> str:
    return max(known, key=lambda one: SequenceMatcher(None, word[:200], one).ratio())
