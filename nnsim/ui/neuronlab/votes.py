"""The rows of a neuron's board, as a table reads them."""

from __future__ import annotations

import numpy as np

from nnsim.base.text import tr
from nnsim.lab.neuron_board import NeuronBoard
from nnsim.ui.neuronlab.bubbles import number
from nnsim.ui.neuronlab.rows_table import Cell


def heads(board: NeuronBoard, *, as_bias: bool = False) -> list[str]:
    """Return the names of the columns; `as_bias`: the sum holds the bias, and is compared with 0."""
    wished = [tr("wished")] if board.wished else []
    asked = [f"> {number(_limit(board, as_bias))}?"] if board.neuron.activation.flat else []
    return [*board.neuron.names, "Σ wᵢxᵢ + w₀" if as_bias else "Σ wᵢxᵢ", *asked, "y", *wished]


def _limit(board: NeuronBoard, as_bias: bool) -> float:
    """Return what a sum must exceed."""
    return 0.0 if as_bias else board.neuron.threshold


def shown_rows(board: NeuronBoard) -> tuple[tuple[float, ...], ...]:
    """Return the rows of a board, what comes in now among them."""
    here = board.neuron.inputs
    return board.rows if here in board.rows else (here, *board.rows)


def cells(board: NeuronBoard, *, as_bias: bool = False) -> list[list[Cell]]:
    """Return every row in words, with what the engine makes of it; `as_bias` as in `heads`."""
    neuron, rows = board.neuron, shown_rows(board)
    sums, outputs = neuron.answers(np.array(rows))
    beside, limit = 0.0 if as_bias else neuron.bias, _limit(board, as_bias)
    extra = len(rows) - len(board.rows)
    wished = (*[None] * extra, *board.wished) if board.wished else (None,) * len(rows)
    return [
        _row(board, row, (float(z) - beside, limit), float(y), wish)
        for row, z, y, wish in zip(rows, sums, outputs, wished, strict=True)
    ]


def _row(
    board: NeuronBoard,
    row: tuple[float, ...],
    compared: tuple[float, float],
    output: float,
    wish: float | None,
) -> list[Cell]:
    """Return the cells of a row; `compared` is its sum, and what that must exceed."""
    weighted, limit = compared
    is_step = board.neuron.activation.flat
    tone = "good" if output > 0 else "bad"
    said = " ".join(filter(None, (number(output), board.verdicts[int(output > 0)] if is_step else "")))
    found = [Cell(number(x)) for x in row]
    found.append(Cell(number(weighted), bold=True))
    if is_step:
        sign = ">" if weighted > limit else "≤"
        found.append(Cell(f"{number(weighted)} {sign} {number(limit)}", tone))
    found.append(Cell(said, tone if is_step else "text", bold=True))
    if board.wished:
        found.append(_wish_cell(wish, output))
    return found


def _wish_cell(wish: float | None, output: float) -> Cell:
    if wish is None:
        return Cell("·", "muted")
    right = wish == output
    return Cell(f"{number(wish)} {'✓' if right else '✗'}", "good" if right else "bad")
