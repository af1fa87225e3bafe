"""One sitting with one document: joins the workspace, the data, the trainer and the feed.

Lives longer than the window: another language builds another window on the same session.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer

from nnsim.base.changes import changed_effects, settings_with
from nnsim.base.effect import Effect
from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.data.prepare import DataSettings, Prepared
from nnsim.document.file_state import FileState
from nnsim.document.learned import Learned
from nnsim.document.project import Project, TrainingSettings
from nnsim.document.resolve import Problem
from nnsim.document.storage import Opened
from nnsim.training.messages import (
    Load,
    MeasureTest,
    Pause,
    Play,
    Retune,
    SetPace,
    StepEpoch,
    StepOnce,
)
from nnsim.training.trainer import Trainer
from nnsim.ui.sitting.attic import origin_of, shapes_of
from nnsim.ui.sitting.background import Background
from nnsim.ui.sitting.data_loader import DataLoader
from nnsim.ui.sitting.feeds import Feeds
from nnsim.ui.sitting.live import LiveFeed
from nnsim.ui.sitting.looking_back import LookingBack
from nnsim.ui.sitting.mending import Mending
from nnsim.ui.sitting.project_file import ProjectFile
from nnsim.ui.sitting.revival import Revival
from nnsim.ui.sitting.run_words import RunWords
from nnsim.ui.sitting.runs import Runs
from nnsim.ui.sitting.saved_runs import SavedRuns
from nnsim.ui.sitting.twin import Twin
from nnsim.ui.sitting.weights import Weights
from nnsim.ui.sitting.workspace import Workspace

Start = type[Play] | type[StepOnce] | type[StepEpoch]


class Session(QObject):
    """The open document and everything that works on it.

    Events
    ------
    told(text)
        A sentence worth a line: saved, loaded, done.
    complained(text)
        A sentence that says what cannot be, and what to do.
    refused(problem)
        What keeps the network from training, when somebody asked it to.
    weights_changed()
        Weights were changed by something else than training.
    """

    def __init__(self, project: Project | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.told: Event[[str]] = Event()
        self.complained: Event[[str]] = Event()
        self.refused: Event[[Problem]] = Event()
        self.weights_changed: Event[[]] = Event()
        self.workspace = Workspace(project)
        self.trainer = Trainer()
        self.feeds = Feeds()
        self.feed = LiveFeed(self.trainer, self.feeds, self)
        self.loader = DataLoader(self)
        self.weights = Weights(self)
        self.words = RunWords(self)
        self.mending = Mending(self)
        self.file = ProjectFile(self)
        self.runs = Runs(self)
        self.past = LookingBack(self)
        self.twin = Twin(self)
        self.background = Background(self)
        self.saved_runs = SavedRuns(self)
        self.revival = Revival(self)
        self._loaded: tuple[Any, ...] | None = None
        self._data_settings: DataSettings | None = None
        self._rewording = False
        self._when_loaded: Start | None = None
        self._sync_timer = QTimer(self)
        self._sync_timer.setSingleShot(True)
        self._sync_timer.timeout.connect(self.sync)
        self._join()

    def _join(self) -> None:
        self.workspace.project_changed.connect(self._on_project)
        self.workspace.pace_changed.connect(self._send_pace)
        self.workspace.resolved_changed.connect(self._sync_timer.start)
        self.loader.finished.connect(self._on_data)
        self.feed.news.loaded.connect(self._rename_layers)

    def start(self) -> None:
        """Start the trainer, the feed and the first load of data."""
        self.trainer.start()
        self.feed.start()
        self._send_pace()
        self._load_data(self.workspace.project.data)

    def begin(self, opened: Opened, file: FileState | None) -> None:
        """Put another project in the place of this one, with what it has learned, and the runs that were kept."""
        project, learned = opened.project, opened.learned
        self.pause()
        self._loaded = None
        self.revival.forget()
        self.weights.open(learned)
        self.runs.forget_all()
        self.feeds.expect(0)
        said = list(self.saved_runs.open(project, learned, opened.history))
        self.workspace.open_project(project, file)
        for text in said:
            self.complained.fire(text)
        self._load_data(project.data)

    def close(self) -> bool:
        """End all threads; return whether the trainer did in time."""
        self._sync_timer.stop()
        self.loader.cancel(quietly=True)
        self.feed.stop()
        return self.trainer.shut_down()

    # ---- training ----------------------------------------------------------------------------

    @property
    def can_train(self) -> bool:
        """Whether a network is loaded and nothing keeps it from training."""
        return self._loaded is not None and self.workspace.resolved.can_train

    @property
    def can_run(self) -> bool:
        """Whether a network is loaded and data can go through it, if only with weights set by hand."""
        return self._loaded is not None and self.workspace.resolved.can_run

    def toggle_play(self) -> None:
        """Play when paused, pause when playing."""
        if self.feed.playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Train until paused, or say why not."""
        self._start(Play)

    def pause(self) -> None:
        """Stop after the step under way."""
        self._when_loaded = None
        self.trainer.send(Pause(self.run))
        self.feed.hurry()

    def step(self) -> None:
        """Train on one batch."""
        self._start(StepOnce)

    def step_epoch(self) -> None:
        """Train to the end of the epoch."""
        self._start(StepEpoch)

    def reset(self) -> None:
        """Go back to the initial weights."""
        if self._loaded is None or not self.workspace.resolved.can_run:
            self.say_why_not()
            return
        try:
            self.weights.reset()
        except NnsimError as error:
            self.complained.fire(str(error))

    def reload(self) -> None:
        """Begin another run of the same network, from where `weights` says."""
        self._loaded = None
        self.sync()

    @property
    def run(self) -> int:
        """Number of the run that is drawn; 0 before the first one."""
        return self.runs.number

    def choose_unit(self, unit: str) -> None:
        """Train at about the same pace, in the other unit."""
        self.workspace.set_pace(self.workspace.pace.in_unit(unit, self.feed.shown.steps_per_epoch))

    def measure_test(self) -> None:
        """Measure the network as it is on the test part, and tell."""
        if self._loaded is not None and self.workspace.resolved.can_run and self.workspace.resolved.outputs:
            self.trainer.send(MeasureTest(self.run))
        else:
            self.say_why_not()

    def set_weight(self, parameter: str, index: tuple[int, ...], value: float, what: str = "") -> bool:
        """Write one number into a parameter of the run, which trains on from there; return whether it could be.

        It is a step in the history of edits, called `what`.
        """
        try:
            self.weights.set_number(parameter, index, value, what)
        except NnsimError as error:
            self.complained.fire(str(error))
            return False
        return True

    def _start(self, request: Start) -> None:
        self.sync()
        if self.loader.is_busy:
            self._when_loaded = request
            text = tr("The data is being loaded; training begins when it is there.")
            self.words.say(self.told, text, lambda: self.loader.is_busy)
        else:
            self._start_now(request)

    def _start_now(self, request: Start) -> None:
        if self.can_train:
            self.workspace.steps.begin_chapter()
            self.past.play_on()
            self.trainer.send(request(self.run))
        else:
            self.say_why_not()

    def say_why_not(self) -> None:
        """Say what keeps the network from training."""
        errors = self.workspace.resolved.errors
        if errors:
            self.refused.fire(errors[0])

    def sync(self) -> None:
        """Load the network into the trainer if it changed and can run; whether it can train is asked at Play."""
        self._sync_timer.stop()
        workspace = self.workspace
        prepared, resolved, training = workspace.prepared, workspace.resolved, workspace.project.training
        if self.loader.is_busy:
            return
        if prepared is None or not resolved.can_run:
            self._put_run_aside()
            return
        key = (
            tuple((s.id, s.layer, s.sources, s.inputs, s.columns) for s in resolved.stages),
            resolved.outputs,
            resolved.can_train,
            settings_with(training, Effect.RUN),
            id(prepared.train),
        )
        if key == self._loaded:
            self.runs.note_project(workspace.project)
            self._bring_run_back()
            return
        was_playing = self.feed.playing and not self.revival.is_under_way
        learned = self.weights.take(origin_of(workspace.project), shapes_of(resolved, training))
        learned = self.twin.start_for(learned)
        self._loaded = key
        load = self.revival.drawn(Load(0, resolved, training, prepared, learned))
        if load is not None:
            self.trainer.send(replace(load, run=self.run))
        waiting, self._when_loaded = self._when_loaded, None
        if was_playing and resolved.can_train:
            self.trainer.send(Play(self.run))
        elif waiting is not None:
            self._start_now(waiting)

    @property
    def is_loaded(self) -> bool:
        """Whether the trainer has a run of this document."""
        return self._loaded is not None

    def _put_run_aside(self) -> None:
        """Stop the run and show nothing of it: its network is not the one that is drawn."""
        if self.feed.playing:
            self.trainer.send(Pause(self.run))
            self._when_loaded = Play
        self.feeds.put_aside()

    def _bring_run_back(self) -> None:
        """Go on with the run: the drawing is again what it was begun with."""
        self.feeds.bring_back()
        waiting, self._when_loaded = self._when_loaded, None
        if waiting is not None:
            self.trainer.send(waiting(self.run))

    def learned(self) -> Learned | None:
        """Return what the run has learned so far; None when nothing is loaded.

        Raises NnsimError when the trainer does not answer.
        """
        return self.trainer.learned(self.run) if self._loaded is not None else None

    # ---- reactions ---------------------------------------------------------------------------

    def _on_project(self, old: Project, new: Project) -> None:
        if self.workspace.steps.is_editing and origin_of(new) != origin_of(old):
            self.weights.forget(origin_of(new))
        if new.data != self._data_settings:
            self._load_data(new.data)
        if old.graph != new.graph:
            self._rename_layers()
        if old.training != new.training:
            self._on_training(old.training, new.training)

    def _on_training(self, old: TrainingSettings, new: TrainingSettings) -> None:
        if changed_effects(old, new) - {Effect.RUN} and self._loaded is not None:
            self.past.come_back()
            self.trainer.send(Retune(self.run, new))
        self._sync_timer.start()

    def _send_pace(self) -> None:
        self.trainer.send(SetPace(self.workspace.pace))

    def _load_data(self, settings: DataSettings) -> None:
        self._data_settings = settings
        self._rewording = False
        self.loader.load(settings)

    def retranslate(self) -> None:
        """Say everything in the language now in use; the examples and the run stay as they are.

        The words that came with the data are those of its loading: it is read once more beside the
        window, and only its words are taken.
        """
        self.workspace.retranslate()
        if self._data_settings is not None and not self.loader.is_busy:
            self._load_data(self._data_settings)
            self._rewording = self.workspace.prepared is not None

    def _on_data(self, settings: DataSettings, prepared: Prepared | None, problem: str) -> None:
        present = self.workspace.prepared
        if self._rewording and present is not None:
            self._rewording = False
            prepared, problem = (present.worded_as(prepared) if prepared is not None else present), ""
        if problem:
            self.weights.put_by()
        self.workspace.set_data(prepared, problem)
        if problem:
            self._loaded = self._when_loaded = None
            self.complained.fire(problem)
        self._sync_timer.start()

    def _rename_layers(self) -> None:
        """Let the run on the screen call its layers as the drawing does: it may have begun under other names."""
        self.feeds.rename({node.id: node.name for node in self.workspace.graph.nodes})
