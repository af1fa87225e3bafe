"""Where the weights of a run come from: the seed, a file, or what its layers had learned before.

What is not in the network for the moment waits in the attic. Whatever gives up a number somebody chose
says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.document.learned import Learned
from nnsim.engine.shape import Shape
from nnsim.ui.sitting.attic import Attic, Origin
from nnsim.ui.sitting.held_weights import HeldWeights
from nnsim.ui.sitting.run_words import RunWords
from nnsim.ui.sitting.sitting import Sitting


class Inheritance:
    """Hands weights on from run to run."""

    def __init__(self, sitting: Sitting, words: RunWords, held: HeldWeights) -> None:
        self._sitting = sitting
        self._words = words
        self._held = held
        self._before_trying = Attic()
        """What waited when values began to be tried out."""

    def put_by(self) -> None:
        """Keep where the run stands while it has no data to train on."""
        learned = self._held.own(self._asked(self._sitting.trainer.learned))
        if learned is not None:
            self._held.pending = learned

    def forget(self, origin: Origin) -> None:
        """Begin anew when the user goes back to `origin`, unless numbers were set by hand there.

        While values are tried out that is forgotten when a run comes to it, and only until that gives way.
        """
        if not self._sitting.tried.is_on:
            self._held.attic = self._held.attic.without_learned(origin)

    def begin_anew(self, origin: Origin) -> None:
        """Begin from the seed with what comes next, unless numbers were set by hand: `origin` is no longer what it was."""
        self._held.attic = self._held.attic.without_learned(origin)
        if not self._held.attic.room(origin).by_hand:
            self._held.origin = self._held.pending = None

    def move(self, before: Origin, after: Origin) -> None:
        """Take what was learned from `before` for learned from `after`: the data are the same, or were painted on."""
        if before != after and self._held.origin == before:
            self._held.attic = self._held.attic.moved(before, after)
            self._held.origin = after

    def take(self, origin: Origin, shapes: Mapping[str, Shape]) -> Learned | None:
        """Return what a run of a network with these arrays starts from; None: from the seed alone."""
        before, self._held.origin = self._held.origin, origin
        pending, self._held.pending = self._held.pending, None
        known, self._held.shapes = self._held.shapes, shapes
        if pending is not None and before in (None, origin):
            self._held.attic = self._held.attic.keeping(origin, pending.arrays)
            if before is None and pending.step == 0:  # nothing trained is in the file: somebody chose them
                pieces = ((key, array.shape) for key, array in pending.arrays.items())
                self._held.attic = self._held.attic.touched(origin, pieces)
            return pending
        # What is seen goes on: where one looks back, that is no longer what training has come to.
        current = pending or self._asked(self._sitting.trainer.standing)
        gives_way = self._sitting.tried.gives_way(self._sitting.run) and before != origin
        if before is not None and current is not None and not gives_way:
            self._keep(before, current)
        if before is not None and before != origin:
            if self._sitting.tried.is_on:
                self._try(origin, gives_way)
            self._move(before, origin, current)
        if before is not None and gives_way:
            self._held.attic = self._held.attic.as_in(self._before_trying, before)
        room = self._held.attic.room(origin)
        self._say_lost(room.lost(known, shapes))
        arrays = room.fitting(shapes)
        return Learned.named(arrays) if arrays else None

    def _try(self, origin: Origin, goes_on: bool) -> None:
        """Begin anew at `origin`, a value that is tried out, as the first of several or where that `goes_on`."""
        if not goes_on:
            self._before_trying = self._held.attic
        self._held.attic = self._held.attic.without_learned(origin)

    def _keep(self, origin: Origin, current: Learned) -> None:
        """Put into the attic what the seed would not make again."""
        by_hand = self._held.attic.room(origin).by_hand
        arrays = {
            key: array
            for key, array in current.arrays.items()
            if current.step > 0 or (key, array.shape) in by_hand
        }
        self._held.attic = self._held.attic.keeping(origin, arrays)

    def _move(self, before: Origin, origin: Origin, current: Learned | None) -> None:
        """Go from one origin to another: back to what was learned there, or anew."""
        old = self._held.attic.room(before)
        if self._held.attic.room(origin).arrays:
            if self._held.attic.room(origin).by_hand:
                self._sitting.voice.told.fire(tr("The weights set by hand or loaded are back."))
            return
        if not old.by_hand:
            return
        if current is not None and current.step == 0 and before[1] == origin[1]:
            # Nothing was trained yet: what a person chose is no result of the old data.
            self._held.attic = self._held.attic.touched(origin, old.by_hand)
            self._keep(origin, current)
            return
        text = tr(
            "With other data or another seed training begins from new weights. Those set by hand or "
            "loaded are not in use any more; Undo brings them back."
        )
        self._words.say(self._sitting.voice.complained, text, lambda: self._held.origin == origin)

    def _say_lost(self, keys: list[str]) -> None:
        graph = self._sitting.workspace.graph
        names = dict.fromkeys(graph[id_].name for id_ in (k.partition("/")[0] for k in keys) if id_ in graph)
        if names:
            text = tr(
                "Weights set by hand or loaded do not fit {layers} any more and begin anew. "
                "Undo brings them back."
            )
            shapes = {key: self._held.shapes.get(key) for key in keys}
            self._words.say(
                self._sitting.voice.complained,
                text.format(layers=", ".join(names)),
                lambda: all(self._held.shapes.get(key) == shape for key, shape in shapes.items()),
            )

    def _asked(self, question: Callable[[int], Learned | None]) -> Learned | None:
        """Return what the trainer answers about the run, or say why that cannot be known."""
        if not self._sitting.network.is_there:
            return None
        try:
            return question(self._sitting.run)
        except NnsimError as error:
            self._sitting.voice.complained.fire(str(error))
            return None
