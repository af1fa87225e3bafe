"""A small window: what this program is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

import nnsim
from nnsim.base.text import tr
from nnsim.compiled.library import walk_told, why_numpy
from nnsim.ui.desk import Desk


def show_about(desk: Desk) -> None:
    """Say name, version, purpose and licence, and how steps are computed on this machine."""
    box = QMessageBox(desk.window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(tr("About nnsim"))
    box.setText(f"nnsim {nnsim.__version__}")
    box.setInformativeText(
        tr(
            "Build neural networks, train them live, and see why they learn or do not. Works offline and sends"
            " nothing anywhere. MIT licence."
        )
        + "\n\n"
        + _computed_by()
    )
    box.setModal(False)
    box.show()


def _computed_by() -> str:
    walk = tr("Training steps: {walk}.").format(walk=walk_told())
    return f"{walk} {why_numpy()}".strip()
