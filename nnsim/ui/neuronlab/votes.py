"""The rows of a neuron's board, as a table reads them."""

from __future__ import annotations

import numpy as np

from nnsim.base.text import tr
from nnsim.lab.neuron_board import NeuronBoard
from nnsim.ui.neuronlab.bubbles import number
from nnsim.ui.neuronlab.rows_table import Cell


def heads(board: NeuronBoard) -> list[str]:
    """Return the names of the columns."""
    wished = [tr("wished")] if board.wished else []
    return [*board.neuron.names, "Σ wᵢxᵢ", *_question(board), "y", *wished]


def _question(board: NeuronBoard) -> list[str]:
    return [f"> {number(board.neuron.threshold)}?"] if board.neuron.activation.flat else []


def shown_rows(board: NeuronBoard) -> tuple[tuple[float, ...], ...]:
    """Return the rows of a board, what comes in now among them."""
    here = board.neuron.inputs
    return board.rows if here in board.rows else (here, *board.rows)


def cells(board: NeuronBoard) -> list[list[Cell]]:
    """Return every row in words, with what the engine makes of it."""
    neuron, rows = board.neuron, shown_rows(board)
    sums, outputs = neuron.answers(np.array(rows))
    extra = len(rows) - len(board.rows)
    wished = (*[None] * extra, *board.wished) if board.wished else (None,) * len(rows)
    return [
        _row(board, row, float(z) - neuron.bias, float(y), wish)
        for row, z, y, wish in zip(rows, sums, outputs, wished, strict=True)
    ]


def _row(
    board: NeuronBoard, row: tuple[float, ...], weighted: float, output: float, wish: float | None
) -> list[Cell]:
    neuron = board.neuron
    is_step = neuron.activation.flat
    tone = "good" if output > 0 else "bad"
    said = " ".join(filter(None, (number(output), board.verdicts[int(output > 0)] if is_step else "")))
    found = [Cell(number(x)) for x in row]
    found.append(Cell(number(weighted), bold=True))
    if is_step:
        sign = ">" if weighted > neuron.threshold else "≤"
        found.append(Cell(f"{number(weighted)} {sign} {number(neuron.threshold)}", tone))
    found.append(Cell(said, tone if is_step else "text", bold=True))
    if board.wished:
        found.append(_wish_cell(wish, output))
    return found


def _wish_cell(wish: float | None, output: float) -> Cell:
    if wish is None:
        return Cell("·", "muted")
    right = wish == output
    return Cell(f"{number(wish)} {'✓' if right else '✗'}", "good" if right else "bad")
