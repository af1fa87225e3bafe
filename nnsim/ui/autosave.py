"""Keeps a copy of unsaved work in a place of its own, every half minute, beside the window's thread."""

from __future__ import annotations

import logging
import threading
import time

from PySide6.QtCore import QObject, QTimer

from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.document.recovery import RecoveryStore
from nnsim.ui.session import Session

PERIOD_MS = 30_000

log = logging.getLogger(__name__)


class Autosave(QObject):
    """Writes recovery copies while there is something unsaved, and takes them away when there is not.

    Events
    ------
    kept(text)
        What to show: when the last copy was written, or why none could be.
    """

    def __init__(self, session: Session, store: RecoveryStore | None = None) -> None:
        super().__init__(session)
        self.kept: Event[[str]] = Event()
        self.store = store or RecoveryStore()
        self._session = session
        self._thread: threading.Thread | None = None
        self._problem = ""
        self._written_at = ""
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD_MS)
        self._timer.timeout.connect(self.keep)
        self._timer.start()

    def keep(self) -> None:
        """Write a copy now if there is unsaved work and no copy is being written."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._say()
        workspace = self._session.workspace
        if not workspace.is_modified:
            return
        try:
            learned = self._session.learned_to_save()
        except NnsimError as error:
            self.kept.fire(str(error))
            return
        self._thread = threading.Thread(
            target=self._write, args=(workspace.project, learned), name="nnsim autosave", daemon=True
        )
        self._thread.start()

    def _write(self, project: Project, learned: Learned | None) -> None:
        try:
            self.store.write(project, learned, self._session.workspace.path)
            self._problem = ""
            self._written_at = time.strftime("%H:%M")
        except NnsimError as error:
            self._problem = str(error)
        except Exception:
            log.exception("autosave failed")
            self._problem = tr("Autosave failed; the log says why.")

    def _say(self) -> None:
        # Put into words here: the language may have changed since the copy was written.
        if self._problem:
            self.kept.fire(self._problem)
        elif self._written_at:
            self.kept.fire(tr("autosaved {time}").format(time=self._written_at))

    def close(self) -> None:
        """Wait for a copy under way, and take this session's copy away: the work is saved or let go."""
        self._timer.stop()
        if self._thread is not None:
            self._thread.join(10)
        self.store.close()
