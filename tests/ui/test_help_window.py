"""The reference as a reader uses it: search, what is marked, and pictures in the theme's colours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor, QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnsim.engine.activations.relu import ReLU
from nnsim.ui.help.help_window import HelpWindow
from nnsim.ui.look.theme import manager, theme
from nnsim.ui.panel import panels


@pytest.fixture
def help_window(qtbot: QtBot) -> Iterator[HelpWindow]:
    manager().use("dark")
    made = HelpWindow()
    qtbot.addWidget(made)
    made.show_part(None)
    yield made
    manager().use("dark")


def search(window: HelpWindow, typed: str) -> str:
    window.search.clear()
    QTest.keyClicks(window.search, typed)
    return window.browser.toPlainText()


def test_a_search_that_finds_nothing_says_so_and_offers_what_was_meant(help_window: HelpWindow) -> None:
    shown = search(help_window, "xyzzy")
    assert "xyzzy" in shown
    assert "Nothing found" in shown
    assert not help_window._items()
    shown = search(help_window, "dropuot")
    assert "Did you mean" in shown
    help_window.browser.anchorClicked.emit(QUrl("dropout"))
    assert help_window.search.text() == "dropout"
    assert help_window.tree.currentItem().text(0).startswith("Dropout")
    help_window.search.clear()
    assert len(help_window._items()) == len(help_window._pages)


def test_words_of_the_text_are_found_and_marked(help_window: HelpWindow) -> None:
    for typed in ("vanish", "overfit", "pill"):
        assert typed in search(help_window, typed).casefold()
        marked = [s.cursor.selectedText().casefold() for s in help_window.browser.extraSelections()]
        assert marked, typed
        assert set(marked) == {typed}
    search(help_window, "decision boundary")
    assert help_window.tree.currentItem().text(0) == "Decision boundary"


def test_every_panel_and_every_key_has_a_page(help_window: HelpWindow) -> None:
    titles = [item.text(0) for item in help_window._items()]
    assert {kind.title for kind in panels} <= set(titles)
    assert "Ctrl+Z" in search(help_window, "shortcut")


def picture(window: HelpWindow) -> QImage:
    kind = QTextDocument.ResourceType.ImageResource
    return QImage(window.browser.document().resource(kind, QUrl("picture")))


def test_pictures_follow_the_theme_while_the_page_is_open(help_window: HelpWindow) -> None:
    help_window.show_part(ReLU)
    for mode in ("dark", "light", "dark"):
        manager().use(mode)
        QApplication.processEvents()
        ground = QColor(picture(help_window).pixel(1, 1))
        assert (ground.lightnessF() < 0.5) == (mode == "dark"), mode
        if mode == "dark":
            assert ground == theme().colour("panel")
