"""The reference: a page for every part there is, in a window beside the main one."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nnsim.base.registry import Part
from nnsim.base.text import tr
from nnsim.reference.pages import Page, pages
from nnsim.reference.pictures import picture_of
from nnsim.ui.part_pictures import picture_image
from nnsim.ui.widgets.text_field import SearchField

_PICTURE = "picture"
_PAGE = Qt.ItemDataRole.UserRole


class HelpWindow(QDialog):
    """Chapters and pages on the left, searchable; the page on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Reference"))
        self.setModal(False)
        self.resize(880, 560)
        self._pages = tuple(pages())
        self.search = SearchField(tr("Search the reference"), key="")
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setAccessibleName(tr("Pages of the reference"))
        self.browser = QTextBrowser()
        self.browser.setAccessibleName(tr("Page"))
        self.browser.setOpenLinks(False)
        left = QVBoxLayout()
        left.addWidget(self.search)
        left.addWidget(self.tree)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.addLayout(left, 2)
        row.addWidget(self.browser, 5)
        self.search.textChanged.connect(self._fill)
        self.tree.currentItemChanged.connect(lambda item, _old: self._show_item(item))
        self._fill("")

    def show_part(self, part: type[Part] | None) -> None:
        """Show the window on the page of `part`, or on the first page."""
        self.search.clear()
        for item in self._items():
            page: Page = item.data(0, _PAGE)
            if part is None or page.part is part:
                self.tree.setCurrentItem(item)
                break
        self.show()
        self.raise_()

    def _fill(self, typed: str) -> None:
        words = typed.casefold().split()
        self.tree.clear()
        chapters: dict[str, QTreeWidgetItem] = {}
        for page in self._pages:
            text = f"{page.chapter} {page.title} {tr(page.part.summary)} {page.part.key}".casefold()
            # "layernorm" and "warm up" mean what is written "Layer norm" and "Warm-up".
            text += "".join(c for c in text if c.isalnum())
            if not all(word in text for word in words):
                continue
            if page.chapter not in chapters:
                chapters[page.chapter] = QTreeWidgetItem([page.chapter])
                chapters[page.chapter].setFlags(Qt.ItemFlag.ItemIsEnabled)
                self.tree.addTopLevelItem(chapters[page.chapter])
            item = QTreeWidgetItem([page.title])
            item.setData(0, _PAGE, page)
            chapters[page.chapter].addChild(item)
        self.tree.expandAll()
        first = next(iter(self._items()), None)
        if words and first is not None:
            self.tree.setCurrentItem(first)

    def _items(self) -> list[QTreeWidgetItem]:
        chapters = [self.tree.topLevelItem(i) for i in range(self.tree.topLevelItemCount())]
        return [chapter.child(j) for chapter in chapters for j in range(chapter.childCount())]

    def _show_item(self, item: QTreeWidgetItem | None) -> None:
        page = item.data(0, _PAGE) if item is not None else None
        if page is not None:
            self.tree.scrollToItem(item)
            self.browser.setHtml(page.html + self._picture_html(page))

    def _picture_html(self, page: Page) -> str:
        """Return the picture of a page's part, put where the browser finds it; empty when it has none."""
        drawings = picture_of(page.part)
        if not drawings:
            return ""
        image = picture_image(drawings, round(96 * self.devicePixelRatioF()))
        image.setDevicePixelRatio(self.devicePixelRatioF())
        document = self.browser.document()
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(_PICTURE), image)
        width = round(image.deviceIndependentSize().width())
        names = ", ".join(drawing.title for drawing in drawings)
        return f'<p><img src="{_PICTURE}" width="{width}" alt="{escape(names)}"></p>'
