"""What is behind a verdict: the sentence, the evidence, what it means, and where to see it happen."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nnsim.base.text import tr
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.opinion import mood_of, sureness
from nnsim.diagnosis.sign import FOR_CERTAIN, Sign
from nnsim.lab.experiment import experiments
from nnsim.lab.lab_scene import lab_scenes
from nnsim.ui.doctor.share_bar import ShareBar
from nnsim.ui.look import fonts
from nnsim.ui.widgets.style import button, label, wrapped

_SIZE = (620, 460)
_STRONG, _PLAIN = 3.0, 1.0
"""Weights from which a sign is called strong, and more than a hint."""


class ExplainWindow(QDialog):
    """Explains one verdict as it was found; training goes on meanwhile.

    Signals
    -------
    experiment_wanted(str), scene_wanted(str), help_wanted(str)
        The experiment or scene of a lab with this key, or the help page of the illness with this key, is to be seen.
    """

    experiment_wanted = Signal(str)
    scene_wanted = Signal(str)
    help_wanted = Signal(str)

    def __init__(self, verdict: Verdict, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        illness = verdict.illness
        self.setWindowTitle(tr(illness.title))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        head = QHBoxLayout()
        title = QLabel(tr(illness.title))
        title.setFont(fonts.sized(fonts.ui_font(), fonts.TITLE, QFont.Weight.DemiBold))
        head.addWidget(title, 1)
        head.addWidget(label(f"{sureness(verdict)} · {_since(verdict)}", "muted"))
        column.addLayout(head)
        bar = ShareBar()
        bar.show_share(verdict.confidence, mood_of(verdict))
        column.addWidget(bar)
        for text in (verdict.text, tr(illness.summary), tr(illness.advice) if illness.advice else ""):
            if text:
                column.addWidget(_words(text))
        self.evidence = _Evidence(verdict.signs)
        column.addWidget(self.evidence, 1)
        column.addStretch(0)
        self.close_button = button(tr("Close"), self.accept, variant="primary")
        column.addLayout(self._keys(verdict))
        width, most = (fonts.grown(length) for length in _SIZE)
        self.resize(width, min(most, column.heightForWidth(width)))
        self.close_button.setFocus()

    def _keys(self, verdict: Verdict) -> QHBoxLayout:
        illness = verdict.illness
        row = QHBoxLayout()
        row.setSpacing(10)
        if illness.experiment in experiments:
            name = tr(experiments[illness.experiment].title)
            text = tr("See it in the lab: {experiment}").format(experiment=name)
            row.addWidget(button(text, lambda: self._leave_for(self.experiment_wanted, illness.experiment)))
        if illness.scene in lab_scenes:
            name = tr(lab_scenes[illness.scene].title)
            text = tr("See it in the Neuron lab: {scene}").format(scene=name)
            row.addWidget(button(text, lambda: self._leave_for(self.scene_wanted, illness.scene)))
        row.addWidget(button(tr("Help page"), lambda: self.help_wanted.emit(verdict.key), variant="flat"))
        row.addStretch(1)
        row.addWidget(self.close_button)
        return row

    def _leave_for(self, wanted: SignalInstance, key: str) -> None:
        wanted.emit(key)
        self.accept()


class _Evidence(QTableWidget):
    """One row a sign: what was read, what is usual, and how strongly it speaks."""

    def __init__(self, signs: tuple[Sign, ...]) -> None:
        super().__init__()
        heads = (tr("Sign"), tr("Seen"), tr("Usual"), tr("Speaks"))
        self.setColumnCount(len(heads))
        self.setRowCount(len(signs))
        self.setHorizontalHeaderLabels(heads)
        self.setAccessibleName(tr("Evidence"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setWordWrap(True)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(len(heads)):
            mode = QHeaderView.ResizeMode.Stretch if column == 0 else QHeaderView.ResizeMode.ResizeToContents
            head.setSectionResizeMode(column, mode)
        for row, sign in enumerate(signs):
            for column, text in enumerate((sign.name, sign.value, sign.usual, how_strongly(sign))):
                item = QTableWidgetItem(text)
                item.setToolTip(wrapped(sign.text or text))
                self.setItem(row, column, item)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        rows.sectionResized.connect(self._fit)
        self.resizeRowsToContents()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Names break their lines by the width of their column.
        self.resizeRowsToContents()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.maximumHeight())

    def _fit(self) -> None:
        """Be no higher than what there is to read; what there is no room for scrolls."""
        rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
        self.setMaximumHeight(self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth() + 2)
        self.updateGeometry()


def how_strongly(sign: Sign) -> str:
    """Return in words how strongly a sign speaks, and for what."""
    weight = abs(sign.weight)
    if weight >= FOR_CERTAIN and sign.weight > 0:
        return tr("for certain")
    if weight == 0:
        return tr("decides nothing")
    if sign.weight > 0:
        found = (tr("strongly for it"), tr("for it"), tr("a hint for it"))
    else:
        found = (tr("strongly against it"), tr("against it"), tr("a hint against it"))
    return found[0] if weight >= _STRONG else found[1] if weight >= _PLAIN else found[2]


def _words(text: str) -> QLabel:
    made = QLabel(text)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def _since(verdict: Verdict) -> str:
    if not verdict.since_step:
        return tr("seen before training")
    return tr("seen since step {step}").format(step=f"{verdict.since_step:,}")
