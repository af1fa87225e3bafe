"""Which handwritten digits experiments run on, and the way to open MNIST, once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QSizePolicy, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.lab.outcome import digits_in_use
from nnsim.lab.pictures import Pictures, mnist_pictures, remember, remembered_pictures
from nnsim.ui.sitting.beside import done_beside
from nnsim.ui.widgets.file_dialog import file_dialog
from nnsim.ui.widgets.style import button, label


class DigitsChoice(QWidget):
    """Says which digits there are; *Open MNIST…* looks for others, which are remembered for the next time.

    Events
    ------
    changed()
        Experiments run on others from now on.
    complained(str)
        Why a file is not taken.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.changed: Event[[]] = Event()
        self.complained: Event[[str]] = Event()
        self.pictures: Pictures = remembered_pictures()
        self._words: QLabel = label("", "muted")
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.open = button(tr("Open MNIST…"), self.ask, variant="pill")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        row.addWidget(self.open)
        self._show()

    def ask(self) -> None:
        """Ask for a file of MNIST."""
        dialog = file_dialog(self, tr("Open MNIST"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([tr("MNIST (*.npz *idx3-ubyte *idx3-ubyte.gz *.gz)"), tr("All files (*)")])
        dialog.fileSelected.connect(lambda name: self.take(Path(name)))
        dialog.open()

    def take(self, path: Path) -> None:
        """Run experiments on the MNIST of a file from now on, or say why not."""
        try:
            pictures = done_beside(lambda: mnist_pictures(path), "nnsim MNIST")
            remember(pictures)
        except NnsimError as error:
            self.complained.fire(str(error))
            return
        self.pictures = pictures
        self._show()
        self.changed.fire()

    def _show(self) -> None:
        self._words.setText(digits_in_use(self.pictures))
        self.open.setVisible(not self.pictures.are_mnist)
