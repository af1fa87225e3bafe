"""Which penalty keeps the weights small, and how much it counts, in one field of the bar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from nnsim.base.declared import settings_of
from nnsim.base.settings import Real
from nnsim.base.text import tr
from nnsim.document.project import Project, TrainingSettings
from nnsim.document.regularization import FIRST_RATE, KINDS, NONE, OTHERS, kind_of, rate_of, regularized
from nnsim.ui.look import fonts
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.labelled_combo import LabelledCombo

RATES = (0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)

_WIDEST_RATE = 0.00888
"""A rate with as many characters as are written of one: those that suit data are seldom round."""


class RegularizationField(QWidget):
    """Follows the project, and edits it; λ stands beside the kind as soon as there is one.

    The room for λ is kept all the time, so that nothing in the bar moves when a kind is chosen.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._last = FIRST_RATE
        caption = QLabel(tr("Regularization"))
        caption.setProperty("tone", "muted")
        caption.setFont(fonts.sized(fonts.ui_font(), fonts.SMALL))
        caption.setContentsMargins(4, 0, 0, 0)
        self.kind = LabelledCombo(tr("Regularization"))
        self.rate = LabelledCombo.of_numbers(tr("Regularization rate"), _rate_setting(), RATES)
        self._lay_out(caption)
        self.kind.setToolTip(
            tr(
                "What is added to the loss so that weights stay small. L2: λ/2·Σw². L1: λ·Σ|w|, which makes many"
                " weights very small. Biases are left alone, and the loss on show is without it."
            )
        )
        self.rate.setToolTip(tr("Regularization rate λ: how much the penalty counts"))
        self.kind.valueChosen.connect(self._choose)
        self.rate.valueChosen.connect(lambda rate: self._set(kind_of(self._training), float(rate)))
        self.rate.refused.connect(session.voice.complained.fire)
        self._leave: Callable[[], object] = session.workspace.project_changed.connect(
            lambda _old, _new: self._show()
        )
        self._show()

    def release(self) -> None:
        """Stop listening to the session: the window closes."""
        self._leave()

    def _lay_out(self, caption: QLabel) -> None:
        for field in (self.kind, self.rate):
            field.hide_caption()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.kind)
        row.addWidget(self.rate)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(caption)
        column.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.kind.set_options([(key, tr(title)) for key, title in KINDS.items()])
        widest = 0
        self.rate.set_value(_WIDEST_RATE)
        for key in KINDS:
            self.kind.set_value(key)
            rate = self.rate.sizeHint().width() + 2 if key != NONE else 0
            widest = max(widest, self.kind.sizeHint().width() + rate)
        self.setMinimumWidth(max(widest, caption.sizeHint().width()))

    @property
    def _training(self) -> TrainingSettings:
        return self._session.workspace.training

    def _show(self) -> None:
        kind, rate = kind_of(self._training), rate_of(self._training)
        own = {**KINDS, kind: OTHERS[kind]} if kind in OTHERS else KINDS
        self.kind.set_options([(key, tr(title)) for key, title in own.items()])
        self.kind.set_value(kind)
        if rate is not None:
            self._last = rate
            self.rate.set_value(rate)
        self.rate.setVisible(rate is not None)

    def _choose(self, kind: object) -> None:
        if str(kind) != kind_of(self._training):
            self._set(str(kind), self._last)

    def _set(self, kind: str, rate: float) -> None:
        def change(project: Project) -> Project:
            return replace(project, training=regularized(project.training, kind, rate))

        self._session.workspace.edit(tr("Regularization"), change, "topbar/regularization")


def _rate_setting() -> Real:
    kind = dict(settings_of(TrainingSettings))["weight_decay"]
    assert isinstance(kind, Real)
    return kind
