"""What a window does with files: ask, open, save, export. Every dialog lets training go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from nnsim.base.errors import NnsimError, NoRoomError
from nnsim.base.sizes import in_megabytes
from nnsim.base.text import ntr, tr
from nnsim.document.examples import Example
from nnsim.document.project import Project
from nnsim.document.recovery import Leftover
from nnsim.document.storage import SUFFIX
from nnsim.export.exporter import ExportContext, exporters
from nnsim.export.weights import by_node_id, check_weights, load_weights
from nnsim.ui.charts.figures import FORMATS, save_figure
from nnsim.ui.datapage.files import is_data_file
from nnsim.ui.sitting.autosave import Autosave
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.window.no_room import ask_to_leave_history_out
from nnsim.ui.window.overwriting import ask_before_overwriting

if TYPE_CHECKING:
    from nnsim.ui.window.main_window import MainWindow


class Files:
    """The file actions of one window."""

    def __init__(self, window: MainWindow, session: Session, preferences: Preferences) -> None:
        self._window = window
        self._session = session
        self._preferences = preferences

    # ---- opening -----------------------------------------------------------------------------

    def new(self) -> None:
        """Begin an empty project, after asking about unsaved work."""
        self._unless_unsaved(self._new_now)

    def _new_now(self) -> None:
        self._session.file.new(Project())
        self._window.after_open()

    def open_example(self, example: Example) -> None:
        """Open an example as a project without a file, after asking about unsaved work."""
        self._unless_unsaved(lambda: self._open_example_now(example))

    def _open_example_now(self, example: Example) -> None:
        if self._guard(lambda: self._session.file.open_copy(example.path)):
            self._window.after_open()

    def ask_open(self) -> None:
        """Ask for a project file and open it."""
        dialog = self._dialog(tr("Open a project"), [tr("nnsim projects (*.nnsim)"), tr("All files (*)")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.open(Path(name)))
        dialog.open()

    def open(self, path: Path) -> None:
        """Open a project file, or take a data file as data; asks about unsaved work first."""
        if is_data_file(path):
            self._window.open_data(path)
            return
        self._unless_unsaved(lambda: self._open_now(path))

    def _open_now(self, path: Path) -> None:
        if self._guard(lambda: self._session.file.open(path)):
            self._preferences.remember_file(path)
            self._window.after_open()

    def open_recovered(self, copy: Leftover, autosave: Autosave) -> None:
        """Open a recovery copy as unsaved work on its file, after asking about unsaved work."""
        self._unless_unsaved(lambda: self._open_recovered_now(copy, autosave))

    def _open_recovered_now(self, copy: Leftover, autosave: Autosave) -> None:
        file = replace(copy.file, recovered=True) if copy.file is not None else None
        if not self._guard(lambda: self._session.file.open_copy(copy.path, file)):
            return
        self._session.workspace.file.note_learning()
        # From now on it is the copy of this session: killed before its first own, it is still there.
        self._guard(lambda: autosave.take_over(copy))
        self._window.after_open()

    # ---- saving ------------------------------------------------------------------------------

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save to the project's file, or ask for one; `then` is called once it is saved.

        Asks before it overwrites what this session neither read nor wrote.
        """
        file = self._session.workspace.file.state
        if file is None:
            self.ask_save(then)
        elif file.holds_something_else():
            ask_before_overwriting(
                self._window,
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
                self._window.complain(str(error))
                return
            ask_to_leave_history_out(
                self._window,
                str(error),
                leave_out=lambda: self._save_without_history(path, then),
                save_elsewhere=lambda: self.ask_save(then),
            )
        except NnsimError as error:
            self._window.complain(str(error))
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
        dialog = self._dialog(tr("Save the project"), [tr("nnsim projects (*.nnsim)")])
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
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(tr("Save the changes to this project first?"))
        box.setInformativeText(tr("Without saving they are lost."))
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

    def close_when_saved(self, close: Callable[[], object]) -> None:
        """Call `close` once nothing unsaved would be lost by it, or the user does not mind."""
        self._unless_unsaved(close)

    # ---- exporting ---------------------------------------------------------------------------

    def ask_export_weights(self) -> None:
        """Ask for a file and write all learned arrays there, in the format of its suffix."""
        filters = {f"{tr(e.title)} (*{e.suffix})": e for e in exporters}
        dialog = self._dialog(tr("Export weights"), list(filters))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        first = next(iter(filters.values()))
        dialog.setDefaultSuffix(first.suffix.lstrip("."))
        dialog.filterSelected.connect(lambda name: dialog.setDefaultSuffix(filters[name].suffix.lstrip(".")))
        stem = self._session.workspace.file.path.stem if self._session.workspace.file.path else "weights"
        dialog.selectFile(stem + first.suffix)

        def chosen(name: str) -> None:
            path = Path(name)
            by_suffix = {e.suffix: e for e in exporters}
            kind = by_suffix.get(path.suffix.lower(), filters[dialog.selectedNameFilter()])
            self._guard(lambda: self.export(kind.key, path))

        dialog.fileSelected.connect(chosen)
        dialog.open()

    def export(self, key: str, path: Path) -> None:
        """Write what exporter `key` writes to `path`; raises NnsimError when it cannot."""
        workspace = self._session.workspace
        context = ExportContext(
            workspace.project, workspace.resolved, self._session.learned(), workspace.prepared
        )
        exporters[key]().write(path, context)
        self._session.voice.told.fire(tr("Exported {name}").format(name=path.name))

    def ask_load_weights(self) -> None:
        """Ask for a weights file and put its arrays into the layers they fit."""
        dialog = self._dialog(tr("Load weights"), [tr("Weights (*.npz *.safetensors)")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self._guard(lambda: self.load_weights(Path(name))))
        dialog.open()

    def load_weights(self, path: Path) -> None:
        """Put the arrays of a weights file into the layers of the same names and shapes.

        Raises NnsimError when none fits; what does not fit is said.
        """
        graph = self._session.workspace.graph
        current = self._session.learned()
        if current is None:
            raise NnsimError(tr("There is no network to load weights into. Mend its problems first."))
        given = by_node_id(graph, load_weights(path))
        fit = check_weights(given, {key: array.shape for key, array in current.arrays.items()})
        if not fit.arrays:
            raise NnsimError(
                fit.problems[0]
                if fit.problems
                else tr("No array in {name} fits a layer of this network.").format(name=path.name)
            )
        self._session.weights.load(fit.arrays)
        for problem in fit.problems:
            self._session.voice.complained.fire(problem)
        n = len(fit.arrays)
        self._session.voice.told.fire(ntr("Loaded {n} array", "Loaded {n} arrays", n).format(n=n))

    def ask_export_plots(self) -> None:
        """Ask for a folder and write every plot there as PNG, SVG, PDF and CSV."""
        dialog = self._dialog(tr("Export all plots into a folder"), [])
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self._guard(lambda: self.export_plots(Path(name))))
        dialog.open()

    def export_plots(self, folder: Path) -> None:
        """Write every plot that shows something to `folder`; raises NnsimError when one cannot be written."""
        count = 0
        for panel in self._window.panels:
            if panel.notice:
                continue
            figure = panel.figure()
            for ending in FORMATS:
                save_figure(figure, folder / f"{panel.key}{ending}")
                count += 1
        if not count:
            raise NnsimError(tr("There is nothing to plot yet. Press Play first."))
        self._session.voice.told.fire(
            ntr("Wrote {n} file to {folder}", "Wrote {n} files to {folder}", count).format(
                n=count, folder=folder.name
            )
        )

    # ---- inside ------------------------------------------------------------------------------

    def _dialog(self, title: str, filters: list[str]) -> QFileDialog:
        dialog = QFileDialog(self._window, title, str(self._preferences.folder()))
        if filters:
            dialog.setNameFilters(filters)
        dialog.finished.connect(dialog.deleteLater)
        dialog.fileSelected.connect(lambda name: self._preferences.set_folder(Path(name)))
        return dialog

    def _guard(self, act: Callable[[], object]) -> bool:
        """Call `act`; tell the user when it cannot be done. Return whether it was."""
        try:
            act()
        except NnsimError as error:
            self._window.complain(str(error))
            return False
        return True
