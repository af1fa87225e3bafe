"""Keeps a copy of unsaved work in a place of its own, every half minute, beside the window's thread."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

from PySide6.QtCore import QObject, QTimer

from nnsim.base.archive import Data
from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.document.file_state import FileState
from nnsim.document.history_file import SavedRun
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.document.recovery import Leftover, RecoveryStore
from nnsim.ui.sitting.session import Session

PERIOD_MS = 30_000

Content = tuple[Project, Learned | None, FileState | None, Mapping[str, Data], Sequence[SavedRun], bool]
"""What `RecoveryStore.write` takes."""

log = logging.getLogger(__name__)


class Autosave(QObject):
    """Writes recovery copies while there is something unsaved, and takes them away when there is not.

    Events
    ------
    kept(text)
        What to show: when the last copy was written, or why none could be; empty when there is none
        any more.
    """

    def __init__(self, session: Session, store: RecoveryStore | None = None) -> None:
        super().__init__(session)
        self.kept: Event[[str]] = Event()
        self.store = store or RecoveryStore()
        self._session = session
        self._thread: threading.Thread | None = None
        self._writes = False
        self._generation = 0
        """How often the unsaved work came to an end: a copy of an earlier generation is of no use."""
        self._guard = threading.Lock()
        self._has_copy = False
        self._problem = ""
        self._written_at = ""
        self._leave = [
            session.file.saving.connect(self._on_saving),
            session.workspace.file.changed.connect(self._on_file),
        ]
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD_MS)
        self._timer.timeout.connect(self.keep)
        self._timer.start()

    @property
    def is_writing(self) -> bool:
        """Whether a copy is being written."""
        return self._writes

    def keep(self) -> None:
        """Write a copy now if there is unsaved work and no copy is being written."""
        if self.is_writing:
            return
        self._say()
        workspace = self._session.workspace
        if not workspace.is_modified:
            return
        try:
            of_runs = self._session.saved_runs.to_copy()
        except NnsimError as error:
            self.kept.fire(str(error))
            return
        self._has_copy = self._writes = True
        attachments = dict(self._session.file.attachments)
        project = self._session.data.as_read(workspace.project)
        content = (project, of_runs.learned, workspace.file.state, attachments, of_runs.runs)
        work = ((*content, self._session.saved_runs.with_history), self._generation)
        self._thread = threading.Thread(target=self._write, args=work, name="nnsim autosave", daemon=True)
        self._thread.start()

    def take_over(self, leftover: Leftover) -> None:
        """Make the copy of a dead session, which has just been opened, this session's own.

        Raises NnsimError when it cannot be moved; it then stays where it is.
        """
        self._wait()
        self.store.take_over(leftover)
        self._has_copy = True

    def _write(self, content: Content, generation: int) -> None:
        problem = ""
        try:
            self.store.write(*content)
        except NnsimError as error:
            problem = str(error)
        except Exception:
            log.exception("autosave failed")
            problem = tr("Autosave failed; the log says why.")
        with self._guard:
            if generation != self._generation:
                self.store.discard()
            else:
                self._problem = problem
                self._written_at = self._written_at if problem else time.strftime("%H:%M")
            # Last: who sees that nothing is being written any more sees no copy that is of no use.
            self._writes = False

    def _on_saving(self, before: FileState | None, after: FileState) -> None:
        """Let the copy know that its work is about to be in a file."""
        if self._has_copy:
            # The save must not fail because of the copy; all that is lost is being sure that it is old.
            with suppress(NnsimError):
                self.store.note_saving(before, after)

    def _on_file(self) -> None:
        """Take the copy away when nothing is unsaved any more: saved, undone, or another project."""
        if self._session.workspace.is_modified or not self._has_copy:
            return
        with self._guard:
            self._generation += 1
            self._has_copy = False
            self._written_at = ""
            if not self.is_writing:
                self.store.discard()  # else the writer does, when it has written
        self.kept.fire("")

    def _say(self) -> None:
        # Put into words here: the language may have changed since the copy was written.
        if self._problem:
            self.kept.fire(self._problem)
        elif self._written_at:
            self.kept.fire(tr("autosaved {time}").format(time=self._written_at))

    def _wait(self) -> None:
        if self._thread is not None:
            self._thread.join(10)

    def close(self) -> None:
        """Wait for a copy under way, and take this session's copy away: the work is saved or let go."""
        self._timer.stop()
        for leave in self._leave:
            leave()
        self._wait()
        with self._guard:
            self._generation += 1  # a writer that has not ended by now takes away what it writes
        self.store.close()
