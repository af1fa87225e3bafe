"""The reference: a page for every part and for the window itself, beside the main window."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QTextBrowser,
    QTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QVBoxLayout,
    QWidget,
)

from nnsim.base.registry import Part
from nnsim.base.text import tr
from nnsim.reference.pages import Page
from nnsim.reference.pictures import picture_of
from nnsim.reference.search import find, stem_of, suggestion
from nnsim.ui.help.help_pages import all_pages
from nnsim.ui.help.part_pictures import picture_image
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.look.theme_follower import ThemeFollower
from nnsim.ui.widgets.text_field import SearchField

_PICTURE = "picture"
_FRAME = 40
"""Pixels of a small screen that title bar and borders take."""
_PAGE = Qt.ItemDataRole.UserRole


class HelpWindow(QDialog):
    """Chapters and pages on the left, searchable; the page on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Reference"))
        self.setModal(False)
        room = self.screen().availableGeometry().size() - QSize(_FRAME, _FRAME)
        self.resize(QSize(fonts.grown(880), fonts.grown(560)).boundedTo(room))
        self._pages = tuple(all_pages())
        ThemeFollower(self, self._show_page, theme().name)
        self.search = SearchField(tr("Search the reference"), key="")
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.ensurePolished()  # the height of its rows is asked for once, and is the style sheet's
        self.tree.setAccessibleName(tr("Pages of the reference"))
        self.browser = QTextBrowser()
        self.browser.setAccessibleName(tr("Page"))
        self.browser.setOpenLinks(False)
        self.browser.anchorClicked.connect(lambda url: self.search.setText(url.path()))
        left = QVBoxLayout()
        left.addWidget(self.search)
        left.addWidget(self.tree)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.addLayout(left, 2)
        row.addWidget(self.browser, 5)
        self.search.textChanged.connect(self._fill)
        self.tree.currentItemChanged.connect(lambda _item, _old: self._show_page())
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
        found = find(self._pages, typed)
        self.tree.clear()
        if typed.strip():
            # In one row after the other, for the likeliest page may stand in any chapter.
            for page in found:
                self.tree.addTopLevelItem(_item(page))
        else:
            self._fill_chapters(found)
        first = next(iter(self._items()), None)
        if first is None:
            self._say_nothing_found(typed)
        elif typed.strip():
            self.tree.setCurrentItem(first)

    def _fill_chapters(self, pages: list[Page]) -> None:
        chapters: dict[str, QTreeWidgetItem] = {}
        for page in pages:
            if page.chapter not in chapters:
                chapters[page.chapter] = QTreeWidgetItem([page.chapter])
                chapters[page.chapter].setFlags(Qt.ItemFlag.ItemIsEnabled)
                self.tree.addTopLevelItem(chapters[page.chapter])
            chapters[page.chapter].addChild(_item(page))
        self.tree.expandAll()

    def _say_nothing_found(self, typed: str) -> None:
        words = tr("Nothing found for “{words}”.").format(words=typed.strip())
        other = suggestion(self._pages, typed)
        pieces = [f"<h2>{escape(words)}</h2>"]
        if other:
            link = f'<a href="{escape(other)}">{escape(other)}</a>'
            pieces.append(f"<p>{escape(tr('Did you mean: {words}?')).format(words=link)}</p>")
        hint = tr("Try fewer or shorter words, or clear the search to look through the chapters.")
        pieces.append(f"<p>{escape(hint)}</p>")
        self.browser.setHtml("".join(pieces))
        self.browser.setExtraSelections([])
        self.tree.setAccessibleDescription(words)

    def _items(self) -> list[QTreeWidgetItem]:
        """Return the rows with a page, in order; headings of chapters have none."""
        walk, found = QTreeWidgetItemIterator(self.tree), []
        while (item := walk.value()) is not None:
            if _page(item) is not None:
                found.append(item)
            walk += 1
        return found

    def _show_page(self) -> None:
        item = self.tree.currentItem()
        page = _page(item)
        if item is not None and page is not None:
            self.tree.scrollToItem(item)
            self.browser.setHtml(page.html + self._picture_html(page))
            self._mark_found()

    def _mark_found(self) -> None:
        """Mark what was searched for on the page, and show the first of it."""
        marked, first = [], None
        look = QTextCharFormat()
        look.setBackground(theme().colour("accent"))
        look.setForeground(theme().colour("on_accent"))
        for word in map(stem_of, self.search.text().casefold().split()):
            cursor = self.browser.document().find(word, 0)
            while not cursor.isNull():
                if _begins_a_word(cursor):
                    selection = QTextEdit.ExtraSelection()
                    selection.cursor, selection.format = cursor, look
                    marked.append(selection)
                    if first is None or cursor.position() < first.position():
                        first = cursor
                cursor = self.browser.document().find(word, cursor)
        self.browser.setExtraSelections(marked)
        if first is not None:
            place = QTextCursor(first)
            place.clearSelection()
            self.browser.setTextCursor(place)
            self.browser.ensureCursorVisible()

    def _picture_html(self, page: Page) -> str:
        """Return the picture of a page's part, put where the browser finds it; empty when it has none."""
        drawings = picture_of(page.part) if page.part is not None else ()
        if not drawings:
            return ""
        image = picture_image(drawings, round(fonts.grown(96) * self.devicePixelRatioF()))
        image.setDevicePixelRatio(self.devicePixelRatioF())
        document = self.browser.document()
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(_PICTURE), image)
        width = round(image.deviceIndependentSize().width())
        names = ", ".join(drawing.title for drawing in drawings)
        return f'<p><img src="{_PICTURE}" width="{width}" alt="{escape(names)}"></p>'


def _item(page: Page) -> QTreeWidgetItem:
    made = QTreeWidgetItem([page.title])
    made.setData(0, _PAGE, page)
    made.setToolTip(0, f"{page.chapter} ▸ {page.title}")
    return made


def _page(item: QTreeWidgetItem | None) -> Page | None:
    return item.data(0, _PAGE) if item is not None else None


def _begins_a_word(cursor: QTextCursor) -> bool:
    before = cursor.selectionStart() - 1
    if before < 0 or not cursor.selectedText()[:1].isascii():
        return True
    there = cursor.document().characterAt(before)
    return not (there.isascii() and there.isalnum())
