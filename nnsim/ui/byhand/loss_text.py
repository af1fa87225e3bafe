"""What the loss makes of a followed row, as rich text: every line of few outputs, a table of many."""

from __future__ import annotations

from html import escape

from nnsim.base.text import tr
from nnsim.lab.byhand.address import Of
from nnsim.lab.byhand.follow_board import FollowBoard
from nnsim.lab.byhand.lines import Line
from nnsim.lab.byhand.symbols import LOSS
from nnsim.lab.byhand.written import written
from nnsim.ui.byhand.sum_card import worked_lines
from nnsim.ui.look.theme import theme

FEW = 3
"""Units whose lines are written one by one."""
SHOWN = 24
"""Units in the table, the dearest ones of more."""


def loss_text(board: FollowBoard) -> str:
    """Return what each unit adds to the loss; of many the sum of the dearest is spelled out."""
    lines = board.walk.loss_lines(board.row)
    costs = [line for line in lines if line.address.of is Of.ERROR]
    if len(costs) <= FEW:
        return worked_lines(lines)
    dearest = sorted(costs, key=lambda line: -abs(line.left.value))
    kept = [line for line in costs if line in dearest[:SHOWN]]
    return _table(board, kept) + worked_lines((dearest[0],))


def _table(board: FollowBoard, costs: list[Line]) -> str:
    row, names = board.row, board.prepared.target_names
    heads = (tr("output"), tr("answer"), tr("target"), LOSS)
    cells = [_row(heads, theme().muted)]
    columns = {c.id: c for c in board.walk.columns}
    for line in costs:
        at = line.address.unit
        output = columns[at.stage].output
        assert output is not None
        answer, target = row.answers[output], row.targets[output]
        name = names[at.number] if len(answer) == len(names) else board.walk.symbol(at)
        numbers = (answer[at.number], target[at.number], line.left.value)
        cells.append(_row((escape(name), *(written(float(v), 4) for v in numbers)), theme().text))
    return f"<table cellspacing='0' cellpadding='3'>{''.join(cells)}</table>"


def _row(texts: tuple[str, ...], colour: str) -> str:
    first, *others = texts
    rest = "".join(f"<td align='right'>&nbsp;&nbsp;&nbsp;{text}</td>" for text in others)
    return f"<tr style='color:{colour}'><td>{first}</td>{rest}</tr>"
