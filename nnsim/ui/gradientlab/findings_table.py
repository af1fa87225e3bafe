"""What an experiment claims, beside what was measured, and whether they agree."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from nnsim.base.text import ntr, tr
from nnsim.lab.claim import Claim, Finding, shown
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.style import wrapped


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
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
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
        self.resizeRowsToContents()
        # What the rows do not need is the figure's.
        rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
        self.setMaximumHeight(self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth() + 4)


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
