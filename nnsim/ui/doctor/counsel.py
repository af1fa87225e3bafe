"""What the doctor says unasked: a banner until it is dismissed, or something else is wrong."""

from __future__ import annotations

from collections.abc import Callable

from nnsim.base.event import Event
from nnsim.diagnosis.opinion import NONE, Opinion
from nnsim.ui.doctor.doctor_banner import DoctorBanner


class Counsel:
    """Shows an opinion in several banners, of which each place has one.

    Events
    ------
    try_wanted(), explain_wanted(key), set_aside_wanted(key)
        A button was pressed; of the illness with this key.
    """

    def __init__(self) -> None:
        self.try_wanted: Event[[]] = Event()
        self.explain_wanted: Event[[str]] = Event()
        self.set_aside_wanted: Event[[str]] = Event()
        self._banners: list[tuple[DoctorBanner, Callable[[bool], object]]] = []
        self._opinion = NONE
        self._is_said_elsewhere = False
        self._dismissed = self._asked = ""

    def add(self, banner: DoctorBanner, show: Callable[[bool], object]) -> None:
        """Say it in one more banner, which `show` brings into sight and hides."""
        self._banners.append((banner, show))
        banner.try_wanted.connect(self.try_wanted.fire)
        banner.explain_wanted.connect(lambda: self.explain_wanted.fire(self._opinion.key))
        banner.set_aside_wanted.connect(lambda: self.set_aside_wanted.fire(self._opinion.key))
        banner.dismissed.connect(self.dismiss)

    def stand_back(self, seen: bool) -> None:
        """Leave it to the doctor's column while that is in sight: it says the same, with the same buttons."""
        self._is_said_elsewhere = seen
        self.show(self._opinion)

    def forget(self) -> None:
        """Forget what was dismissed and asked for: another run begins."""
        self._dismissed = self._asked = ""

    def ask_for(self, opinion: Opinion) -> bool:
        """Say it though it is not urgent, or was dismissed; return whether there is something to say."""
        self._dismissed, self._asked = "", opinion.key
        self.show(opinion)
        return self._is_wanted

    def show(self, opinion: Opinion) -> None:
        """Say what is wrong where that is urgent, or somebody asked."""
        self._opinion = opinion
        for banner, show in self._banners:
            if self._is_wanted:
                banner.show_opinion(opinion)
            show(self._is_wanted)

    @property
    def _is_wanted(self) -> bool:
        opinion = self._opinion
        if self._is_said_elsewhere or opinion.mood not in ("warning", "bad"):
            return False
        unasked = opinion.urgent and opinion.key != self._dismissed
        return unasked or opinion.key == self._asked

    def dismiss(self) -> None:
        """Say it no more, until something else is wrong or somebody asks."""
        self._dismissed, self._asked = self._opinion.key, ""
        self.show(self._opinion)
