"""What differs among several projects, as columns of a table, and between two in a few words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from nnsim.base.errors import NnsimError
from nnsim.base.setting import Setting
from nnsim.base.text import ntr, tr
from nnsim.document.address import get, setting_at, split
from nnsim.document.differing import ABSENT, differing, feeding
from nnsim.document.project import Project

MOST_TWINS = 3
"""Projects that are laid beside another one: more curves on shared axes cannot be told apart."""

_INPUTS = ".inputs"
"""End of the address of what feeds a layer, see `Difference`."""


@dataclass(frozen=True)
class Compared:
    """One thing that is not the same in all projects.

    Attributes
    ----------
    address
        As `nnsim.document.differing` tells it.
    title
        What people call it.
    values
        Of every project, of the setting's kind; `ABSENT` where it has no such thing.
    texts
        The same as people read it.
    """

    address: str
    title: str
    values: tuple[Any, ...]
    texts: tuple[str, ...]


def compared(projects: Sequence[Project]) -> list[Compared]:
    """Return everything that differs among `projects`, in the order in which it does from the first.

    A layer that was only called otherwise is the same layer, and goes by its name in the first project.
    """
    if not projects:
        return []
    first, alike = projects[0], [_called_as_in(projects[0], project) for project in projects]
    found = (difference.address for other in alike for difference in differing(first, other))
    return [_column(address, alike) for address in dict.fromkeys(found)]


def difference_in_words(project: Project, other: Project, most: int = 3) -> str:
    """Return what `project` has otherwise than `other`, at most so many settings; empty where they are alike.

    Where it is more than one thing, that is said, with how many they are.
    """
    columns = compared((other, project))
    pair = tr("{setting} {value}")
    pieces = [pair.format(setting=column.title, value=column.texts[1]) for column in columns[:most]]
    words, count = ", ".join(pieces + ["…"] * (len(columns) > most)), len(columns)
    if count < 2:
        return words
    return ntr("differs in {n} thing: {what}", "differs in {n} things: {what}", count).format(
        n=count, what=words
    )


def why_batches_differ(project: Project, other: Project) -> str:
    """Return what keeps two projects from seeing the same examples in the same step; empty where they do.

    The order of the examples is drawn from the training's seed alone, never from the network.
    """
    mine, theirs = project.training, other.training
    if project.data != other.data:
        return tr("other data")
    if mine.rule.whole_data != theirs.rule.whole_data:
        return tr("all examples as one batch")
    if mine.rule.whole_data:
        return ""
    if mine.batch != theirs.batch:
        return tr("another batch size")
    if mine.shuffle != theirs.shuffle or (mine.shuffle and mine.seed != theirs.seed):
        return tr("another order of the examples")
    return ""


def title_of(project: Project, address: str) -> str:
    """Return what people call a setting, its layer before it; empty where the project has none such."""
    words = split(address)
    layer = words[1] if words[0] == "graph" else ""
    if address.endswith(_INPUTS):
        return tr("{layer}: {setting}").format(layer=layer, setting=tr("inputs"))
    try:
        label = tr(setting_at(project, address).label)
    except NnsimError:
        return ""
    if layer and len(words) == 2:
        return layer
    return tr("{layer}: {setting}").format(layer=layer, setting=label) if layer else label


def _called_as_in(first: Project, project: Project) -> Project:
    """Return `project` with the names that its layers have in `first`, where they have any."""
    names = {node.id: node.name for node in first.graph.nodes}
    nodes = tuple(replace(node, name=names.get(node.id, node.name)) for node in project.graph.nodes)
    if len({node.name for node in nodes}) < len(nodes):
        return project
    return replace(project, graph=replace(project.graph, nodes=nodes))


def _column(address: str, projects: Sequence[Project]) -> Compared:
    found = [_found(project, address) for project in projects]
    title = next(filter(None, (title_of(project, address) for project in projects)), address)
    texts = tuple(_text(setting, value) for setting, value in found)
    return Compared(address, title, tuple(value for _, value in found), texts)


def _found(project: Project, address: str) -> tuple[Setting | None, Any]:
    """Return the kind and the value of a setting; None and `ABSENT` where the project has none."""
    if address.endswith(_INPUTS):
        return None, _inputs(project, address.removesuffix(_INPUTS))
    try:
        return setting_at(project, address), get(project, address)
    except NnsimError:
        return None, ABSENT


def _inputs(project: Project, address: str) -> Any:
    """Return the names of what feeds the layer at an address."""
    name = split(address)[-1]
    node = next((node for node in project.graph.nodes if node.name == name), None)
    return ABSENT if node is None else feeding(project.graph, node)


def _text(setting: Setting | None, value: Any) -> str:
    if value is ABSENT:
        return str(value)
    return ", ".join(value) if setting is None else setting.show(value)
