"""What layers have learned that are not in the network now, kept for when they come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from nnsim.data.data_settings import DataSettings
from nnsim.document.learned import Layout, Learned
from nnsim.document.project import Project, TrainingSettings
from nnsim.document.resolve import Resolved
from nnsim.engine.shape import Shape

Piece = tuple[str, Shape]
"""Key and shape of an array: a layer that had 8 units, has 9 and gets 8 again finds its weights."""
Origin = tuple[DataSettings, int]
"""What first weights and training come from: the data and the seed. With another one a run begins anew."""
_MOST_ROOMS = 8
_MOST_BYTES = 256_000_000


def origin_of(project: Project) -> Origin:
    """Return what training of `project` comes from."""
    return project.data, project.training.seed


def layout_of(resolved: Resolved, training: TrainingSettings) -> Layout:
    """Return key and shape of every parameter, then of every state of a network, as they lie in its vectors."""
    stages = resolved.stages
    learned = [(f"{s.id}/{spec.name}", spec.shape) for s in stages for spec in s.layer.parameters(s.inputs)]
    states = [(s.id, spec) for s in stages for spec in s.layer.states(s.inputs)]
    states += training.rule.states(stages)
    return (*learned, *((f"{id_}/{spec.name}", spec.shape) for id_, spec in states))


def shapes_of(resolved: Resolved, training: TrainingSettings) -> dict[str, Shape]:
    """Return the shape of every parameter and state of a network, by its key."""
    return dict(layout_of(resolved, training))


@dataclass(frozen=True, eq=False)
class Room:
    """What was learned from one origin.

    Attributes
    ----------
    arrays
        The one kept last at the end. Above some size the oldest go.
    by_hand
        Which of them hold numbers set by hand, or loaded; these never go.
    """

    arrays: Mapping[Piece, np.ndarray] = field(default_factory=dict)
    by_hand: frozenset[Piece] = frozenset()

    def fitting(self, shapes: Mapping[str, Shape]) -> dict[str, np.ndarray]:
        """Return the arrays that a network of these shapes can take, by key."""
        pairs = ((key, self.arrays.get((key, shape))) for key, shape in shapes.items())
        return {key: array for key, array in pairs if array is not None}

    def lost(self, before: Mapping[str, Shape], after: Mapping[str, Shape]) -> list[str]:
        """Return the keys of what was set by hand and does not fit a network any more that is reshaped."""
        gone = (key for key, shape in self.by_hand if before.get(key) == shape != after.get(key, shape))
        return sorted(key for key in gone if (key, after[key]) not in self.arrays)

    def keeping(self, arrays: Mapping[Piece, np.ndarray]) -> Room:
        """Return a room with `arrays` over what was there."""
        kept = {piece: array for piece, array in self.arrays.items() if piece not in arrays} | dict(arrays)
        size = sum(array.nbytes for array in kept.values())
        for piece in [p for p in kept if p not in arrays and p not in self.by_hand]:
            if size <= _MOST_BYTES:
                break
            size -= kept.pop(piece).nbytes
        return replace(self, arrays=kept)


@dataclass(frozen=True, eq=False)
class Attic:
    """Rooms by origin, the one used last at the end; a value: every change makes another one."""

    rooms: Mapping[Origin, Room] = field(default_factory=dict)

    def room(self, origin: Origin) -> Room:
        """Return what is kept of `origin`; an empty room when nothing is."""
        return self.rooms.get(origin, Room())

    def keeping(self, origin: Origin, arrays: Mapping[str, np.ndarray]) -> Attic:
        """Return an attic with `arrays` (by key) over what was kept of `origin`."""
        new = {(key, array.shape): array for key, array in arrays.items()}
        return self._with(origin, self.room(origin).keeping(new))

    def touched(self, origin: Origin, pieces: Iterable[Piece]) -> Attic:
        """Return an attic that knows of numbers set by hand in the arrays `pieces`."""
        room = self.room(origin)
        return self._with(origin, replace(room, by_hand=room.by_hand.union(pieces)))

    def without_learned(self, origin: Origin) -> Attic:
        """Return an attic that has forgotten what was learned from `origin`, unless a person had a hand in it."""
        return self if self.room(origin).by_hand else self.without(origin)

    def without(self, origin: Origin | None) -> Attic:
        """Return an attic that has forgotten `origin`."""
        return Attic({o: room for o, room in self.rooms.items() if o != origin})

    def moved(self, before: Origin, after: Origin) -> Attic:
        """Return an attic where what was kept of `before` is kept of `after`."""
        return self.without(before)._with(after, self.room(before))

    def as_in(self, other: Attic, origin: Origin) -> Attic:
        """Return an attic that holds of `origin` what `other` does."""
        room = other.rooms.get(origin)
        return self.without(origin) if room is None else self._with(origin, room)

    def _with(self, origin: Origin, room: Room) -> Attic:
        others = [(o, r) for o, r in self.rooms.items() if o != origin]
        return Attic(dict([*others[-(_MOST_ROOMS - 1) :], (origin, room)]))


@dataclass(frozen=True, eq=False)
class Standing:
    """Where a run stands.

    Attributes
    ----------
    learned
        What it has learned; None: the initial weights of the seed.
    attic
        What waits beside it.
    origin
        Its data and seed.
    """

    learned: Learned | None
    attic: Attic
    origin: Origin | None
