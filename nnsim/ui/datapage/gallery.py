"""The gallery: every data source there is, with a picture, in groups that can be searched."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.data.source import Source, sources
from nnsim.ui.datapage.source_list import SourceList
from nnsim.ui.datapage.source_rows import SourceRow
from nnsim.ui.widgets.search_keys import SearchKeys
from nnsim.ui.widgets.style import label
from nnsim.ui.widgets.text_field import SearchField


class SourceGallery(QWidget):
    """Search on top ("/" jumps there), the sources below.

    The arrow keys only look around; a click or Enter chooses.
    """

    chosen = Signal(str)
    """A user chose the source of this key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchField(tr("Search data"))
        self.search.setAcceptDrops(False)
        self.list = SourceList()
        self.list.setItemDelegate(SourceRow(self.list))
        self._nothing = label(tr("No data is called that. Try another word."), "muted")
        self._nothing.setWordWrap(True)
        self._current = ""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.search)
        box.addWidget(self._nothing)
        box.addWidget(self.list, 1)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self.list.choose_current)
        SearchKeys(self.search, self.list.step)
        self.list.chosen.connect(self.chosen)
        self._filter("")

    def set_current(self, key: str) -> None:
        """Mark the source in use, and bring it into view when it is another than before."""
        if key != self._current:
            self._current = key
            self.list.mark(key)

    def keys(self) -> tuple[str, ...]:
        """Return the keys of the sources on show, in order."""
        return self.list.keys()

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        found = [cls for cls in sources if all(word in _searched(cls) for word in words)]
        self.list.show_grouped(found)
        self.list.mark(self._current)
        if words:
            self.list.setCurrentRow(-1)
            self.list.step(1)
        self._nothing.setVisible(not found)
        self.list.setVisible(bool(found))


def _searched(cls: type[Source]) -> str:
    return " ".join((tr(cls.title), tr(cls.summary), tr(cls.group), cls.title, cls.key)).casefold()
