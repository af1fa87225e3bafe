"""Repairs of the drawing: made in one step, and told by what came of them."""

from __future__ import annotations

from nnsim.base.event import Event
from nnsim.base.text import ntr, tr
from nnsim.document.fitting import fit_to_data
from nnsim.document.repair import Repair
from nnsim.document.resolve import Problem
from nnsim.document.suggested import suggested
from nnsim.ui.sitting.run_words import RunWords
from nnsim.ui.sitting.sitting import Sitting
from nnsim.ui.sitting.transport import Transport
from nnsim.ui.sitting.weights import Weights


class Mending:
    """Makes the repairs of one session.

    Events
    ------
    drawn()
        Another network was drawn in place of the one that was there.
    """

    def __init__(self, sitting: Sitting, words: RunWords, weights: Weights, transport: Transport) -> None:
        self._sitting = sitting
        self._workspace = sitting.workspace
        self._voice = sitting.voice
        self._words = words
        self._weights = weights
        self._transport = transport
        self.drawn: Event[[]] = Event()

    def mend_as_offered(self, problem: Problem) -> None:
        """Do what is offered first at `problem`: its repair, or another network where that is better."""
        if problem.repair is not None and problem.repair.other_kind:
            self.suggest()
        else:
            self.mend(problem)

    def mend(self, problem: Problem) -> None:
        """Make the repair of `problem` in one step that can be undone, and say what came of it."""
        if problem.repair is not None and self._make(problem.repair):
            left = [p for p in self._workspace.resolved.problems if p.node == problem.node]
            if problem.text in [p.text for p in left]:
                self._words.say_of_edit(
                    self._voice.complained,
                    tr("The problem is still there: {problem}").format(problem=problem.text),
                )
            else:
                self._tell_made(problem.repair)

    def fit_to_data(self) -> None:
        """Make the network fit the data in one step that can be undone, and say what came of it."""
        if self._workspace.prepared is None:
            self._voice.complained.fire(tr("There is no data yet. Choose some on the Data page."))
            return
        repair = fit_to_data(self._workspace.prepared)
        if self._make(repair):
            self._tell_made(repair)
        elif not self._workspace.resolved.errors:
            self._voice.told.fire(tr("The network fits the data already."))
        else:
            self._voice.say_why_not(self._workspace.resolved)

    @property
    def can_suggest(self) -> bool:
        """Whether there are data that what is drawn does not fit; a rule that cannot train it is another matter."""
        resolved = self._workspace.resolved
        return self._workspace.prepared is not None and bool(resolved.errors) and not resolved.rule_was_asked

    def suggest(self) -> None:
        """Put a sensible network and training for the data in place of what is drawn, in one step that can be undone."""
        data = self._workspace.prepared
        if data is None:
            self._voice.complained.fire(tr("There is no data yet. Choose some on the Data page."))
            return
        repair = Repair(
            tr("Suggest a network for the data"),
            lambda project: suggested(project, data),
            tr("A network that suits the data was drawn, and its training set."),
        )
        if self._make(repair):
            self.drawn.fire()
            self._tell_made(repair)
        else:
            self._voice.told.fire(tr("This is the suggested network already."))

    def cure(self, repair: Repair, *, anew: bool = True) -> None:
        """Make `repair` of a training that does not go well in one step; it plays on if it did.

        Parameters
        ----------
        anew
            Whether training begins at first weights again; else it goes on where it is.
        """
        playing = self._sitting.feed.playing
        before = self._workspace.project
        if anew and repair.change(before) != before:
            self._weights.begin_anew_with(repair.label, lambda: self._make(repair))
        elif not self._make(repair):
            return
        self._sitting.network.ensure()
        if playing:
            self._transport.play()

    def _make(self, repair: Repair) -> bool:
        """Make `repair`; return whether it changed anything."""
        before = self._workspace.project
        self._workspace.edit(repair.label, repair.change)
        return self._workspace.project != before

    def _tell_made(self, repair: Repair) -> None:
        done = repair.done or tr("Done: {repair}.").format(repair=repair.label)
        n = len(self._workspace.resolved.errors)
        left = ntr("{n} problem is left.", "{n} problems are left.", n).format(n=n)
        text = tr("{done} {then}").format(done=done, then=left if n else tr("The network can train."))
        self._words.say_of_edit(self._voice.told, text)
