"""The settings of an exporter, asked for before it writes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.export.exporter import Exporter
from nnsim.ui.inspector.property_form import PropertyForm
from nnsim.ui.look import fonts
from nnsim.ui.widgets.style import button, label


class ExportSettings(QDialog):
    """A form of what `exporter` can be told, and the word to go; training goes on meanwhile.

    Parameters
    ----------
    exporter
        As it is set at first.
    name
        Of the file that is to be written.
    """

    confirmed = Signal(object)
    """The exporter as it is set now is to write."""

    def __init__(self, exporter: Exporter, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Export {name}").format(name=name))
        self.setMinimumWidth(fonts.grown(380))
        about = label(tr(exporter.summary), "muted")
        about.setWordWrap(True)
        self.form = PropertyForm(exporter)
        self.export = button(tr("Export"), self._confirm, variant="primary")
        self.export.setDefault(True)
        keys = QHBoxLayout()
        keys.addStretch(1)
        keys.addWidget(button(tr("Cancel"), self.reject))
        keys.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(about)
        column.addWidget(self.form)
        column.addStretch(1)
        column.addLayout(keys)

    def _confirm(self) -> None:
        """Write, unless something typed cannot be: then it is shown where."""
        wrong = next((field for field in self.form.stops() if field.property("wrong")), None)
        if wrong is not None:
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.confirmed.emit(self.form.part())
        self.accept()
