"""One sitting with one document: puts together the workspace, the data, the trainer, the feed and all parts.

Lives longer than the window: another language builds another window on the same session.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from nnsim.base.errors import NnsimError
from nnsim.document.project import Project
from nnsim.ui.sitting.background import Background
from nnsim.ui.sitting.data_loader import DataLoader
from nnsim.ui.sitting.file_run import FileRun
from nnsim.ui.sitting.following import Following
from nnsim.ui.sitting.gaze import Gaze
from nnsim.ui.sitting.held_weights import HeldWeights
from nnsim.ui.sitting.inheritance import Inheritance
from nnsim.ui.sitting.labs import Labs
from nnsim.ui.sitting.loading import Loading
from nnsim.ui.sitting.looking_back import LookingBack
from nnsim.ui.sitting.mending import Mending
from nnsim.ui.sitting.opened_runs import OpenedRuns
from nnsim.ui.sitting.opening import Opening
from nnsim.ui.sitting.project_data import ProjectData
from nnsim.ui.sitting.project_file import ProjectFile
from nnsim.ui.sitting.repainting import Repainting
from nnsim.ui.sitting.retirement import Retirement
from nnsim.ui.sitting.revival import Revival
from nnsim.ui.sitting.run_words import RunWords
from nnsim.ui.sitting.runs import Runs
from nnsim.ui.sitting.saved_runs import SavedRuns
from nnsim.ui.sitting.sitting import Sitting
from nnsim.ui.sitting.succession import Succession
from nnsim.ui.sitting.transport import Transport
from nnsim.ui.sitting.twin_data import TwinData
from nnsim.ui.sitting.twins import Twins
from nnsim.ui.sitting.waiting_start import WaitingStart
from nnsim.ui.sitting.weights import Weights


class Session(QObject):
    """The open document and everything that works on it.

    Each part takes the ones it needs; none of them knows the session. What stands here beside the parts is
    what everybody does with a session.
    """

    def __init__(self, project: Project | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sitting = Sitting.of(project, self)
        self.workspace, self.voice, self.trainer = sitting.workspace, sitting.voice, sitting.trainer
        self.feed, self.network = sitting.feed, sitting.network
        self.loader = DataLoader(self)
        gaze, waiting, of_file = Gaze(self.feed), WaitingStart(), FileRun()
        self.words = RunWords(sitting, gaze)
        self.runs = Runs(sitting)
        Retirement(sitting, self.runs)
        succession = Succession(sitting, self.runs)
        self.past = LookingBack(sitting, gaze, self.words, self.runs, succession)
        held = HeldWeights()
        self.weights = Weights(sitting, self.words, self.past, succession, held)
        inheritance = Inheritance(sitting, self.words, held)
        self.transport = Transport(sitting, self.words, gaze, self.loader, waiting)
        self.mending = Mending(sitting, self.words, self.weights, self.transport)
        twin_data = TwinData(DataLoader(self))
        self.twins = Twins(sitting, self.words, self.runs, succession, self.transport, self.loader, twin_data)
        self.labs = Labs(sitting, self.mending, self.twins, self)
        self.background = Background(sitting, self.runs, DataLoader(self))
        self.saved_runs = SavedRuns(sitting, self.runs, held, of_file)
        opened = OpenedRuns(sitting, self.runs, of_file)
        self.revival = Revival(
            sitting, self.runs, succession, opened, self.past, self.transport, self.twins, self.background
        )
        self.data = ProjectData(sitting, self.words, self.loader, inheritance, waiting)
        Following(sitting, inheritance, self.data, self.past)
        repainting = Repainting(sitting, self.loader, self.runs, self.past, self.twins)
        self.loading = Loading(
            sitting,
            self.loader,
            succession,
            inheritance,
            self.twins,
            self.revival,
            self.transport,
            waiting,
            repainting,
        )
        opening = Opening(
            sitting,
            self.transport,
            held,
            succession,
            self.revival,
            opened,
            self.saved_runs,
            self.data,
        )
        self.file = ProjectFile(sitting, self.saved_runs, opening, self.data)

    def start(self) -> None:
        """Start the trainer, the feed and the first load of data."""
        self.trainer.start()
        self.feed.start()
        self.transport.send_pace()
        self.data.load(self.workspace.project.data)

    def close(self) -> bool:
        """End all threads; return whether the trainer did in time."""
        self.loading.stop()
        self.data.watch.stop()
        self.loader.cancel(quietly=True)
        self.labs.cancel()
        self.feed.stop()
        return self.trainer.shut_down()

    def retranslate(self) -> None:
        """Say everything in the language now in use; the examples and the run stay as they are."""
        self.workspace.retranslate()
        self.data.reword()

    @property
    def run(self) -> int:
        """Number of the run that is drawn; 0 before the first one."""
        return self.runs.number

    def play(self) -> None:
        """Train until paused, or say why not."""
        self.transport.play()

    def pause(self) -> None:
        """Stop after the step under way."""
        self.transport.pause()

    def step(self) -> None:
        """Train on one batch."""
        self.transport.step()

    def reset(self) -> None:
        """Go back to the initial weights."""
        self.weights.reset()

    def set_weight(self, parameter: str, index: tuple[int, ...], value: float, what: str = "") -> bool:
        """Write one number into a parameter of the run, which trains on from there; return whether it could be.

        It is a step in the history of edits, called `what`.
        """
        try:
            self.weights.set_number(parameter, index, value, what)
        except NnsimError as error:
            self.voice.complained.fire(str(error))
            return False
        return True
