"""Files for other programs: which exporter, where to, how it is set, and the writing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from nnsim.base.declared import settings_of
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.export.exporter import ExportContext, Exporter, ExportKind, exporters_of
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.window.export_settings import ExportSettings
from nnsim.ui.window.file_dialogs import FileDialogs, done_or_said


class Exporting:
    """All exporters there are, as a window offers them; each is set as it was last time."""

    def __init__(self, parent: QWidget, session: Session, preferences: Preferences) -> None:
        self._parent, self._session = parent, session
        self._dialogs = FileDialogs(parent, preferences)
        self._set: dict[str, Exporter] = {}

    def ask(self, kind: ExportKind) -> None:
        """Ask for a file, in the format of its suffix, and for what its exporter can be told; then write it.

        Where none of the `kind` can write now, it is said why instead.
        """
        done_or_said(self._session, lambda: self._ask_where(kind))

    def _ask_where(self, kind: ExportKind) -> None:
        offered = exporters_of(kind)
        context = self._context()
        reasons = [exporter().why_not(context) for exporter in offered]
        if all(reasons):
            raise NnsimError(reasons[0])
        filters = {f"{tr(e.title)} (*{e.suffix})": e for e in offered}
        dialog = self._dialogs.make(tr(kind.title).rstrip("…"), list(filters))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(offered[0].suffix.lstrip("."))
        dialog.filterSelected.connect(lambda name: dialog.setDefaultSuffix(filters[name].suffix.lstrip(".")))
        path = self._session.workspace.file.path
        dialog.selectFile((path.stem if path else kind.value) + offered[0].suffix)

        def chosen(name: str) -> None:
            by_suffix = {e.suffix: e for e in offered}
            exporter = by_suffix.get(Path(name).suffix.lower(), filters[dialog.selectedNameFilter()])
            self._ask_settings(exporter, Path(name))

        dialog.fileSelected.connect(chosen)
        dialog.open()

    def _ask_settings(self, exporter: type[Exporter], path: Path) -> None:
        before = self._set.get(exporter.key) or exporter()
        if next(settings_of(exporter), None) is None:
            done_or_said(self._session, lambda: self.export(before, path))
            return
        dialog = ExportSettings(before, path.name, self._parent)
        dialog.confirmed.connect(
            lambda chosen: done_or_said(self._session, lambda: self.export(chosen, path))
        )
        dialog.open()

    def export(self, exporter: Exporter, path: Path) -> None:
        """Write what `exporter` writes to `path`; raises NnsimError when it cannot."""
        self._set[exporter.key] = exporter
        exporter.write(path, self._context())
        self._session.voice.told.fire(tr("Exported {name}").format(name=path.name))

    def _context(self) -> ExportContext:
        workspace = self._session.workspace
        return ExportContext(
            workspace.project, workspace.resolved, self._session.network.learned(), workspace.prepared
        )
