"""How the project of a window is opened and saved. Every dialog lets training go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from nnsim.base.errors import NnsimError, NoRoomError
from nnsim.base.event import Event
from nnsim.base.sizes import in_megabytes
from nnsim.base.text import ntr, tr
from nnsim.data.files.opening import all_patterns, is_data_file
from nnsim.document.examples import Example
from nnsim.document.project import Project
from nnsim.document.recovery import Leftover
from nnsim.document.storage import SUFFIX, Opened
from nnsim.ui.sitting.autosave import Autosave
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.window.file_dialogs import FileDialogs, done_or_said
from nnsim.ui.window.no_room import ask_to_leave_history_out
from nnsim.ui.window.overwriting import ask_before_overwriting


class Files:
    """Opening and saving the project of one window.

    Events
    ------
    opened()
        Another project is there.
    data_chosen(Path)
        A file was opened that holds data.
    """

    def __init__(self, parent: QWidget, session: Session, preferences: Preferences) -> None:
        self.opened: Event[[]] = Event()
        self.data_chosen: Event[[Path]] = Event()
        self._parent = parent
        self._session = session
        self._preferences = preferences
        self._dialogs = FileDialogs(parent, preferences)

    # ---- opening -----------------------------------------------------------------------------

    def new(self) -> None:
        """Begin an empty project, after asking about unsaved work."""
        self._unless_unsaved(self._new_now)

    def _new_now(self) -> None:
        self._session.file.new(Project())
        self.opened.fire()

    def open_example(self, example: Example) -> None:
        """Open an example as a project without a file, after asking about unsaved work."""
        self._unless_unsaved(lambda: self._open_example_now(example))

    def _open_example_now(self, example: Example) -> None:
        if done_or_said(self._session, lambda: self._session.file.open_copy(example.path)):
            self.opened.fire()

    def open_made(self, opened: Opened, then: Callable[[], object]) -> None:
        """Open what was made in a place of the window as a project without a file, after asking about unsaved work.

        `then` is called once it is there.
        """
        self._unless_unsaved(lambda: self._open_made_now(opened, then))

    def _open_made_now(self, opened: Opened, then: Callable[[], object]) -> None:
        self._session.file.open_made(opened)
        self.opened.fire()
        then()

    def ask_open(self) -> None:
        """Ask for a project, or for a file of data, and open it."""
        data = " ".join(dict.fromkeys(all_patterns()))
        filters = [
            f"{tr('Projects and data')} (*{SUFFIX} {data})",
            tr("nnsim projects (*.nnsim)"),
            f"{tr('Data files')} ({data})",
            tr("All files (*)"),
        ]
        dialog = self._dialogs.make(tr("Open a project or data"), filters)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.open(Path(name)))
        dialog.open()

    def open(self, path: Path) -> None:
        """Open a project file, or take a data file as data; asks about unsaved work first."""
        if is_data_file(path):
            self.data_chosen.fire(path)
            return
        self._unless_unsaved(lambda: self._open_now(path))

    def _open_now(self, path: Path) -> None:
        if done_or_said(self._session, lambda: self._session.file.open(path)):
            self._preferences.remember_file(path)
            self.opened.fire()

    def open_recovered(self, copy: Leftover, autosave: Autosave) -> None:
        """Open a recovery copy as unsaved work on its file, after asking about unsaved work."""
        self._unless_unsaved(lambda: self._open_recovered_now(copy, autosave))

    def _open_recovered_now(self, copy: Leftover, autosave: Autosave) -> None:
        file = replace(copy.file, recovered=True) if copy.file is not None else None
        if not done_or_said(self._session, lambda: self._session.file.open_copy(copy.path, file)):
            return
        self._session.workspace.file.note_learning()
        # From now on it is the copy of this session: killed before its first own, it is still there.
        done_or_said(self._session, lambda: autosave.take_over(copy))
        self.opened.fire()

    # ---- saving ------------------------------------------------------------------------------

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save to the project's file, or ask for one; `then` is called once it is saved.

        Asks before it overwrites what this session neither read nor wrote.
        """
        file = self._session.workspace.file.state
        if file is None:
            self.ask_save(then)
        elif self._session.file.holds_something_else():
            ask_before_overwriting(
                self._parent,
                file,
                overwrite=lambda: self._save_to(file.path, then),
                save_elsewhere=lambda: self.ask_save(then),
                reload=lambda: self._open_now(file.path),
            )
        else:
            self._save_to(file.path, then)

    def _save_to(self, path: Path, then: Callable[[], object] | None) -> None:
        try:
            self._session.file.save(path)
        except NoRoomError as error:
            if not self._session.saved_runs.with_history:
                self._session.voice.complained.fire(str(error))
                return
            ask_to_leave_history_out(
                self._parent,
                str(error),
                leave_out=lambda: self._save_without_history(path, then),
                save_elsewhere=lambda: self.ask_save(then),
            )
        except NnsimError as error:
            self._session.voice.complained.fire(str(error))
        else:
            self._preferences.remember_file(path)
            if then is not None:
                then()

    def _save_without_history(self, path: Path, then: Callable[[], object] | None) -> None:
        self._session.saved_runs.with_history = False
        self._save_to(path, then)

    def toggle_history(self) -> None:
        """Save moments and earlier runs from now on, or no longer."""
        runs = self._session.saved_runs
        runs.with_history = not runs.with_history
        text = (
            tr(
                "From the next save on the file holds the history: about {size}, the moments and earlier runs."
            )
            if runs.with_history
            else tr(
                "From the next save on the file holds the curves of this run, no moments and no earlier runs."
            )
        )
        self._session.voice.told.fire(text.format(size=in_megabytes(runs.nbytes)))

    def ask_save(self, then: Callable[[], object] | None = None) -> None:
        """Ask for a name and save there."""
        dialog = self._dialogs.make(tr("Save the project"), [tr("nnsim projects (*.nnsim)")])
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.lstrip("."))
        dialog.selectFile(str(self._session.workspace.file.path or tr("untitled") + SUFFIX))
        dialog.fileSelected.connect(lambda name: self._save_to(Path(name), then))
        dialog.open()

    def _unless_unsaved(self, act: Callable[[], object]) -> None:
        """Call `act` at once when nothing is unsaved; else ask: save first, discard, or cancel."""
        if not self._session.workspace.is_modified:
            act()
            return
        box = QMessageBox(self._parent)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(tr("Save the changes to this project first?"))
        box.setInformativeText("\n".join([tr("Without saving they are lost."), *self._what_no_file_keeps()]))
        keys = QMessageBox.StandardButton
        box.setStandardButtons(keys.Save | keys.Discard | keys.Cancel)
        box.setDefaultButton(keys.Save)

        def finished(_result: int) -> None:
            answer = box.standardButton(box.clickedButton())
            if answer == keys.Save:
                self.save(act)
            elif answer == keys.Discard:
                act()

        box.finished.connect(finished)
        box.open()

    def _what_no_file_keeps(self) -> list[str]:
        """Return a sentence about earlier runs that go even where the project is saved."""
        n = len(self._session.runs.earlier)
        if not n or self._session.saved_runs.with_history:
            return []
        text = ntr(
            "{n} earlier run goes all the same, unless “Save with its history” in the File menu is on.",
            "{n} earlier runs go all the same, unless “Save with its history” in the File menu is on.",
            n,
        )
        return [text.format(n=n)]

    def close_when_saved(self, close: Callable[[], object]) -> None:
        """Call `close` once nothing unsaved would be lost by it, or the user does not mind."""
        self._unless_unsaved(close)
