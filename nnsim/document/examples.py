"""The examples that come with the program: what the menu lists and where their files are.

Their files are made by ``tools/make_examples.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from nnsim.base.paths import resources
from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.document.project import Project


@dataclass(frozen=True)
class Example:
    """One example. Its texts are marked for translation: show them by ``tr``.

    Attributes
    ----------
    notes
        What to look for, as it stands in the notes of the project below the title.
    """

    key: str
    title: str
    summary: str
    notes: str

    @property
    def full_notes(self) -> str:
        """The notes as they stand in the project file, in English."""
        return f"{self.title}\n\n{self.notes}"

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
        mark(
            "Every mistake turns the line a little; a flower that is right changes nothing. Setosa can be"
            " told apart by a straight line, so the mistakes end (Novikoff 1962 says after how many at most)."
            " On the Data page choose versicolor against the rest: there the mistakes never end."
        ),
    ),
    Example(
        "nand",
        mark("Perceptron: NAND"),
        mark("One threshold unit learns NAND with whole-number weights; watch the line turn into place."),
        mark(
            "Press Step and watch weights and bias: they stay whole numbers and end where only 1, 1 lies on"
            " the far side of the line. Choose XOR as the function: no line does it, and the weights go round in"
            " a circle."
        ),
    ),
    Example(
        "xor",
        mark("XOR"),
        mark("What no single unit can do, four hidden units learn in a second."),
        mark(
            "One unit gets at most three of the four rows right. Four hidden units draw lines of their own,"
            " and the output adds them up. Try two hidden units with several seeds: they often get stuck."
        ),
    ),
    Example(
        "two_spirals",
        mark("Two spirals"),
        mark("Two hidden layers unwind two spirals; watch the boundary bend round the arms."),
        mark(
            "The boundary starts as a straight line and winds itself round the arms. Take one hidden layer"
            " away and see how much longer it takes; raise the learning rate while it runs."
        ),
    ),
    Example(
        "playground",
        mark("Playground: exclusive or"),
        mark(
            "Four squares in two colours, by 4 and 2 units; every task of TensorFlow Playground learns like this."
        ),
        mark(
            "The network that TensorFlow Playground begins with, and a task of its. Nearly one start in ten sticks"
            " with a square in the wrong colour, as there: choose another seed. The training is gradient descent with"
            " momentum from small weights, on standardised inputs; from larger weights with Adam it sticks about"
            " twice as often. Choose other tasks on the Data page, the spiral with all seven features."
        ),
    ),
    Example(
        "digits",
        mark("Digits with convolutions"),
        mark("Small filters learn to read handwritten digits, 98 of 100 in a few epochs."),
        mark(
            "Each filter looks for one pattern everywhere in the picture, with few weights: most of the"
            " parameters are in the last layer. The map shows the two principal axes of 64 pixels, where the"
            " classes overlap; in all 64 they hardly do."
        ),
    ),
    Example(
        "regression",
        mark("Regression: bumps"),
        mark("A smooth surface is fitted to noisy points: a hill here, a hollow there."),
        mark(
            "The noise has standard deviation 0.02, so a mean squared error of 0.0004 is as good as it can"
            " get. Less than that on the training part alone means that the noise is being learned by heart."
        ),
    ),
    Example(
        "residual",
        mark("Residual network"),
        mark(
            "Skip connections carry the gradient past every block, so that the first layer learns like the last."
        ),
        mark(
            "Eight layers deep, and yet all bars of the gradient panel are about equally long: the sums pass the"
            " gradient on undamped. Cut the edges that skip a block and compare."
        ),
    ),
    Example(
        "lstm",
        mark("LSTM on a short sequence"),
        mark("Which of two pulses came first? Only a network with a memory can say."),
        mark(
            "Added up over time both classes look the same. The memory cell must keep which pulse it saw"
            " first. Make the sequences longer on the Data page and see how far its memory reaches."
        ),
    ),
    Example(
        "vanishing_gradient",
        mark("Vanishing gradient"),
        mark(
            "Six sigmoid layers: the first one gets a gradient ten thousand times weaker and hardly learns."
        ),
        mark(
            "Look at the gradient panel before anything else: at the first step the gradient of the first layer is"
            " about 4e-5 of that of the last. Every sigmoid layer passes on a quarter of it at best (its slope is at"
            " most 1/4). Nine thousand steps later nothing has been learned. Cures: Tanh or ReLU instead of Sigmoid, the"
            " Glorot initializer, Adam, or skip connections."
        ),
    ),
)


def examples() -> tuple[Example, ...]:
    """Return all examples in the order of the menu, from simple to deep."""
    return _EXAMPLES


def shown_notes(notes: str) -> str:
    """Return the notes of a project in the language in use, where they are an example's and untouched."""
    for example in _EXAMPLES:
        if notes == example.full_notes:
            return f"{tr(example.title)}\n\n{tr(example.notes)}"
    return notes


def with_data(project: Project, data: DataSettings) -> Project:
    """Return `project` with other data, and without the notes of an example that are about another source."""
    is_told = any(project.notes == example.full_notes for example in _EXAMPLES)
    goes = is_told and type(data.source) is not type(project.data.source)
    return replace(project, data=data, notes="" if goes else project.notes)
