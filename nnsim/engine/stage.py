"""What the engine is given: resolved layers in the order they run, and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nnsim.engine.activation import Activation
from nnsim.engine.layer import Layer
from nnsim.engine.loss import Loss
from nnsim.engine.shape import Shape


@dataclass(frozen=True)
class Stage:
    """One layer in its place: who feeds it, and with which shapes.

    For a layer that takes data, `sources` is empty, `inputs` holds the shape of the data it
    takes, and `columns` the features it takes of it (None: all).
    """

    id: str
    name: str
    layer: Layer
    sources: tuple[str, ...]
    inputs: tuple[Shape, ...]
    shape: Shape
    columns: tuple[int, ...] | None = None


def carries_data(stages: Mapping[str, Stage], id_: str) -> bool:
    """Return whether the outputs of stage `id_` are data as they are, at most in other places."""
    roles = (stages[before].layer.role for before in leading_to(stages.values(), [id_]))
    return all(role.is_fed or role.keeps_values for role in roles)


def ending_activation(stages: Mapping[str, Stage], id_: str) -> Activation | None:
    """Return the activation that the outputs of stage `id_` come from, None where there is none.

    What only puts numbers in other places, such as Flatten, changes nothing about them.
    """
    stage = stages[id_]
    while stage.layer.role.keeps_values and len(stage.sources) == 1:
        stage = stages[stage.sources[0]]
    return stage.layer.activation_function()


def running(stages: Iterable[Stage]) -> list[Stage]:
    """Return the stages that have calls of their own: what is fed and what is only seen otherwise has none."""
    return [stage for stage in stages if stage.layer.role.runs]


@dataclass(frozen=True)
class Output:
    """A loss on the output of one stage.

    `columns` are the target columns it reads (None: all); `weight` its share in the total loss.
    """

    stage: str
    loss: Loss
    weight: float = 1.0
    columns: tuple[int, ...] | None = None


def leading_to(stages: Iterable[Stage], ends: Iterable[str]) -> set[str]:
    """Return the ids of all stages that the stages called `ends` depend on, those included."""
    by_id = {s.id: s for s in stages}
    found: set[str] = set()
    todo = list(ends)
    while todo:
        id_ = todo.pop()
        if id_ not in found:
            found.add(id_)
            todo.extend(by_id[id_].sources)
    return found
