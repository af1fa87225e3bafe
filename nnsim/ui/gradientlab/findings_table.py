"""What an experiment claims, beside what was measured, and whether they agree."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from nnsim.base.text import ntr, tr
from nnsim.lab.claim import Claim, Finding, shown
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.style import wrapped

CLAIM = 1


class FindingsTable(QTableWidget):
    """One row a claim; agreement is told by a word and a sign, and by colour."""

    def __init__(self) -> None:
        super().__init__()
        heads = (tr("Verdict"), tr("Claim"), tr("Expected"), tr("Measured"), tr("Tolerance"), tr("Source"))
        self.setColumnCount(len(heads))
        self.setHorizontalHeaderLabels(heads)
        self.setAccessibleName(tr("Findings"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setWordWrap(True)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setMinimumSectionSize(fonts.grown(60))
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_findings(self, findings: Sequence[Finding], finished: bool) -> None:
        """Show what was found; nothing is judged before the experiment is finished."""
        self.setRowCount(len(findings))
        for row, finding in enumerate(findings):
            claim = finding.claim
            texts = (
                verdict(finding) if finished else tr("not yet"),
                tr(claim.words),
                shown(claim.expected),
                shown(finding.measured),
                str(claim.within),
                said_by(claim),
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(wrapped(finding.note or text))
                if finished and column == 0:
                    item.setForeground(theme().colour("good" if finding.holds else "bad"))
                self.setItem(row, column, item)
        self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """Give the claim what the others leave; they break their lines before it has less than a third."""
        head, others = self.horizontalHeader(), [c for c in range(self.columnCount()) if c != CLAIM]
        wished = {c: max(self.sizeHintForColumn(c), head.sectionSizeHint(c)) for c in others}
        width = self.viewport().width()
        most = _cut(list(wished.values()), width - max(width // 3, fonts.grown(160)))
        for column, wish in wished.items():
            self.setColumnWidth(column, min(wish, most))
        self.setColumnWidth(CLAIM, width - sum(self.columnWidth(c) for c in others))
        self.resizeRowsToContents()
        # What the rows do not need is the figure's.
        rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
        self.setMaximumHeight(self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth() + 4)


def _cut(wished: Sequence[int], width: int) -> int:
    """Return the most that each may have for all of them to fit in a width: only the largest are cut."""
    left, most = width, 0
    for taken, wish in enumerate(sorted(wished)):
        most = max(left // (len(wished) - taken), 1)
        if wish > most:
            return most
        left -= wish
    return max(most, *wished)


def verdict(finding: Finding) -> str:
    """Return whether what was measured agrees with what is claimed, in words and with a sign."""
    return tr("✓ agrees") if finding.holds else tr("✗ differs")


def said_by(claim: Claim) -> str:
    """Return who says so, and of how many seeds it is the median."""
    who = tr("our own, measured beforehand") if claim.own else claim.source
    if claim.seeds < 2:
        return who
    text = ntr("{who}; median of {n} seed", "{who}; median of {n} seeds", claim.seeds)
    return text.format(who=who, n=claim.seeds)
