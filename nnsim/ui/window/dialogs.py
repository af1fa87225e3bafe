"""A small window: what this program is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

import nnsim
from nnsim.base.text import tr
from nnsim.ui.desk import Desk


def show_about(desk: Desk) -> None:
    """Say name, version, purpose and licence."""
    box = QMessageBox(desk.window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(tr("About nnsim"))
    box.setText(f"nnsim {nnsim.__version__}")
    box.setInformativeText(
        tr(
            "Build neural networks, train them live, and see why they learn or do not. Works offline and sends"
            " nothing anywhere. MIT licence."
        )
    )
    box.setModal(False)
    box.show()
