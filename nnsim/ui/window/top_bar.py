"""The top bar: name, places, playing, figures, hyper-parameters, health."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from nnsim.base.settings import settings_of
from nnsim.base.text import tr
from nnsim.diagnosis.verdict import Health
from nnsim.document import edits
from nnsim.document.graph import Objective
from nnsim.document.project import Project, TrainingSettings
from nnsim.engine.loss import losses
from nnsim.engine.optimizer import optimizers
from nnsim.engine.rule import rules
from nnsim.ui.look import fonts
from nnsim.ui.look.icons import icon
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.beat import TEXTS_MS, Beat
from nnsim.ui.widgets.labelled_combo import LabelledCombo
from nnsim.ui.widgets.labels import LabelledValue, Pill
from nnsim.ui.widgets.segmented import SegmentedControl
from nnsim.ui.widgets.sparing_bar import SparingBar
from nnsim.ui.widgets.style import button, wrapped
from nnsim.ui.window.speed_control import SpeedControl

RATES = (1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
NARROW = 1500
"""Below this width the buttons show their icons only."""
NARROW_LOSS = 110
"""Pixels of the loss's name that are written then."""

_AUTOMATIC = "auto"
_BACKPROP = "backprop"


class TopBar(SparingBar):
    """What is always in sight. Built anew with the window; everything it shows comes from the session."""

    def __init__(self, session: Session, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._beat = Beat(TEXTS_MS, self._show_figures, self)
        self._shows_playing = False
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Top bar"))
        self.places = SegmentedControl([("network", tr("Network")), ("data", tr("Data"))], tr("Places"))
        self.reset = button(tr("Reset"), session.reset, icon_name="reset")
        self.step = button(tr("Step"), session.step, icon_name="step")
        self.play = button("", session.toggle_play, variant="primary", icon_name="play")
        self._name = QLabel()
        self._figures()
        self._choices()
        self.health = Pill(tr("Ready to train"), "neutral", clickable=True)
        self._lay_out(self._menu_button(menu))
        self._leave = [
            session.workspace.project_changed.connect(lambda _old, _new: self._show_project()),
            session.workspace.resolved_changed.connect(self._show_loss),
            session.workspace.file_changed.connect(self._show_name),
            session.workspace.pace_changed.connect(self._show_pace),
            session.feed.changed.connect(self._show_state),
        ]
        self._show_project()
        self._show_pace()
        self._show_name()
        self._show_state()

    def release(self) -> None:
        """Stop listening to the session: the window closes."""
        for leave in self._leave:
            leave()

    # ---- building ----------------------------------------------------------------------------

    def _figures(self) -> None:
        self.epoch = LabelledValue(tr("Epoch"), "0", widest="0,000,000")
        self.speed = SpeedControl()
        self.speed.pace_chosen.connect(self._session.workspace.set_pace)
        self.speed.unit_chosen.connect(self._session.choose_unit)

    def _choices(self) -> None:
        kinds = dict(settings_of(TrainingSettings))
        self.rate = LabelledCombo.of_numbers(tr("Learning rate"), kinds["learning_rate"], RATES)
        self.batch = LabelledCombo.of_numbers(tr("Batch"), kinds["batch"], BATCHES)
        self.optimizer = LabelledCombo(tr("Optimizer"), self._optimizer_options())
        self.loss = LabelledCombo(tr("Loss"), [(_AUTOMATIC, tr("Automatic"))])
        self.rate.setToolTip(tr("Learning rate η: how far a step goes. Can be changed while training."))
        self.batch.setToolTip(tr("Examples per step"))
        self.optimizer.setToolTip(tr("How a step is made of the gradient, or another learning rule"))
        self.loss.setToolTip(tr("What is minimised"))
        self.rate.valueChosen.connect(
            lambda v: self._set(tr("Learning rate"), "rate", learning_rate=float(v))
        )
        self.batch.valueChosen.connect(lambda v: self._set(tr("Batch size"), "batch", batch=int(v)))
        self.rate.refused.connect(self._session.complained.fire)
        self.batch.refused.connect(self._session.complained.fire)
        self.optimizer.valueChosen.connect(self._choose_optimizer)
        self.loss.valueChosen.connect(self._choose_loss)

    @staticmethod
    def _optimizer_options() -> list[tuple[str, str]]:
        options = [(f"optimizer:{o.key}", tr(o.title)) for o in optimizers]
        return options + [(f"rule:{r.key}", tr(r.title)) for r in rules if r.key != _BACKPROP]

    def _menu_button(self, menu: QMenu) -> QToolButton:
        made = QToolButton()
        made.setIcon(icon("menu"))
        made.setIconSize(QSize(20, 20))
        made.setProperty("variant", "flat")
        made.setMenu(menu)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        made.setToolTip(tr("Menu (Alt+M)"))
        made.setAccessibleName(tr("Menu"))
        made.setShortcut("Alt+M")
        return made

    def _lay_out(self, menu_button: QToolButton) -> None:
        self._title = QLabel("nnsim")
        self._title.setFont(fonts.sized(fonts.ui_font(), fonts.TITLE, QFont.Weight.Bold))
        self._name.setProperty("tone", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 16, 8)
        row.setSpacing(8)
        for widget in (menu_button, self._title):
            row.addWidget(widget)
        row.addWidget(self._name)
        row.addWidget(self.places)
        row.addSpacing(16)
        # What is pressed stands before what changes its width, so that it never moves under the mouse.
        for widget in (self.reset, self.step, self.play):
            row.addWidget(widget)
        row.addSpacing(8)
        for widget in (self.epoch, self.speed):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (self.rate, self.batch, self.optimizer, self.loss):
            row.addWidget(widget)
        row.addSpacing(4)
        row.addWidget(self.health)
        self.play.setFixedWidth(48)
        self.reset.setToolTip(tr("Back to the initial weights (Ctrl+R)"))
        self.step.setToolTip(tr("Train on one batch (F10)"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = event.size().width() < fonts.grown(NARROW)
        for made, text in ((self.reset, tr("Reset")), (self.step, tr("Step"))):
            made.setText("" if narrow else text)
            made.setAccessibleName(text)
        self._name.setFixedWidth(fonts.grown(96 if narrow else 168))
        self.loss.set_most(fonts.grown(NARROW_LOSS) if narrow else None)
        super().resizeEvent(event)
        self._show_name()

    def spared(self) -> tuple[QWidget, ...]:
        """Return what can be done without, the least needed first; from the loss on it is in the settings, too."""
        return self._name, self.epoch, self._title, self.speed, self.loss, self.optimizer, self.batch

    # ---- showing -----------------------------------------------------------------------------

    def show_health(self, health: Health) -> None:
        """Show a verdict in the pill."""
        if (self.health.state(), self.health.text()) != (health.mood, health.words):
            self.health.set_state(health.mood, health.words)
        self.health.setToolTip(wrapped("\n".join(t for t in (health.title, health.text) if t)))

    def _show_name(self) -> None:
        workspace = self._session.workspace
        name = workspace.path.name if workspace.path else tr("untitled")
        mark_ = " •" if workspace.is_modified else ""
        room = self._name.width()
        shown = self._name.fontMetrics().elidedText(name + mark_, Qt.TextElideMode.ElideMiddle, room)
        self._name.setText(shown)
        self._name.setToolTip(str(workspace.path or tr("Not saved yet")))

    def _show_project(self) -> None:
        training = self._session.workspace.training
        self.rate.set_value(training.learning_rate)
        self.batch.set_value(training.batch)
        by_rule = training.rule.key != _BACKPROP
        self.optimizer.set_value(
            f"rule:{training.rule.key}" if by_rule else f"optimizer:{training.optimizer.key}"
        )
        self._show_loss()

    def _show_pace(self) -> None:
        self.speed.set_pace(self._session.workspace.pace)

    def _show_loss(self) -> None:
        workspace = self._session.workspace
        outputs = workspace.resolved.outputs
        automatic = tr("Automatic")
        chosen = self._objective().loss if self._objective() is not None else None
        if outputs and chosen is None:
            automatic = tr("{loss} (auto)").format(loss=tr(outputs[0].loss.title))
        options = [(_AUTOMATIC, automatic), *((cls.key, tr(cls.title)) for cls in losses)]
        self.loss.set_options(options)
        self.loss.set_value(_AUTOMATIC if chosen is None else chosen.key)

    def _show_state(self) -> None:
        playing = self._session.feed.playing
        begins = playing != self._shows_playing
        if begins or not playing:
            self._shows_playing = playing
            self.play.setIcon(icon("pause" if playing else "play", "on_accent"))
            self.play.setToolTip(tr("Pause (Ctrl+Space)") if playing else tr("Play (Ctrl+Space)"))
            self.play.setAccessibleName(tr("Pause") if playing else tr("Play"))
        self._beat.ask(at_once=begins or not playing or self._session.feed.past_step is not None)

    def _show_figures(self) -> None:
        state = self._session.feed.state
        self.epoch.set_value(f"{int(state.epoch):,}" if state is not None else "0")
        speed = state.steps_per_second if state is not None else 0.0
        self.speed.set_measured(speed, self._session.feed.steps_per_epoch)

    # ---- changing ----------------------------------------------------------------------------

    def _set(self, label: str, key: str, **fields: object) -> None:
        self._edit(label, lambda p: replace(p, training=replace(p.training, **fields)), key)

    def _edit(self, label: str, change: Callable[[Project], Project], key: str = "") -> None:
        self._session.workspace.edit(label, change, f"topbar/{key}" if key else "")

    def _choose_optimizer(self, value: object) -> None:
        kind, _, key = str(value).partition(":")
        training = self._session.workspace.training
        if kind == "rule":
            self._set(tr("Learning rule"), "", rule=rules[key]())
        elif training.optimizer.key != key or training.rule.key != _BACKPROP:
            optimizer = training.optimizer if training.optimizer.key == key else optimizers[key]()
            self._set(tr("Optimizer"), "", optimizer=optimizer, rule=rules[_BACKPROP]())

    def _measured(self) -> list[str]:
        """Return the nodes whose loss the bar shows: the measured ones, else the sinks."""
        workspace = self._session.workspace
        own = [n.id for n in workspace.graph.nodes if n.objective is not None]
        selected = [id_ for id_ in own if id_ in workspace.selection]
        return selected or own or [n.id for n in workspace.graph.sinks()]

    def _objective(self) -> Objective | None:
        ids = self._measured()
        return self._session.workspace.graph[ids[0]].objective if ids else None

    def _choose_loss(self, value: object) -> None:
        loss = None if value == _AUTOMATIC else losses[str(value)]()
        ids = self._measured()

        def change(project: Project) -> Project:
            graph = project.graph
            for id_ in ids:
                objective = replace(graph[id_].objective or Objective(), loss=loss)
                graph = edits.set_objective(graph, id_, objective)
            return replace(project, graph=graph)

        self._edit(tr("Loss"), change)
