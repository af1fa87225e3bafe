"""The truth table of a circuit in words."""

from __future__ import annotations

import math

from nnsim.base.text import ntr, tr
from nnsim.lab.circuit_board import CircuitBoard
from nnsim.ui.neuronlab.bubbles import number, signal
from nnsim.ui.neuronlab.rows_table import Cell


def heads(board: CircuitBoard) -> list[str]:
    """Return the names of the columns: inputs, outputs, and what is wished for."""
    inputs = [tr("input")] if board.row_names else list(board.inputs)
    wished = [tr("{name} wished").format(name=name) for name in board.outputs]
    if len(board.outputs) > 1:
        wished = [tr("wished")]
    return [*inputs, *board.outputs, *(wished if board.wished else ())]


def cells(board: CircuitBoard, *, checked: bool) -> list[list[Cell]]:
    """Return every row; `checked`: with a mark for right and wrong."""
    wrong = set(board.wrong_rows()) if checked else set()
    found = []
    for place, row in enumerate(board.rows):
        line = (
            [Cell(board.row_names[place], bold=True)] if board.row_names else [Cell(number(x)) for x in row]
        )
        line += [_output(float(value)) for value in board.table[place]]
        if board.wished:
            line.append(_wish(board.wished[place], checked, place in wrong))
        found.append(line)
    return found


def _output(value: float) -> Cell:
    if math.isnan(value):
        return Cell("?", "bad", bold=True)
    return Cell(signal(value), "good" if value > 0.5 else "muted", bold=True)


def _wish(asked: tuple[float, ...], checked: bool, is_wrong: bool) -> Cell:
    text = " ".join(number(value) for value in asked)
    if not checked:
        return Cell(text, "text")
    return Cell(f"{text} {'✗' if is_wrong else '✓'}", "bad" if is_wrong else "good")


def verdict(board: CircuitBoard) -> tuple[str, str]:
    """Return what checking says, and its tone."""
    if board.problems:
        return board.problems[0], "bad"
    if not board.wished:
        return tr("No table is wished for. Keep the one that comes out now, and change the circuit."), "muted"
    wrong = len(board.wrong_rows())
    if not wrong:
        rows = len(board.rows)
        return ntr("The only row is as wished.", "All {n} rows are as wished.", rows).format(n=rows), "good"
    text = ntr("{n} row of {rows} is not as wished.", "{n} rows of {rows} are not as wished.", wrong)
    return text.format(n=wrong, rows=len(board.rows)), "bad"
