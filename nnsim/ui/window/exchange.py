"""Weights that come into a project from elsewhere, and all plots that go out of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import ntr, tr
from nnsim.export.weights import by_node_id, check_weights, load_weights
from nnsim.figures.cells import cell_figure
from nnsim.ui.charts.figures import FORMATS, save_figure
from nnsim.ui.panel import Panel
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.window.file_dialogs import FileDialogs, done_or_said


class Exchange:
    """Loads weights, and writes the plots of one window."""

    def __init__(
        self, parent: QWidget, session: Session, preferences: Preferences, panels: Sequence[Panel]
    ) -> None:
        self._session = session
        self._panels = panels
        self._dialogs = FileDialogs(parent, preferences)

    def ask_load_weights(self) -> None:
        """Ask for a weights file and put its arrays into the layers they fit."""
        dialog = self._dialogs.make(tr("Load weights"), [tr("Weights (*.npz *.safetensors)")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(
            lambda name: done_or_said(self._session, lambda: self.load_weights(Path(name)))
        )
        dialog.open()

    def load_weights(self, path: Path) -> None:
        """Put the arrays of a weights file into the layers of the same names and shapes.

        Raises NnsimError when none fits; what does not fit is said.
        """
        graph = self._session.workspace.graph
        current = self._session.network.learned()
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
        dialog = self._dialogs.make(tr("Export all plots into a folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(
            lambda name: done_or_said(self._session, lambda: self.export_plots(Path(name)))
        )
        dialog.open()

    def export_plots(self, folder: Path) -> None:
        """Write every plot that shows something to `folder`; raises NnsimError when one cannot be written."""
        count = 0
        for panel in self._panels:
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

    def ask_export_drawing(self) -> None:
        """Ask for a file, and draw the network there in the cells of the chart."""
        drawn = {f"{tr(name)} (*{ending})": ending for ending, name in FORMATS.items() if ending != ".csv"}
        dialog = self._dialogs.make(tr("Export drawing"), list(drawn))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(next(iter(drawn.values())).lstrip("."))
        dialog.filterSelected.connect(lambda name: dialog.setDefaultSuffix(drawn[name].lstrip(".")))
        path = self._session.workspace.file.path
        dialog.selectFile((path.stem if path else "network") + next(iter(drawn.values())))
        dialog.fileSelected.connect(
            lambda name: done_or_said(self._session, lambda: self.export_drawing(Path(name)))
        )
        dialog.open()

    def export_drawing(self, path: Path) -> None:
        """Draw the network in the cells of the chart; raises NnsimError when there is none, or it cannot be written."""
        workspace = self._session.workspace
        if not workspace.resolved.stages:
            raise NnsimError(tr("There is no network to draw yet. Add a layer first."))
        name = workspace.file.path.stem if workspace.file.path else ""
        save_figure(cell_figure(workspace.resolved, workspace.prepared, name), path)
        self._session.voice.told.fire(tr("Saved {name}").format(name=path.name))
