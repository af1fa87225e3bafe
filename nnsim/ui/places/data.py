"""The Data place: the whole window for choosing data and looking at them."""

from __future__ import annotations

from pathlib import Path

from nnsim.base.text import mark
from nnsim.ui.datapage.data_page import DataPage
from nnsim.ui.place import Place, register
from nnsim.ui.sitting.session import Session


@register
class DataPlace(Place):
    """Where data are chosen, split, scaled and read."""

    key = "data"
    title = mark("Data")
    summary = mark(
        "Choose the examples the network learns from: a made source, or a file of your own. See them as a plot and as"
        " rows, set how they are split and scaled, and read what was done to a file."
    )
    icon = "data"
    order = 20
    shortcut = "Ctrl+2"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.page = self._data = DataPage(session)

    def open_file(self, path: Path) -> None:
        """Take a data file as the data of the project."""
        self._data.open_file(path)

    def project_opened(self) -> None:
        self._data.selection.discard()

    def release(self) -> None:
        self._data.release()
