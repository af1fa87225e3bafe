"""Side by side: a second run of the project as it was, which keeps step with the one that is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.document.comparing import difference_in_words
from nnsim.document.learned import Learned
from nnsim.training.messages import Reset, Together
from nnsim.ui.sitting.run_entry import RunEntry

if TYPE_CHECKING:
    from nnsim.ui.sitting.session import Session


class Twin:
    """The twin of a session's run, if it has one.

    Both begin at the same place, and anew whenever the run that is drawn begins anew, so that their
    curves can be compared from the first step. What the user changes is changed in the one that is drawn.

    Attributes
    ----------
    number
        Of its run; 0: there is none.
    """

    def __init__(self, session: Session) -> None:
        self.number = 0
        self._session = session
        self._start: Learned | None = None
        """Where both begin; None: at the first weights of the seed."""

    @property
    def is_there(self) -> bool:
        """Whether there is a twin."""
        return self.number > 0

    def begin(self) -> None:
        """Pin the run that is drawn as its own twin, and let both begin where it began."""
        session = self._session
        session.sync()
        if not session.can_train:
            session.say_why_not()
            return
        session.pause()
        self.end()
        runs = session.runs
        try:
            self._start = session.trainer.beginning(session.run)
        except NnsimError as error:
            session.complained.fire(str(error))
            return
        old = session.run
        twin = runs.enter_beside(old)
        session.trainer.send(Reset(old, twin))
        # Its curve is the first part of that of the twin.
        runs.show(old, False)
        runs.reset()
        self._bind(twin)
        text = tr(
            "{name} is the twin of {drawn}, which is on the canvas. Change one thing there, a setting or the drawing,"
            " and press Play: both take every step together."
        )
        session.told.fire(text.format(name=runs[twin].name, drawn=runs[runs.number].name))

    def end(self) -> None:
        """Let the twin be one of the earlier runs."""
        if self.is_there:
            number, self.number, self._start = self.number, 0, None
            self._session.trainer.send(Together(()))
            self._session.runs.retire(number)

    def follow(self) -> None:
        """Begin anew, too: the run that is drawn does. The curves so far are part of those to come."""
        if not self.is_there:
            return
        session, runs, old = self._session, self._session.runs, self.number
        twin = runs.enter_beside(old)
        session.trainer.send(Reset(old, twin))
        self.number = 0
        runs.throw_away([old])
        self._bind(twin)
        if runs[twin].project.data != session.workspace.project.data:
            text = tr(
                "The twins learn from different data, so that their losses are of different examples. They"
                " keep step all the same."
            )
            session.words.say(session.told, text, lambda: self.number == twin)

    def start_for(self, learned: Learned | None) -> Learned | None:
        """Return where another run of the drawing begins, which would else begin at `learned`."""
        return self._start if self.is_there else learned

    def label(self, entry: RunEntry) -> str:
        """Return what the curves of a run are called."""
        current = self._session.runs.current
        if entry.number != self.number or current is None:
            return entry.name
        words = difference_in_words(entry.project, current.project)
        return tr("{name}: {what}").format(name=entry.name, what=words) if words else entry.name

    def _bind(self, twin: int) -> None:
        self.number = twin
        self._session.trainer.send(Together((twin, self._session.run)))
        self._session.runs.changed.fire()
