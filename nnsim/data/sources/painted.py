"""Points painted by hand, onto nothing or onto other data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import choice, flag, real, text
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset, Floats
from nnsim.data.painting.painting import LONGEST, MOST_CLASSES, Painting
from nnsim.data.points import X1_X2
from nnsim.data.source import CLASSIFICATION, Source, sources

_FARTHEST = 1e9
_SPAN = 4.0
"""The range of an axis is so long to the network, with its middle at 0: of about unit size, whatever the units."""
_EXAMPLE = (
    "0.78 0.16;0.29 0.41;0.37 0.65;0.1 0.72;-0.1 0.91;-0.31 0.87;-0.68 0.9;-0.77 0.99;-1.04 0.83;-0.9 0.62;"
    "-1.32 0.49;-1.51 0.36;-1.6 0.27;-1.69 -0.13|-0.64 -0.28;-0.41 -0.53;-0.41 -0.61;-0.17 -0.75;0.14 -0.72;"
    "0.34 -0.83;0.53 -0.88;0.8 -0.77;0.74 -0.8;1.25 -0.74;1.26 -0.46;1.34 -0.27;1.6 -0.13;1.69 0.05"
)


def _end(default: float, label: str) -> float:
    """Declare an end of the range of an axis."""
    return real(default, low=-_FARTHEST, high=_FARTHEST, usual=(-10.0, 10.0), label=label, advanced=True)


@lru_cache(maxsize=4)
def _painting(points: str, classes: int) -> Painting:
    """Return what `Painting.parse` does; while somebody paints several ask for the same points."""
    return Painting.parse(points, classes)


@sources.register
@dataclass(frozen=True)
class Painted(Source):
    """Points with two inputs and a class or a value each; `Painting.text` says how they are written.

    Every point has a number of its own that says which part it goes to, and the ranges of the axes say how inputs
    are scaled: no stroke changes anything for the points that are there.
    """

    key = "painted"
    title = mark("Painted points")
    summary = mark(
        "Points that you paint with the mouse where the decision boundary is seen, also while it trains."
    )
    group = CLASSIFICATION
    order = 290

    points: str = text(
        _EXAMPLE,
        label=mark("Points"),
        longest=LONGEST,
        placeholder=mark("0 1; 1 1 | 0 0; 1 0"),
        help=mark("Two numbers for each point, a semicolon between points, a bar between classes."),
        advanced=True,
    )
    names: str = text(
        ", ".join("AB"),
        label=mark("Names of the classes"),
        longest=400,
        placeholder=mark("A, B"),
        help=mark("Two to eight, with commas between them; of points with values, the name of the value."),
    )
    task: str = choice(
        "classes",
        ("classes", mark("classes")),
        ("regression", mark("a value at each point")),
        label=mark("What is painted"),
    )
    inputs: str = text(", ".join(X1_X2), label=mark("Names of the inputs"), longest=400, advanced=True)
    x1_low: float = _end(-2.0, mark("First axis from"))
    x1_high: float = _end(2.0, mark("First axis to"))
    x2_low: float = _end(-2.0, mark("Second axis from"))
    x2_high: float = _end(2.0, mark("Second axis to"))
    everywhere: bool = flag(
        False,
        label=mark("All points train"),
        help=mark("The same points train and validate, as those of a truth table do."),
        advanced=True,
    )
    origin: str = text("", label=mark("Painted from"), longest=200, advanced=True)

    @property
    def class_names(self) -> tuple[str, ...]:
        """Names of the classes, or of the value."""
        return tuple(name.strip() for name in self.names.split(",") if name.strip())

    @property
    def input_names(self) -> tuple[str, ...]:
        """Names of the two inputs."""
        return tuple(name.strip() for name in self.inputs.split(","))

    @property
    def ranges(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """From where to where the two axes go."""
        return (self.x1_low, self.x1_high), (self.x2_low, self.x2_high)

    @property
    def has_values(self) -> bool:
        """Whether points have values, and not classes."""
        return self.task == "regression"

    def painting(self) -> Painting:
        """Return the points, which may be none.

        Raises
        ------
        NnsimError
            For a text that holds no points, or more than there may be.
        """
        return _painting(self.points, 0 if self.has_values else len(self.class_names))

    def _read(self, progress: object) -> Dataset:
        self._refuse_names_and_ranges()
        painting = self.painting()
        self._refuse_too_few(painting)
        frame = self._frame()
        is_unit = not frame[0].any() and bool((frame[1] == 1).all())
        return Dataset(
            title=tr("Painted from {title}").format(title=self.origin) if self.origin else tr(self.title),
            inputs=painting.at.copy(),
            targets=painting.values[:, np.newaxis].copy() if self.has_values else painting.kinds.copy(),
            task="regression" if self.has_values else "classes",
            input_names=self.input_names,
            target_names=self.class_names,
            notes=self._notes(painting),
            whole=self.everywhere,
            ready=is_unit,
            frame=None if is_unit else frame,
            one_unit=self._is_square(),
            numbers=painting.numbers,
        )

    def _frame(self) -> tuple[Floats, Floats]:
        """Return shift and scale of the inputs, which depend on the ranges alone."""
        low, high = np.array(self.ranges, np.float64).T
        return (low + high) / 2, (high - low) / _SPAN

    def _is_square(self) -> bool:
        """Return whether lengths along the two axes are of one kind: the ranges are as long as each other."""
        (a, b), (c, d) = self.ranges
        return b - a == d - c

    def _notes(self, painting: Painting) -> tuple[str, ...]:
        if self.has_values:
            return ()
        counts = np.bincount(painting.kinds, minlength=len(self.class_names))
        bare = [name for name, count in zip(self.class_names, counts, strict=True) if not count]
        return (tr("No point yet: {names}").format(names=", ".join(bare)),) if bare else ()

    def _refuse_names_and_ranges(self) -> None:
        wanted = (1, 1) if self.has_values else (2, MOST_CLASSES)
        names = self.class_names
        if not wanted[0] <= len(names) <= wanted[1]:
            raise NnsimError(
                tr("A value has one name. Type one without commas.")
                if self.has_values
                else tr(
                    "Painted classes have two to {most} names with commas between them. Correct them."
                ).format(most=MOST_CLASSES)
            )
        if len(set(names)) < len(names):
            raise NnsimError(tr("Two painted classes have the same name. Give each a name of its own."))
        inputs = self.input_names
        if len(inputs) != 2 or not all(inputs) or inputs[0] == inputs[1]:
            raise NnsimError(tr("Painted points have two inputs. Type two different names, such as x₁, x₂."))
        if not all(low < high for low, high in self.ranges):
            raise NnsimError(
                tr("The range of a painted axis is empty. Let each axis end beyond its beginning.")
            )

    def _refuse_too_few(self, painting: Painting) -> None:
        if not len(painting):
            raise NnsimError(
                tr("Nothing is painted yet. Press Paint at the decision boundary, and paint points.")
            )
        painted = np.unique(painting.kinds)
        if not self.has_values and len(painted) < 2:
            raise NnsimError(
                tr(
                    "Only {name} has points. Paint points of another class, too: then it can be learned."
                ).format(name=self.class_names[int(painted[0])])
            )
        if len(painting) < 2:
            raise NnsimError(
                tr("A single point is painted. Paint another one: then there is something to learn.")
            )
