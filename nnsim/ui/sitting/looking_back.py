"""Looking back at the run on the screen: which moment is looked at, and how one goes on from there."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.document.project import TrainingSettings
from nnsim.training.messages import ComeBack, GoTo, Moments, Retune, SetBudget, State
from nnsim.ui.sitting.gaze import Gaze
from nnsim.ui.sitting.run_basis import changes_under_way
from nnsim.ui.sitting.run_words import RunWords
from nnsim.ui.sitting.runs import Runs
from nnsim.ui.sitting.sitting import Sitting
from nnsim.ui.sitting.succession import Succession


@dataclass(frozen=True)
class Forked:
    """A run that was just forked of the `old` one, and whether its settings are to be those of the project."""

    number: int
    old: str
    keeps_settings: bool


class LookingBack:
    """Leads the run on the screen to its moments and back; the past itself is never changed.

    Whatever changes a run (a setting, a weight) goes on from the moment that is looked at as another
    run, at once. Undo is of the present, and leads back to it.

    Events
    ------
    changed()
        Another moment is looked at, or others are kept.
    """

    def __init__(
        self, sitting: Sitting, gaze: Gaze, words: RunWords, runs: Runs, succession: Succession
    ) -> None:
        self.changed: Event[[]] = Event()
        self._sitting = sitting
        self._gaze = gaze
        self._words = words
        self._runs = runs
        self._succession = succession
        self._forked: Forked | None = None
        self._noted = ""
        sitting.feed.news.changed.connect(self._on_feed)
        sitting.feed.news.kept.connect(self._on_kept)
        sitting.workspace.past.edited.connect(self._on_edit)

    # ---- where it stands -----------------------------------------------------------------------

    @property
    def _state(self) -> State | None:
        return self._sitting.feed.state

    @property
    def latest(self) -> int:
        """The step that training has come to."""
        return self._gaze.latest

    @property
    def step(self) -> int | None:
        """The step that is looked at, or on the way to; None: the present."""
        return self._gaze.step

    @property
    def kept(self) -> Moments | None:
        """What is kept of the run on the screen."""
        return self._sitting.feed.shown.moments

    @property
    def stops(self) -> tuple[int, ...]:
        """The steps that are there at once, in their order: those of moments, and the present."""
        steps = self.kept.steps if self.kept is not None else ()
        return (*steps[: bisect_left(steps, self.latest)], self.latest)

    def stop_after(self, step: int, count: int) -> int:
        """Return the stop that is `count` further than `step`; earlier ones where it is negative."""
        stops = self.stops
        place = bisect_right(stops, step) - 1 if count > 0 else bisect_left(stops, step)
        return stops[max(0, min(len(stops) - 1, place + count))]

    # ---- going ---------------------------------------------------------------------------------

    def go_to(self, step: int) -> None:
        """Look at a step, as near as it can be reached; playing pauses. From the present on: come back."""
        if step >= self.latest:
            self.come_back()
        elif self._state is not None:
            self._send(GoTo(self._sitting.run, max(0, step)), max(0, step))

    def move(self, count: int) -> None:
        """Look at the stop that is `count` further; earlier ones where it is negative."""
        here = self.latest if self.step is None else self.step
        self.go_to(self.stop_after(here, count))

    def come_back(self) -> None:
        """Look at the present again, if one does not."""
        if self.step is not None:
            self._send(ComeBack(self._sitting.run), self.latest)
            self._sitting.workspace.past.show(None)

    def use_memory(self, most: int) -> None:
        """Let the moments of all runs fill so many bytes."""
        self._sitting.trainer.send(SetBudget(most))

    def _send(self, request: GoTo | ComeBack, step: int) -> None:
        self._gaze.turn_to(step)
        self._sitting.trainer.send(request)
        self._sitting.feed.look_soon()
        self.changed.fire()

    # ---- going on in another way ---------------------------------------------------------------

    def fork(self) -> None:
        """Go on from the moment that is looked at as a run of its own, with the settings in force there."""
        if self._sitting.network.can_run and self._state is not None:
            self._branch(keeps_settings=True)

    def leave(self) -> None:
        """Go on as a run of its own if one looks back: somebody is about to change a number."""
        if self.step is not None:
            self._branch(keeps_settings=True)

    def _branch(self, *, keeps_settings: bool) -> None:
        runs, old = self._runs, self._runs.current
        self._gaze.rest()
        self._sitting.workspace.past.show(None)
        self._succession.fork()
        self._forked = Forked(runs.number, old.name if old is not None else "", keeps_settings)
        self._sitting.workspace.file.note_learning()

    def _on_edit(self, training: TrainingSettings) -> None:
        """Settings other than those of the moment were chosen: go on from there with them."""
        then = self._sitting.workspace.training
        if changes_under_way(then, training):
            self._branch(keeps_settings=False)
            self._sitting.trainer.send(Retune(self._sitting.run, training))

    def _on_feed(self) -> None:
        state = self._state
        past = state is not None and state.is_past and self.step is not None
        self._sitting.workspace.past.show(state.training if past and state is not None else None)
        if state is not None and self._forked is not None and state.run == self._forked.number:
            forked, self._forked = self._forked, None
            self._tell_of_fork(forked, state)
        self.changed.fire()

    def _on_kept(self) -> None:
        """Say once why less is kept than people would expect."""
        note = self.kept.note if self.kept is not None else ""
        if note and note != self._noted:
            self._words.say_of_run(self._sitting.voice.told, note, at_rest=False)
        self._noted = note
        self.changed.fire()

    def _tell_of_fork(self, forked: Forked, state: State) -> None:
        workspace, then = self._sitting.workspace, state.training
        text = tr("{new} goes on from step {n}. {old} stays as it was.")
        if forked.keeps_settings and then is not None and then != workspace.project.training:
            text = tr(
                "{new} goes on from step {n} with the settings in force there; Undo brings yours back. {old} stays"
                " as it was."
            )
            label = tr("Settings of step {n}").format(n=f"{state.step:,}")
            workspace.edit(label, lambda p: replace(p, training=then))
        new = self._runs[forked.number].name
        text = text.format(new=new, old=forked.old, n=f"{state.step:,}")
        self._words.say_of_run(self._sitting.voice.told, text, at_rest=False)
