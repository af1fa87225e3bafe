"""The foot of the page: the stages as a slider, and where one stands."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.ui.byhand.working import Working
from nnsim.ui.look import fonts
from nnsim.ui.widgets.slider import Slider
from nnsim.ui.widgets.style import icon_button, label


class Foot(QWidget):
    """Drag it to go back and forth among the stages; the arrows go on into other steps."""

    def __init__(self, working: Working) -> None:
        super().__init__()
        self._working = working
        self.setProperty("role", "foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.slider = Slider()
        self.slider.setAccessibleName(tr("Stages"))
        self.slider.setPageStep(1)
        self.back = icon_button("chevron-left", tr("The stage before"), working.back)
        self.forth = icon_button("chevron-right", tr("The next stage"), working.forth)
        self.place = label("", "muted")
        self.place.setFont(fonts.tabular(fonts.ui_font()))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(8)
        row.addWidget(label(tr("Stages"), "muted"))
        row.addWidget(self.back)
        row.addWidget(self.slider, 1)
        row.addWidget(self.forth)
        row.addWidget(self.place)
        self.slider.valueChanged.connect(working.go_to)
        working.changed.connect(self.show_place)
        self.show_place()

    def show_place(self) -> None:
        """Show where one stands."""
        working = self._working
        count = len(working.shown.stages)
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, count - 1)
            self.slider.setValue(working.stage)
        text = tr("stage {stage} of {stages}, step {step}").format(
            stage=working.stage + 1, stages=count, step=f"{working.step:,}"
        )
        self.place.setText(text)
        self.slider.setAccessibleDescription(text)
