"""Every change of weights that is no training.

Numbers set by hand, weights loaded from a file and a Reset that gives those up are steps of the
history of edits, as edits of the drawing are. Whatever gives up a number somebody chose says so, and
can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.document.learned import Learned
from nnsim.training.messages import SetWeight
from nnsim.ui.sitting.attic import Attic, Piece, Standing, origin_of
from nnsim.ui.sitting.held_weights import HeldWeights
from nnsim.ui.sitting.looking_back import LookingBack
from nnsim.ui.sitting.run_words import RunWords
from nnsim.ui.sitting.sitting import Sitting
from nnsim.ui.sitting.succession import Succession
from nnsim.ui.sitting.undo import OneWayCommand, StandingCommand, WeightCommand


class Weights:
    """The weights of one session's runs, as people change them.

    Events
    ------
    changed()
        Weights were changed by something else than training.
    """

    def __init__(
        self, sitting: Sitting, words: RunWords, past: LookingBack, succession: Succession, held: HeldWeights
    ) -> None:
        self.changed: Event[[]] = Event()
        self._sitting = sitting
        self._words = words
        self._past = past
        self._succession = succession
        self._held = held

    @property
    def are_touched(self) -> bool:
        """Whether numbers of this run were set by hand or loaded."""
        return self._held.are_touched

    def set_number(self, parameter: str, index: tuple[int, ...], value: float, what: str = "") -> None:
        """Write one number into a parameter, as a step that can be undone and is called `what`.

        Raises NnsimError when the trainer does not answer, or has no such number.
        """
        sitting = self._sitting
        sitting.network.ensure()
        found = sitting.trainer.number(sitting.run, parameter, index)
        if found is None or self._held.origin is None:
            raise NnsimError(tr("There is no network yet whose weights could be set."))
        before, step = found
        if value == before:
            return
        self._past.leave()
        piece = (parameter, self._held.shapes[parameter])
        self._held.attic = self._held.attic.touched(self._held.origin, [piece])
        what = what or tr("{parameter} at {index}: {value}").format(
            parameter=parameter, index=", ".join(str(i + 1) for i in index), value=f"{value:g}"
        )
        place = (piece, index, sitting.run, step)
        sitting.workspace.undo_stack.push(
            WeightCommand(what, before, value, self._write, place, self._say_undone)
        )

    def _write(self, piece: Piece, index: tuple[int, ...], number: float) -> None:
        """Put a number where the run is that the project means now: in the trainer, or still to come."""
        sitting, key = self._sitting, piece[0]
        sitting.network.ensure()  # the network of that time first, when an edit has just been undone
        self._past.come_back()
        origin = origin_of(sitting.workspace.project)
        if sitting.network.is_there and origin == self._held.origin:
            sitting.trainer.send(SetWeight(sitting.run, key, index, number))
        elif self._held.pending is not None and key in self._held.pending.arrays:
            array = _with_number(self._held.pending.arrays[key], index, number)
            self._held.pending = self._held.pending.with_array(key, array)
        elif piece in self._held.attic.room(origin).arrays:  # its data are still being loaded
            array = _with_number(self._held.attic.room(origin).arrays[piece], index, number)
            self._held.attic = self._held.attic.keeping(origin, {key: array})
        self.changed.fire()

    def load(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Begin a run from the present weights with `arrays` (by key) put over them; can be undone.

        Raises NnsimError when the trainer does not answer.
        """
        self._past.leave()
        current = self._sitting.network.learned()
        present = dict(current.arrays) if current is not None else {}
        attic = self._held.attic
        if self._held.origin is not None:
            attic = attic.touched(self._held.origin, ((key, array.shape) for key, array in arrays.items()))
        loaded = Learned.named({**present, **arrays})
        after = Standing(replace(loaded, start=loaded.moment), attic, self._held.origin)
        # What keeps step with the run began elsewhere.
        self._succession.parting.fire()
        self._push(tr("Load weights"), self._here(), after)

    def reset(self) -> None:
        """Go back to where the run began, or say why that cannot be; undoable where it gives up what somebody
        chose.
        """
        voice = self._sitting.voice
        if not self._sitting.network.can_run:
            voice.say_why_not(self._sitting.workspace.resolved)
            return
        try:
            self._go_back()
        except NnsimError as error:
            voice.complained.fire(str(error))

    def begin_anew_with(self, label: str, edit: Callable[[], object]) -> None:
        """Make `edit` and begin the run anew, as one step; Undo puts the run back where it is now.

        Weights that were learned for one network can be harmful in the other, both ways.

        Raises NnsimError when the trainer does not answer.
        """
        stack, before = self._sitting.workspace.undo_stack, self._here()
        stack.beginMacro(label)
        try:
            # The parts are undone from last to first: this one when the project is what it was.
            stack.push(OneWayCommand(label, undone=lambda: self._put_back(label, before)))
            edit()
            self._sitting.network.ensure()
            if self.are_touched:
                self.reset()
            else:
                stack.push(OneWayCommand(label, done=self._begin_anew))
        finally:
            stack.endMacro()

    def _begin_anew(self) -> None:
        if self._sitting.network.can_run:
            self._sitting.network.ensure()
            self._stand(Standing(None, self._held.attic.without(self._held.origin), self._held.origin))

    def _put_back(self, label: str, before: Standing) -> None:
        if self._sitting.network.can_run:
            self._stand(before)
            self._tell_undone(label, before)

    def _go_back(self) -> None:
        sitting = self._sitting
        without = self._held.attic.without(self._held.origin)
        if not self.are_touched:
            self._stand(Standing(None, without, self._held.origin))
            return
        start, before = sitting.trainer.beginning(sitting.run), self._here()
        self._push(
            tr("Reset the weights"), before, Standing(start, self._with(start, without), self._held.origin)
        )
        text = tr(
            "Back to the initial weights. Those set by hand or loaded are not in use any more; "
            "Undo brings them back."
        )
        if start is not None:
            text = tr("Back to the weights this run began with. Undo brings back where it was.")
        self._words.say_of_edit(sitting.voice.told, text)

    def _here(self) -> Standing:
        return Standing(self._sitting.network.learned(), self._held.attic, self._held.origin)

    def _with(self, start: Learned | None, attic: Attic) -> Attic:
        """Return `attic` with what somebody chose of the weights a run begins with."""
        if start is None or self._held.origin is None:
            return attic
        chosen = self._held.attic.room(self._held.origin).by_hand
        held = [(key, array.shape) for key, array in start.arrays.items() if (key, array.shape) in chosen]
        return attic.keeping(self._held.origin, start.arrays).touched(self._held.origin, held)

    def _push(self, label: str, before: Standing, after: Standing) -> None:
        undone = lambda what: self._tell_undone(what, before)  # noqa: E731
        command = StandingCommand(label, before, after, self._stand, undone)
        self._sitting.workspace.undo_stack.push(command)

    def _tell_undone(self, what: str, before: Standing) -> None:
        step = before.learned.step if before.learned is not None else 0
        text = tr("Undone: {what}. The network is where it was before, at step {step}.")
        text = text.format(what=what, step=f"{step:,}")
        self._words.say_of_edit(self._sitting.voice.told, text, undone=True)

    def _stand(self, standing: Standing) -> None:
        """Let the run stand where `standing` says."""
        self._held.attic = standing.attic
        if standing.learned is None:
            self._sitting.network.ensure()
            self._succession.reset()
        else:
            self._held.pending, self._held.origin = standing.learned, standing.origin
            self._sitting.network.reload()
        self.changed.fire()

    def _say_undone(self, what: str, number: float, run: int, step: int) -> None:
        state = self._sitting.feed.state
        trained = state is not None and state.step > 0 and (state.run, state.step) != (run, step)
        text = tr("Undone: {what}. This number is {number} again.")
        if trained:
            text = tr(
                "Undone: {what}. This number is {number} again; what training has made of the others stays."
            )
        text = text.format(what=what, number=f"{number:.6g}".replace("-", "−"))
        self._words.say_of_edit(self._sitting.voice.told, text, undone=True)


def _with_number(array: np.ndarray, index: tuple[int, ...], number: float) -> np.ndarray:
    new = array.copy()
    new[index] = number
    return new
