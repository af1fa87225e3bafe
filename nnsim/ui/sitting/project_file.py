"""The file of a session's project: opened and saved, and whether the project's training stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from nnsim.base.archive import Data
from nnsim.base.event import Event
from nnsim.base.sizes import in_megabytes
from nnsim.base.text import ntr, tr
from nnsim.document import storage
from nnsim.document.data_file import bytes_to_copy
from nnsim.document.file_state import FileState, fingerprint
from nnsim.document.history_file import HISTORY
from nnsim.document.project import Project
from nnsim.document.recovery import NOTE, load_copy, wishes_history
from nnsim.ui.sitting.beside import done_beside
from nnsim.ui.sitting.known_step import KnownStep
from nnsim.ui.sitting.opening import Opening
from nnsim.ui.sitting.project_data import ProjectData
from nnsim.ui.sitting.saved_runs import SavedRuns, Work
from nnsim.ui.sitting.sitting import Sitting

BESIDE_FROM = 1_000_000
"""Bytes from which on a file is read or written in a thread: fewer take some hundredths of a second."""


class ProjectFile:
    """Opens and saves the project of one session.

    Attributes
    ----------
    attachments
        What the file holds beside the project and is kept as it is.

    Events
    ------
    saving(before, after)
        The work that began from the file `before` (None: from none) is about to be in the file `after`.
        Fired in the thread that writes the file.
    """

    def __init__(self, sitting: Sitting, saved_runs: SavedRuns, opening: Opening, data: ProjectData) -> None:
        self.saving: Event[[FileState | None, FileState]] = Event()
        self.attachments: Mapping[str, Data] = {}
        self._sitting = sitting
        self._workspace = sitting.workspace
        self._saved_runs = saved_runs
        self._opening = opening
        self._data = data
        self._known_step = KnownStep()
        sitting.feed.news.changed.connect(self._note_learning)

    def new(self, project: Project | None = None) -> None:
        """Begin another project, without a file."""
        self._open(storage.Opened(project or Project()), None)

    def open_made(self, opened: storage.Opened) -> None:
        """Begin with a project that was made elsewhere in the program, with its weights, without a file."""
        self._open(opened, None)

    def open(self, path: Path) -> None:
        """Open a project file; raises NnsimError and leaves everything as it is when it cannot."""

        def read() -> tuple[storage.Opened, FileState]:
            before = fingerprint(path)  # first, so that a change while it is read counts as one
            return storage.load(path), FileState(path, before)

        self._open(*(done_beside(read, "nnsim open") if _is_long(path) else read()))

    def open_copy(self, path: Path, file: FileState | None = None) -> None:
        """Open an example or a recovered copy: a later Save asks for a name, or goes to `file`."""
        load = partial(load_copy, path, file)
        opened = done_beside(load, "nnsim open") if _is_long(path) else load()
        kept = {name: data for name, data in opened.attachments.items() if name != NOTE}
        self._open(replace(opened, attachments=kept), file)
        if NOTE in opened.attachments:
            self._saved_runs.with_history = wishes_history(opened)

    def _open(self, opened: storage.Opened, file: FileState | None) -> None:
        self.attachments = {name: data for name, data in opened.attachments.items() if name != HISTORY}
        self._opening.begin(opened, file)
        for problem in opened.problems:
            self._sitting.voice.complained.fire(problem)

    def save(self, path: Path) -> None:
        """Write the project with what it has learned, and its history if that is wished.

        Raises NnsimError when it cannot be written, a `NoRoomError` where a smaller file might be.
        """
        before, work = self._workspace.file.state, self._saved_runs.to_save()
        project = self._data.as_read(self._workspace.project)

        def announce(mark: str) -> None:
            self.saving.fire(before, FileState(path, mark))

        def write() -> str:
            given = (path, project, work.learned, self.attachments)
            return storage.save(*given, history=work.runs, announce=announce)

        nbytes = work.nbytes + bytes_to_copy(project)
        written = write() if nbytes < BESIDE_FROM else done_beside(write, "nnsim save")
        if self._sitting.network.is_there:
            self._known_step.saved(work.learned.step if work.learned is not None else 0)
        self._workspace.file.saved_as(FileState(path, written), project.pace)
        self._sitting.voice.told.fire(self._said_of(path, work))

    def holds_something_else(self) -> bool:
        """Return whether the file holds what this session neither read nor wrote; False where there is no file."""
        state = self._workspace.file.state
        if state is None:
            return False
        look = state.holds_something_else
        return done_beside(look, "nnsim save") if _is_long(state.path) else look()

    def _said_of(self, path: Path, work: Work) -> str:
        moments = sum(len(run.kept) for run in work.runs)
        if not moments:
            return tr("Saved {name}").format(name=path.name)
        text = ntr(
            "Saved {name} with its history: {n} moment, {size} in all",
            "Saved {name} with its history: {n} moments, {size} in all",
            moments,
        )
        return text.format(name=path.name, n=f"{moments:,}", size=in_megabytes(path.stat().st_size))

    def _note_learning(self) -> None:
        """Tell the workspace when the run has learned more than is in the file."""
        if self._known_step.is_passed(self._sitting.feed.state):
            self._workspace.file.note_training()


def _is_long(path: Path) -> bool:
    """Return whether reading the file takes its time."""
    with suppress(OSError, ValueError):
        return path.stat().st_size >= BESIDE_FROM
    return False
