"""Another project in the place of the one that is open."""

from __future__ import annotations

from nnsim.document.file_state import FileState
from nnsim.document.storage import Opened
from nnsim.ui.sitting.held_weights import HeldWeights
from nnsim.ui.sitting.opened_runs import OpenedRuns
from nnsim.ui.sitting.project_data import ProjectData
from nnsim.ui.sitting.revival import Revival
from nnsim.ui.sitting.saved_runs import SavedRuns
from nnsim.ui.sitting.sitting import Sitting
from nnsim.ui.sitting.succession import Succession
from nnsim.ui.sitting.transport import Transport


class Opening:
    """Lets every part of a session begin with another project."""

    def __init__(
        self,
        sitting: Sitting,
        transport: Transport,
        held: HeldWeights,
        succession: Succession,
        revival: Revival,
        opened: OpenedRuns,
        saved: SavedRuns,
        data: ProjectData,
    ) -> None:
        self._sitting = sitting
        self._transport = transport
        self._held = held
        self._succession = succession
        self._revival = revival
        self._opened = opened
        self._saved = saved
        self._data = data

    def begin(self, opened: Opened, file: FileState | None) -> None:
        """Put a project in the place of this one, with what it has learned, and the runs that were kept."""
        project, learned = opened.project, opened.learned
        self._transport.pause()
        self._sitting.network.forget()
        self._revival.forget()
        self._held.open(learned)
        self._succession.forget_all()
        self._saved.follow(opened.history)
        said = list(self._opened.open(project, learned, opened.history))
        self._sitting.workspace.open_project(project, file)
        for text in said:
            self._sitting.voice.complained.fire(text)
        self._data.load(project.data)
