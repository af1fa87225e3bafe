"""Where the weights of a run come from, and every change of them that is no training.

Numbers set by hand, weights loaded from a file and a Reset that gives those up are steps of the
history of edits, as edits of the drawing are. What is not in the network for the moment waits in
the attic. Whatever gives up a number somebody chose says so, and can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.document.learned import Learned
from nnsim.engine.shape import Shape
from nnsim.training.messages import SetWeight
from nnsim.ui.sitting.attic import Attic, Origin, Piece, origin_of
from nnsim.ui.sitting.undo import StandingCommand, WeightCommand

if TYPE_CHECKING:
    from nnsim.ui.sitting.session import Session


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


class Weights:
    """The weights of one session's runs.

    Attributes
    ----------
    pending
        What the next run starts from: a file's numbers, or where a run stood whose data are gone
        for the moment.
    """

    def __init__(self, session: Session) -> None:
        self.pending: Learned | None = None
        self._session = session
        self._attic = Attic()
        self._origin: Origin | None = None
        self._shapes: Mapping[str, Shape] = {}

    # ---- from run to run -----------------------------------------------------------------------

    def open(self, learned: Learned | None) -> None:
        """Begin with what a file holds."""
        self.pending, self._attic, self._origin, self._shapes = learned, Attic(), None, {}

    def put_by(self) -> None:
        """Keep where the run stands while it has no data to train on."""
        learned = self._asked(self._session.trainer.learned)
        if learned is not None and self._origin is not None and self._is_own(self._origin, learned):
            self.pending = learned

    def forget(self, origin: Origin) -> None:
        """Begin anew when the user goes back to `origin`, unless numbers were set by hand there."""
        self._attic = self._attic.without_learned(origin)

    def take(self, origin: Origin, shapes: Mapping[str, Shape]) -> Learned | None:
        """Return what a run of a network with these arrays starts from; None: from the seed alone."""
        before, self._origin = self._origin, origin
        pending, self.pending = self.pending, None
        known, self._shapes = self._shapes, shapes
        if pending is not None and before in (None, origin):
            self._attic = self._attic.keeping(origin, pending.arrays)
            if before is None and pending.step == 0:  # nothing trained is in the file: somebody chose them
                pieces = ((key, array.shape) for key, array in pending.arrays.items())
                self._attic = self._attic.touched(origin, pieces)
            return pending
        # What is seen goes on: where one looks back, that is no longer what training has come to.
        current = pending or self._asked(self._session.trainer.standing)
        if before is not None and current is not None:
            self._keep(before, current)
        if before is not None and before != origin:
            self._move(before, origin, current)
        room = self._attic.room(origin)
        self._say_lost(room.lost(known, shapes))
        arrays = room.fitting(shapes)
        return Learned.named(arrays) if arrays else None

    def own(self, learned: Learned | None) -> Learned | None:
        """Return what the run has learned, unless the seed alone would make the same again."""
        if learned is None or self._origin is None:
            return None
        return learned if self._is_own(self._origin, learned) else None

    def _is_own(self, origin: Origin, learned: Learned) -> bool:
        """Return whether the seed alone would not make the same again."""
        room = self._attic.room(origin)
        return learned.step > 0 or bool(room.by_hand) or bool(room.arrays)

    def _keep(self, origin: Origin, current: Learned) -> None:
        """Put into the attic what the seed would not make again."""
        by_hand = self._attic.room(origin).by_hand
        arrays = {
            key: array
            for key, array in current.arrays.items()
            if current.step > 0 or (key, array.shape) in by_hand
        }
        self._attic = self._attic.keeping(origin, arrays)

    def _move(self, before: Origin, origin: Origin, current: Learned | None) -> None:
        """Go from one origin to another: back to what was learned there, or anew."""
        old = self._attic.room(before)
        if self._attic.room(origin).arrays:
            if self._attic.room(origin).by_hand:
                self._session.told.fire(tr("The weights set by hand or loaded are back."))
            return
        if not old.by_hand:
            return
        if current is not None and current.step == 0 and before[1] == origin[1]:
            # Nothing was trained yet: what a person chose is no result of the old data.
            self._attic = self._attic.touched(origin, old.by_hand)
            self._keep(origin, current)
            return
        text = tr(
            "With other data or another seed training begins from new weights. Those set by hand or "
            "loaded are not in use any more; Undo brings them back."
        )
        self._session.words.say(self._session.complained, text, lambda: self._origin == origin)

    def _say_lost(self, keys: list[str]) -> None:
        graph = self._session.workspace.graph
        names = dict.fromkeys(graph[id_].name for id_ in (k.partition("/")[0] for k in keys) if id_ in graph)
        if names:
            text = tr(
                "Weights set by hand or loaded do not fit {layers} any more and begin anew. "
                "Undo brings them back."
            )
            shapes = {key: self._shapes.get(key) for key in keys}
            self._session.words.say(
                self._session.complained,
                text.format(layers=", ".join(names)),
                lambda: all(self._shapes.get(key) == shape for key, shape in shapes.items()),
            )

    # ---- changes -------------------------------------------------------------------------------

    @property
    def are_touched(self) -> bool:
        """Whether numbers of this run were set by hand or loaded."""
        return self._origin is not None and bool(self._attic.room(self._origin).by_hand)

    def set_number(self, parameter: str, index: tuple[int, ...], value: float, what: str = "") -> None:
        """Write one number into a parameter, as a step that can be undone and is called `what`.

        Raises NnsimError when the trainer does not answer, or has no such number.
        """
        session = self._session
        session.sync()
        found = session.trainer.number(session.run, parameter, index)
        if found is None or self._origin is None:
            raise NnsimError(tr("There is no network yet whose weights could be set."))
        before, step = found
        if value == before:
            return
        session.past.leave()
        piece = (parameter, self._shapes[parameter])
        self._attic = self._attic.touched(self._origin, [piece])
        what = what or tr("{parameter} at {index}: {value}").format(
            parameter=parameter, index=", ".join(str(i + 1) for i in index), value=f"{value:g}"
        )
        place = (piece, index, session.run, step)
        session.workspace.undo_stack.push(
            WeightCommand(what, before, value, self._write, place, self._say_undone)
        )

    def _write(self, piece: Piece, index: tuple[int, ...], number: float) -> None:
        """Put a number where the run is that the project means now: in the trainer, or still to come."""
        session, key = self._session, piece[0]
        session.sync()  # the network of that time first, when an edit has just been undone
        session.past.come_back()
        origin = origin_of(session.workspace.project)
        if session.is_loaded and origin == self._origin:
            session.trainer.send(SetWeight(session.run, key, index, number))
        elif self.pending is not None and key in self.pending.arrays:
            array = _with_number(self.pending.arrays[key], index, number)
            self.pending = self.pending.with_array(key, array)
        elif piece in self._attic.room(origin).arrays:  # its data are still being loaded
            array = _with_number(self._attic.room(origin).arrays[piece], index, number)
            self._attic = self._attic.keeping(origin, {key: array})
        session.weights_changed.fire()

    def load(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Begin a run from the present weights with `arrays` (by key) put over them; can be undone.

        Raises NnsimError when the trainer does not answer.
        """
        self._session.past.leave()
        current = self._session.learned()
        present = dict(current.arrays) if current is not None else {}
        attic = self._attic
        if self._origin is not None:
            attic = attic.touched(self._origin, ((key, array.shape) for key, array in arrays.items()))
        loaded = Learned.named({**present, **arrays})
        after = Standing(replace(loaded, start=loaded.moment), attic, self._origin)
        self._push(tr("Load weights"), self._here(), after)

    def reset(self) -> None:
        """Go back to where the run began; undoable where that gives up what somebody chose.

        Raises NnsimError when the trainer does not answer.
        """
        session = self._session
        without = self._attic.without(self._origin)
        if not self.are_touched:
            self._stand(Standing(None, without, self._origin))
            return
        start, before = session.trainer.beginning(session.run), self._here()
        self._push(tr("Reset the weights"), before, Standing(start, self._with(start, without), self._origin))
        text = tr(
            "Back to the initial weights. Those set by hand or loaded are not in use any more; "
            "Undo brings them back."
        )
        if start is not None:
            text = tr("Back to the weights this run began with. Undo brings back where it was.")
        session.words.say_of_edit(session.told, text)

    def _here(self) -> Standing:
        return Standing(self._session.learned(), self._attic, self._origin)

    def _with(self, start: Learned | None, attic: Attic) -> Attic:
        """Return `attic` with what somebody chose of the weights a run begins with."""
        if start is None or self._origin is None:
            return attic
        chosen = self._attic.room(self._origin).by_hand
        held = [(key, array.shape) for key, array in start.arrays.items() if (key, array.shape) in chosen]
        return attic.keeping(self._origin, start.arrays).touched(self._origin, held)

    def _push(self, label: str, before: Standing, after: Standing) -> None:
        def say_undone(what: str) -> None:
            step = before.learned.step if before.learned is not None else 0
            text = tr("Undone: {what}. The network is where it was before, at step {step}.")
            text = text.format(what=what, step=f"{step:,}")
            self._session.words.say_of_edit(self._session.told, text, undone=True)

        command = StandingCommand(label, before, after, self._stand, say_undone)
        self._session.workspace.undo_stack.push(command)

    def _stand(self, standing: Standing) -> None:
        """Let the run stand where `standing` says."""
        self._attic = standing.attic
        if standing.learned is None:
            self._session.runs.reset()
        else:
            self.pending, self._origin = standing.learned, standing.origin
            self._session.reload()
        self._session.weights_changed.fire()

    def _say_undone(self, what: str, number: float, run: int, step: int) -> None:
        state = self._session.feed.state
        trained = state is not None and state.step > 0 and (state.run, state.step) != (run, step)
        text = tr("Undone: {what}. This number is {number} again.")
        if trained:
            text = tr(
                "Undone: {what}. This number is {number} again; what training has made of the others stays."
            )
        text = text.format(what=what, number=f"{number:.6g}".replace("-", "−"))
        self._session.words.say_of_edit(self._session.told, text, undone=True)

    def _asked(self, question: Callable[[int], Learned | None]) -> Learned | None:
        """Return what the trainer answers about the run, or say why that cannot be known."""
        if not self._session.is_loaded:
            return None
        try:
            return question(self._session.run)
        except NnsimError as error:
            self._session.complained.fire(str(error))
            return None


def _with_number(array: np.ndarray, index: tuple[int, ...], number: float) -> np.ndarray:
    new = array.copy()
    new[index] = number
    return new
