"""Truth tables of one output."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnsim.base.seeds import MOST_SEED
from nnsim.base.settings import choice, integer, real
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.points import MANY_SEEDS, MUCH_NOISE
from nnsim.data.source import LOGIC, Source, sources

_FUNCTIONS: dict[str, tuple[str, int, Callable[..., int]]] = {
    "and": ("AND", 2, lambda a, b: a & b),
    "or": ("OR", 2, lambda a, b: a | b),
    "nand": ("NAND", 2, lambda a, b: 1 - (a & b)),
    "nor": ("NOR", 2, lambda a, b: 1 - (a | b)),
    "xor": ("XOR", 2, lambda a, b: a ^ b),
    "xnor": ("XNOR", 2, lambda a, b: 1 - (a ^ b)),
    "implies": (mark("x₁ implies x₂"), 2, lambda a, b: (1 - a) | b),
    "not": ("NOT", 1, lambda a: 1 - a),
    "parity_3": (mark("parity of 3"), 3, lambda a, b, c: a ^ b ^ c),
    "parity_4": (mark("parity of 4"), 4, lambda a, b, c, d: a ^ b ^ c ^ d),
    "majority_3": (mark("majority of 3"), 3, lambda a, b, c: int(a + b + c >= 2)),
    "multiplexer": (mark("multiplexer: x₁ chooses x₂ or x₃"), 3, lambda a, b, c: c if a else b),
}


@sources.register
@dataclass(frozen=True)
class TruthTable(Source):
    """Every combination of the inputs once, in counting order 00, 01, 10, 11."""

    key = "truth_table"
    title = mark("Truth table")
    summary = mark("A logical function: every combination of its inputs, with what comes out.")
    group = LOGIC
    order = 110

    function: str = choice(
        "xor", *((name, label) for name, (label, _, _) in _FUNCTIONS.items()), label=mark("Function")
    )
    coding: str = choice(
        "01", ("01", mark("0 and 1")), ("signs", mark("−1 and +1")), label=mark("Inputs coded as")
    )
    copies: int = integer(
        1,
        low=1,
        high=10_000,
        usual=(1, 100),
        label=mark("Copies"),
        help=mark("How often the table is repeated. One copy trains and validates on the same rows."),
    )
    noise: float = real(
        0.0,
        low=0.0,
        high=1.0,
        usual=MUCH_NOISE,
        label=mark("Noise"),
        help=mark("Standard deviation of the normal noise added to every input."),
    )
    seed: int = integer(0, low=0, high=MOST_SEED, usual=MANY_SEEDS, label=mark("Seed"))

    def _read(self, progress: object) -> Dataset:
        label, n_inputs, function = _FUNCTIONS[self.function]
        table = np.array(list(itertools.product((0, 1), repeat=n_inputs)))
        outputs = np.array([function(*map(int, row)) for row in table])
        clean = np.tile(table.astype(np.float64), (self.copies, 1))
        if self.coding == "signs":
            clean = 2 * clean - 1
        rng = np.random.default_rng(self.seed)
        return Dataset(
            title=tr(label),
            inputs=clean + self.noise * rng.standard_normal(clean.shape),
            targets=np.tile(outputs, self.copies),
            task="classes",
            input_names=("x₁", "x₂", "x₃", "x₄")[:n_inputs],
            target_names=("0", "1"),
            whole=self.copies == 1,
            ready=True,
            one_unit=True,
        )
