"""The weighted sum of the unit under the mouse, term by term."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel

from nnsim.base.text import ntr, tr
from nnsim.engine.expression import Known
from nnsim.lab.byhand.lines import Line
from nnsim.lab.byhand.walkthrough import Summand
from nnsim.lab.byhand.written import written
from nnsim.ui.byhand.card import Card
from nnsim.ui.byhand.following_row import FollowingRow
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

SHOWN = 14
"""Terms that are written; of more, the strongest."""

_BELOW = "<br>"


class SumCard(Card):
    """Input, weight and product of every term, the sum, and what the activation makes of it."""

    def __init__(self, following: FollowingRow) -> None:
        super().__init__("", tr("point at a unit, click to keep it"))
        self._following = following
        self.lines = QLabel()
        self.lines.setTextFormat(Qt.TextFormat.RichText)
        self.lines.setWordWrap(True)
        self.lines.setFont(fonts.tabular(fonts.ui_font()))
        self.lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.column.addWidget(self.lines)
        following.changed.connect(self.show_sum)
        following.pointed.connect(self.show_sum)
        self.show_sum()

    def show_sum(self) -> None:
        """Show the unit that is pointed at."""
        told = self._following.told()
        symbol = self._following.board.walk.symbol(told.at)
        self.name(tr("The weighted sum of {unit}").format(unit=symbol))
        if not told.summands:
            self.lines.setText(_BELOW.join((_result(told.sum), told.sum.note)))
            return
        rows = sorted(told.summands, key=lambda s: -abs(s.product))[:SHOWN]
        kept = [s for s in told.summands if s in rows]
        parts = ["<table cellspacing='0' cellpadding='2'>", *map(self._row, kept)]
        left = len(told.summands) - len(kept)
        if left:
            rest = sum(s.product for s in told.summands) - sum(s.product for s in kept)
            words = ntr("{n} weaker term more", "{n} weaker terms more", left).format(n=f"{left:,}")
            parts.append(_cells(words, "", "", written(rest, signed=True)))
        parts.append("</table>")
        below = [_result(told.sum)]
        if told.output is not None:
            below.append(_worked(told.output))
        self.lines.setText(
            "".join(parts) + "".join(f"<p style='margin:5px 0 0 0'>{line}</p>" for line in below)
        )

    def _row(self, s: Summand) -> str:
        known = list(s.formula.known())
        names = [k.symbol for k in known]
        numbers = "·".join(_signed(k) for k in known)
        return _cells("·".join(names), "=", numbers, written(s.product, signed=True))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.show_sum()
        super().changeEvent(event)


def _signed(known: Known) -> str:
    text = written(known.value)
    return f"({text})" if text.startswith("−") else text


def _cells(symbols: str, sign: str, numbers: str, product: str) -> str:
    muted = theme().muted
    return (
        f"<tr><td style='color:{muted}'>{symbols}</td><td>{sign}</td><td>{numbers}</td>"
        f"<td align='right'>&nbsp;&nbsp;<b>{product}</b></td></tr>"
    )


def _result(line: Line) -> str:
    return (
        f"<span style='color:{theme().muted}'>{line.left.symbol}</span> = <b>{written(line.left.value)}</b>"
    )


def _worked(line: Line) -> str:
    """Return a short line in symbols, numbers and its result."""
    if line.right is None:
        return f"{_result(line)} {line.note}"
    numbers = line.right.text(lambda known: written(known.value))
    symbols = line.right.symbols()
    worked = "" if numbers == symbols else f" = {numbers}"
    start = f"<span style='color:{theme().muted}'>{line.left.symbol} = {symbols}</span>"
    return f"{start}{worked} = <b>{written(line.left.value)}</b>"


def worked_lines(lines: tuple[Line, ...]) -> str:
    """Return lines below each other as rich text."""
    return "".join(f"<p style='margin:0 0 4px 0'>{_worked(line)}</p>" for line in lines)
