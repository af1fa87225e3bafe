"""The banner that says what is wrong with a training, with what one can do about it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.diagnosis.opinion import Opinion, sureness
from nnsim.ui.widgets.messages import Banner
from nnsim.ui.widgets.style import wrapped


class DoctorBanner(Banner):
    """Shows an opinion; hidden until it is shown.

    Events
    ------
    try_wanted(), explain_wanted(), set_aside_wanted()
        A button was pressed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("warning", parent=parent, closable=True)
        self.try_wanted: Event[[]] = Event()
        self.explain_wanted: Event[[]] = Event()
        self.set_aside_wanted: Event[[]] = Event()
        self.try_cures = self.add_action(tr("Try cures"), self.try_wanted.fire, variant="primary")
        self.try_cures.setToolTip(
            wrapped(tr("Train twins with each cure beside the network, and see which help"))
        )
        self.explain = self.add_action(tr("Explain"), self.explain_wanted.fire)
        self.set_aside = self.add_action(tr("Set aside"), self.set_aside_wanted.fire, variant="link")
        self.set_aside.setToolTip(wrapped(tr("Say no more of it in this project")))
        self.hide()

    def show_opinion(self, opinion: Opinion) -> None:
        """Say what is wrong, with the buttons that fit it."""
        first = opinion.first
        title = opinion.words
        if first is not None:
            title = tr("{illness} · {sure}").format(illness=opinion.words, sure=sureness(first))
        self.set_content(opinion.mood, title, opinion.text)
        self.try_cures.setVisible(first is not None and bool(first.illness.cures))
        for made in (self.explain, self.set_aside):
            made.setVisible(first is not None)
