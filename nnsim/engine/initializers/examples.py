"""Examples themselves as first weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, ntr, tr
from nnsim.engine.initializer import Initializer, Seen, initializers


@initializers.register
@dataclass(frozen=True)
class Examples(Initializer):
    """Unit j begins at training example j, in the order of the data: what a kernel machine has as its centres.

    Weights of shape (inputs, units) hold an example in every column, as those of an RBF layer or a Kohonen map do.
    With fewer units than examples these are the first ones. What is no such matrix, such as a bias, stays as it was
    drawn: from N(0, 1).
    """

    key = "examples"
    title = mark("Training examples")
    summary = mark("Every unit begins at one of the training examples, in their order.")
    formula = "cⱼ = xⱼ"
    source = "Boser, Guyon & Vapnik 1992"
    from_data = True
    examples = 100_000
    order = 47

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        return rng.standard_normal(shape)

    def adapt(self, weights: Sequence[np.ndarray], seen: Seen) -> None:
        count = len(seen.inputs)
        for w in weights:
            if w.ndim != 2 or len(w) != seen.inputs.shape[1]:
                continue
            if w.shape[1] > count:
                raise NnsimError(
                    tr(
                        "{units} units are to begin at training examples, and there are only {n}. {cure}"
                    ).format(
                        units=f"{w.shape[1]:,}",
                        n=f"{count:,}",
                        cure=ntr(
                            "Use {n} unit in this layer, or more examples.",
                            "Use at most {n} units in this layer, or more examples.",
                            count,
                        ).format(n=f"{count:,}"),
                    )
                )
            w[:] = seen.inputs[: w.shape[1]].T
