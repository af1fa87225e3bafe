"""What makes the network train, and how far and how fast it goes: Reset, Step, Play, epoch, speed."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnsim.base.text import tr
from nnsim.ui.look.icons import icon
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.beat import TEXTS_MS, Beat
from nnsim.ui.widgets.labels import LabelledValue
from nnsim.ui.widgets.style import button
from nnsim.ui.window.speed_control import SpeedControl


class PlayingControls:
    """Buttons and figures that follow the run on the screen.

    Attributes
    ----------
    buttons, figures
        All of them, in the order of the bar.
    """

    def __init__(self, session: Session, parent: QWidget) -> None:
        self._session = session
        self._beat = Beat(TEXTS_MS, self._show_figures, parent)
        self._shows_playing = False
        self.reset = button(tr("Reset"), session.reset, icon_name="reset")
        self.step = button(tr("Step"), session.step, icon_name="step")
        self.play = button("", session.transport.toggle_play, variant="primary", icon_name="play")
        self.play.setFixedWidth(48)
        self.reset.setToolTip(tr("Back to the initial weights (Ctrl+R)"))
        self.step.setToolTip(tr("Train on one batch (F10)"))
        self.epoch = LabelledValue(tr("Epoch"), "0", widest="0,000,000")
        self.speed = SpeedControl()
        self.speed.pace_chosen.connect(self._session.workspace.set_pace)
        self.speed.unit_chosen.connect(self._session.transport.choose_unit)
        self.buttons: tuple[QWidget, ...] = (self.reset, self.step, self.play)
        self.figures: tuple[QWidget, ...] = (self.epoch, self.speed)
        self._leave = [
            session.workspace.pace_changed.connect(self._show_pace),
            session.feed.news.changed.connect(self._show_state),
        ]
        self._show_pace()
        self._show_state()

    def release(self) -> None:
        """Stop listening to the session: the window closes."""
        for leave in self._leave:
            leave()

    def fit(self, narrow: bool) -> None:
        """Show icons only where there is little room."""
        for made, text in ((self.reset, tr("Reset")), (self.step, tr("Step"))):
            made.setText("" if narrow else text)
            made.setAccessibleName(text)

    def _show_pace(self) -> None:
        self.speed.set_pace(self._session.workspace.pace)

    def _show_state(self) -> None:
        playing = self._session.transport.is_playing
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
        self.speed.set_measured(speed, self._session.feed.shown.steps_per_epoch)
        self.speed.set_why_numpy(state.why_numpy if state is not None else "")
