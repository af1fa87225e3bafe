"""What is chosen, by the chain rule, in symbols and in numbers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel

from nnsim.base.text import ntr, tr
from nnsim.ui.byhand.card import Card
from nnsim.ui.byhand.formula_text import FormulaText
from nnsim.ui.byhand.working import Working
from nnsim.ui.look import fonts
from nnsim.ui.widgets.style import icon_button


class ChainCard(Card):
    """Every number in it leads to where it comes from, and there is a way back."""

    def __init__(self, working: Working) -> None:
        super().__init__("", tr("click any number to see where it comes from"))
        self._working = working
        self._text = FormulaText()
        self.back = icon_button("chevron-left", tr("Spell out again what was before"), working.choose_last)
        self.head.insertWidget(0, self.back)
        self.lines = QLabel()
        self.lines.setTextFormat(Qt.TextFormat.RichText)
        self.lines.setWordWrap(True)
        self.lines.setFont(fonts.tabular(fonts.ui_font()))
        self.lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.lines.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lines.linkActivated.connect(self.follow)
        self.column.addWidget(self.lines)
        working.pointed.connect(self.show_chosen)
        self.show_chosen()

    def show_chosen(self) -> None:
        """Show what is chosen now."""
        told = self._working.explanation
        self.name(told.title)
        more = ""
        if told.left_out:
            words = ntr(
                "and {n} line more, behind its symbol",
                "and {n} lines more, behind their symbols",
                told.left_out,
            )
            more = f"<p>{words.format(n=told.left_out)}</p>"
        self.lines.setText(self._text.of(told) + more)
        self.lines.setAccessibleName(told.title)
        self.back.setEnabled(self._working.can_go_back)

    def follow(self, link: str) -> None:
        """Spell out what a link leads to."""
        found = self._text.links.get(link)
        if found is not None:
            self._working.choose(found)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.show_chosen()
        super().changeEvent(event)
