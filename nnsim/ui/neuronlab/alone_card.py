"""Whether a single neuron could do what a circuit does."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtWidgets import QLabel

from nnsim.base.text import tr
from nnsim.lab.circuit_board import CircuitBoard
from nnsim.lab.separability import is_separable
from nnsim.ui.neuronlab.card import Card


class AloneCard(Card):
    """Says of every output whether one neuron, which reads the inputs alone, could give it."""

    def __init__(self) -> None:
        super().__init__(tr("Could one neuron do it?"))
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setToolTip(
            tr("A linear program looks for weights and a threshold that give the whole column.")
        )
        self.column.addWidget(self.words)

    def show_board(self, board: CircuitBoard) -> None:
        """Show it for another circuit; out of sight where there is nothing to tell."""
        columns = [tuple((column > 0.5).tolist()) for column in board.table.T if not np.isnan(column).any()]
        self.setVisible(bool(columns) and len(columns) == len(board.outputs) and len(board.rows) > 1)
        if self.isHidden():
            return
        said = []
        for name, column in zip(board.outputs, columns, strict=True):
            able = _can(board.rows, column)
            pattern = (
                tr("{name}: yes, one neuron is enough.") if able else tr("{name}: no, no single neuron can.")
            )
            said.append(pattern.format(name=name))
        self.words.setText("\n".join(said))


@lru_cache(maxsize=256)
def _can(rows: tuple[tuple[float, ...], ...], column: tuple[bool, ...]) -> bool:
    return is_separable(np.array(rows), np.array(column, np.float64))
