"""The doctor of one window: the pill, banners, column and explanations, and what they lead to."""

from __future__ import annotations

from PySide6.QtWidgets import QToolTip

from nnsim.base.text import tr
from nnsim.diagnosis.illness import illnesses
from nnsim.ui.desk import Desk
from nnsim.ui.doctor.counsel import Counsel
from nnsim.ui.doctor.deeds import set_aside
from nnsim.ui.doctor.explain_window import ExplainWindow
from nnsim.ui.help.explain import show_part
from nnsim.ui.places.gradient_lab import GradientLabPlace
from nnsim.ui.places.neuron_lab import NeuronLabPlace
from nnsim.ui.widgets.labels import Pill
from nnsim.ui.widgets.style import wrapped
from nnsim.ui.window.doctors_report import ask_for_report
from nnsim.ui.window.middle import Middle

LAB = "gradient_lab"
"""The place in which the column always stands."""
_NEURON_LAB = "neuron_lab"


class DoctorDesk:
    """Leads from what the doctor says to what can be done about it.

    Attributes
    ----------
    middle
        Where banner and column stand.
    """

    def __init__(self, desk: Desk, counsel: Counsel, middle: Middle, pill: Pill) -> None:
        self._desk, self._counsel, self.middle, self._pill = desk, counsel, middle, pill
        self._ward = desk.session.labs.ward
        counsel.try_wanted.connect(self.try_cures)
        counsel.explain_wanted.connect(self.explain)
        counsel.set_aside_wanted.connect(lambda key: set_aside(desk.session, key))
        middle.doctor.explain_wanted.connect(self.explain)
        middle.doctor.trying.connect(counsel.dismiss)
        middle.doctor_seen.connect(counsel.stand_back)
        middle.doctor.closing_wanted.connect(middle.close_doctor)
        middle.doctor.report_wanted.connect(self.report)
        deeds = {"open": self.open, "try": self.try_cures, "report": self.report}
        desk.doctor_wanted.connect(lambda what: deeds[what]())
        desk.places.entered.connect(lambda place: self._follow(place.key))
        self._follow(desk.places.current.key)

    def release(self) -> None:
        """Listen no more: the window closes."""
        self.middle.doctor.release()

    def open(self) -> None:
        """Show the column, and give it the keyboard."""
        self.middle.open_doctor()
        self.middle.doctor.take_focus()

    def try_cures(self) -> None:
        """Show the column, and try the cures of what was found."""
        self.middle.open_doctor()
        self.middle.doctor.begin()
        self.middle.doctor.cancel.setFocus()

    def report(self) -> None:
        """Ask where the report is to be saved."""
        ask_for_report(self._desk.session, self._desk.window)

    def explain_pill(self) -> None:
        """Say what is behind the words of the pill: what is in the way of training, or all in the column."""
        if self._desk.workspace.resolved.errors:
            self._desk.problems.show_next()
            return
        if self._desk.session.feed.past_step is None:
            self.open()
            return
        below = self._pill.mapToGlobal(self._pill.rect().bottomLeft())
        QToolTip.showText(below, wrapped(self._ward.opinion.text))

    def explain(self, key: str) -> None:
        """Explain what was found."""
        found = next((v for v in self._ward.opinion.verdicts if v.key == key), None)
        if found is None:
            self._desk.session.voice.told.fire(tr("This is not found any more."))
            return
        window = ExplainWindow(found, self._desk.window)
        window.experiment_wanted.connect(self._show_experiment)
        window.scene_wanted.connect(self._show_scene)
        window.help_wanted.connect(lambda key: show_part(self._desk.window, illnesses[key]))
        window.show()

    def _show_experiment(self, key: str) -> None:
        self._desk.places.go_to(LAB)
        place = self._desk.places[LAB]
        assert isinstance(place, GradientLabPlace)
        place.show_experiment(key)

    def _show_scene(self, key: str) -> None:
        self._desk.places.go_to(_NEURON_LAB)
        place = self._desk.places[_NEURON_LAB]
        assert isinstance(place, NeuronLabPlace)
        place.show_scene(key)

    def _follow(self, place: str) -> None:
        self.middle.follow(has_banner=place == "network", has_doctor=place == LAB)
