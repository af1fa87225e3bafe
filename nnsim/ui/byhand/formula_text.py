"""Lines of a worked example as rich text: symbols, numbers that can be followed, the result."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from nnsim.engine.expression import Known, Piece
from nnsim.lab.byhand.address import Address
from nnsim.lab.byhand.explaining import Explanation
from nnsim.lab.byhand.lines import Line
from nnsim.lab.byhand.written import written
from nnsim.ui.look.theme import theme

LONGEST = 40
"""Numbers put in for symbols in one line; of more only the first are written."""


class FormulaText:
    """Writes explanations; every number it writes has an address behind its link.

    Attributes
    ----------
    links
        By name of a link, what it leads to.
    """

    def __init__(self) -> None:
        self.links: dict[str, Address] = {}

    def of(self, told: Explanation) -> str:
        """Return an explanation as rich text, line by line."""
        self.links = {}
        parts = [self._line(told.whole, strong=not told.steps, numbers=not self._repeated(told))]
        for number, step in enumerate(told.steps):
            is_last = number == len(told.steps) - 1 and step.left == told.whole.left
            parts.append(self._line(step, strong=is_last))
        return "".join(f'<p style="margin:0 0 5px 0">{part}</p>' for part in parts)

    @staticmethod
    def _repeated(told: Explanation) -> bool:
        """Return whether the whole comes again at the end, step by step: then its symbols are enough."""
        return bool(told.steps) and told.steps[-1].left == told.whole.left

    def _line(self, line: Line, strong: bool, numbers: bool = True) -> str:
        look = theme()
        left = self._symbol(line)
        if line.right is None:
            given = f" = {self._result(line, strong)}"
            return f'{left}{given}<br><span style="color:{look.muted}">{escape(line.note)}</span>'
        symbols = escape(line.right.text(lambda known: known.symbol)).replace("·", "·&#8203;")
        if not numbers:
            return f"{left} = {self._written(line, lambda known: known.symbol)}"
        worked = ""
        if any(True for _ in line.right.known()):
            worked = f" = {self._written(line, lambda known: written(known.value))}"
        text = f'<span style="color:{look.muted}">{left} = {symbols}</span>{worked} = {self._result(line, strong)}'
        return text + (
            f'<br><span style="color:{look.muted}">{escape(line.note)}</span>' if line.note else ""
        )

    def _symbol(self, line: Line) -> str:
        return escape(line.left.symbol)

    def _result(self, line: Line, strong: bool) -> str:
        token = theme().warning if strong else theme().text
        return f'<b style="color:{token}">{escape(written(line.left.value))}</b>'

    def _written(self, line: Line, write: Callable[[Known], str]) -> str:
        assert line.right is not None
        pieces = list(line.right.pieces(write))
        seen, shown = 0, []
        for piece in pieces:
            seen += piece.of is not None
            if seen > LONGEST:
                shown.append("…")
                break
            shown.append(self._piece(piece))
        return "".join(shown)

    def _piece(self, piece: Piece) -> str:
        if not isinstance(piece.of, Address):
            # A product may be broken after a dot, or long ones would widen the page.
            return escape(piece.text).replace("·", "·&#8203;")
        name = str(len(self.links))
        self.links[name] = piece.of
        return (
            f'<a href="{name}" style="color:{theme().accent};text-decoration:none">{escape(piece.text)}</a>'
        )
