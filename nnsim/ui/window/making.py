"""Opening what was made in a place of the window, with the twins that keep step with it."""

from __future__ import annotations

from nnsim.ui.place import Made
from nnsim.ui.sitting.session import Session
from nnsim.ui.window.files import Files
from nnsim.ui.window.places import Places


class Making:
    """Opens what `places` make, after asking about unsaved work, and shows it where that wants it shown."""

    def __init__(self, session: Session, files: Files, places: Places) -> None:
        self._session, self._places = session, places
        self._soon: Made | None = None
        """Whose twins begin as soon as the data of the open project are there."""
        places.opening.connect(lambda made: files.open_made(made.opened, lambda: self._show(made)))
        self._leave = session.workspace.resolved_changed.connect(self._begin_twins)
        files.opened.connect(self._forget)

    def release(self) -> None:
        """Let go of the session: the window closes."""
        self._leave()

    def _show(self, made: Made) -> None:
        self._soon = made if made.twins else None
        if made.place:
            self._places.go_to(made.place)
        self._begin_twins()
        if made.plays and not made.twins:
            self._session.transport.play()

    def _forget(self) -> None:
        self._soon = None

    def _begin_twins(self) -> None:
        session, made = self._session, self._soon
        if made is None or session.loader.is_busy:
            return
        self._soon = None
        # Without data nothing is compared: why there are none is said already.
        if session.workspace.prepared is not None:
            session.twins.compare(made.twins)
            if session.runs.number in session.runs:
                session.runs.rename(session.runs.number, made.name)
            if made.plays:
                # Not before: all are to take their first step together.
                session.transport.play()
