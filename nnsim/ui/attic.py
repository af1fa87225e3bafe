"""What layers have learned that are not in the network now, kept for when they come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from nnsim.data.prepare import DataSettings
from nnsim.document.project import TrainingSettings
from nnsim.document.resolve import Resolved
from nnsim.engine.shape import Shape

Origin = tuple[DataSettings, int]
"""What first weights and training come from: the data and the seed. With another one a run begins anew."""
_MOST_ROOMS = 8


def shapes_of(resolved: Resolved, training: TrainingSettings) -> dict[str, Shape]:
    """Return the shape of every parameter and state of a network, by its key."""
    shapes: dict[str, Shape] = {}
    for stage in resolved.stages:
        own = (*stage.layer.parameters(stage.inputs), *stage.layer.states(stage.inputs))
        shapes.update({f"{stage.id}/{spec.name}": spec.shape for spec in own})
    states = training.rule.states(resolved.stages)
    return shapes | {f"{id_}/{state.name}": state.shape for id_, state in states}


@dataclass(frozen=True, eq=False)
class Room:
    """What was learned from one origin.

    Attributes
    ----------
    arrays
        By key and shape: a layer that had 8 units, has 9 and gets 8 again finds its weights.
    by_hand
        Keys of the arrays that hold numbers set by hand, or loaded.
    """

    arrays: Mapping[tuple[str, Shape], np.ndarray] = field(default_factory=dict)
    by_hand: frozenset[str] = frozenset()

    def fitting(self, shapes: Mapping[str, Shape]) -> dict[str, np.ndarray]:
        """Return the arrays that a network of these shapes can take, by key."""
        pairs = ((key, self.arrays.get((key, shape))) for key, shape in shapes.items())
        return {key: array for key, array in pairs if array is not None}

    def lost(self, shapes: Mapping[str, Shape]) -> list[str]:
        """Return the keys of what was set by hand and would begin anew in a network of these shapes."""
        return sorted(k for k in self.by_hand if k in shapes and (k, shapes[k]) not in self.arrays)


@dataclass(frozen=True, eq=False)
class Attic:
    """Rooms by origin, the one used last at the end; a value: every change makes another one."""

    rooms: Mapping[Origin, Room] = field(default_factory=dict)

    def room(self, origin: Origin) -> Room:
        """Return what is kept of `origin`; an empty room when nothing is."""
        return self.rooms.get(origin, Room())

    def keeping(self, origin: Origin, arrays: Mapping[str, np.ndarray]) -> Attic:
        """Return an attic with `arrays` (by key) over what was kept of `origin`."""
        room = self.room(origin)
        new = {(key, array.shape): array for key, array in arrays.items()}
        return self._with(origin, replace(room, arrays={**room.arrays, **new}))

    def touched(self, origin: Origin, keys: frozenset[str]) -> Attic:
        """Return an attic that knows of numbers set by hand in the arrays `keys`."""
        room = self.room(origin)
        return self._with(origin, replace(room, by_hand=room.by_hand | keys))

    def without_learned(self, origin: Origin) -> Attic:
        """Return an attic that has forgotten what was learned from `origin`, unless a person had a hand in it."""
        if self.room(origin).by_hand:
            return self
        return Attic({o: room for o, room in self.rooms.items() if o != origin})

    def _with(self, origin: Origin, room: Room) -> Attic:
        others = [(o, r) for o, r in self.rooms.items() if o != origin]
        return Attic(dict([*others[-(_MOST_ROOMS - 1) :], (origin, room)]))
