"""The examples that come with the program: what the menu lists and where their files are.

Their files are made by ``tools/make_examples.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nnsim.base.paths import resources
from nnsim.base.text import mark


@dataclass(frozen=True)
class Example:
    """One example. `title` and `summary` are marked for translation: show them by ``tr``."""

    key: str
    title: str
    summary: str

    @property
    def path(self) -> Path:
        """The project file."""
        return resources() / "examples" / f"{self.key}.nnsim"


_EXAMPLES = (
    Example(
        "perceptron_iris",
        mark("Perceptron: iris"),
        mark(
            "One unit tells setosa from the other flowers, and stops correcting itself after a few mistakes."
        ),
    ),
    Example(
        "nand",
        mark("Perceptron: NAND"),
        mark("One threshold unit learns NAND with whole-number weights; watch the line turn into place."),
    ),
    Example(
        "xor",
        mark("XOR"),
        mark("What no single unit can do, four hidden units learn in a second."),
    ),
    Example(
        "two_spirals",
        mark("Two spirals"),
        mark("Two hidden layers unwind two spirals; watch the boundary bend round the arms."),
    ),
    Example(
        "digits",
        mark("Digits with convolutions"),
        mark("Small filters learn to read handwritten digits, 98 of 100 in a few epochs."),
    ),
    Example(
        "regression",
        mark("Regression: bumps"),
        mark("A smooth surface is fitted to noisy points: a hill here, a hollow there."),
    ),
    Example(
        "residual",
        mark("Residual network"),
        mark(
            "Skip connections carry the gradient past every block, so that the first layer learns like the last."
        ),
    ),
    Example(
        "lstm",
        mark("LSTM on a short sequence"),
        mark("Which of two pulses came first? Only a network with a memory can say."),
    ),
    Example(
        "vanishing_gradient",
        mark("Vanishing gradient"),
        mark(
            "Six sigmoid layers: the first one gets a gradient ten thousand times weaker and hardly learns."
        ),
    ),
)


def examples() -> tuple[Example, ...]:
    """Return all examples in the order of the menu, from simple to deep."""
    return _EXAMPLES
