"""Classes by formulas."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.formulas.drawn import FormulaSource, variables
from nnsim.data.formulas.formula import Definition, parse_list
from nnsim.data.formulas.setting import formulas
from nnsim.data.playground import MOVED_LABEL, noise_percent
from nnsim.data.source import CLASSIFICATION, sources


@sources.register
class Boundary(FormulaSource):
    """Points evenly over a square or a cube; the first condition that holds at a point is its class."""

    key = "boundary"
    title = mark("Classes by formula")
    summary = mark("The boundary between classes is a formula of your own, such as y > sin(x).")
    formula = "y > sin x"
    group = CLASSIFICATION
    order = 260

    conditions: str = formulas(
        "y > sin(x)",
        label=mark("Conditions"),
        help=mark(
            "Each is a class, and what is left over is one more. Several are separated by semicolons; "
            "name = condition gives one a name. Variables are x, y, z or x₁, x₂, x₃"
        ),
        placeholder=mark("y > sin(x)"),
        most=19,
    )
    noise: float = noise_percent(MOVED_LABEL)

    def _read(self, progress: object) -> Dataset:
        classes = self._classes()
        names = variables([one.formula for one in classes], 2, 3)
        rng = np.random.default_rng(self.seed)
        places = self._places(rng, len(names))
        near = places + rng.uniform(-self._half, self._half, places.shape) * (self.noise / 100)
        labels = np.full(self.points, len(classes), np.int64)
        for number, one in reversed(list(enumerate(classes))):
            labels[one.formula.values(names, list(near.T), self.points) != 0] = number
        return Dataset(
            title=tr(self.title),
            inputs=places,
            targets=labels,
            task="classes",
            input_names=names,
            target_names=_names(classes, names),
            notes=_empty(classes, labels, names),
            ready=self._is_near,
            one_unit=True,
        )

    def _classes(self) -> tuple[Definition, ...]:
        classes = parse_list(self.conditions)
        if not classes:
            raise NnsimError(tr("There is no condition yet. Write one, such as y > sin(x)."))
        for one in classes:
            if not one.formula.is_condition:
                raise NnsimError(
                    tr("“{formula}” is a number and no condition. Compare it, such as {formula} > 0.").format(
                        formula=one.formula.text
                    )
                )
        return classes


def _names(classes: Sequence[Definition], names: Sequence[str]) -> tuple[str, ...]:
    return (*(one.name or one.formula.written(names) for one in classes), tr("otherwise"))


def _empty(classes: Sequence[Definition], labels: np.ndarray, names: Sequence[str]) -> tuple[str, ...]:
    """Return a sentence for every class without a point."""
    counts = np.bincount(labels, minlength=len(classes) + 1)
    said = tr("No point is in this class: {name}")
    return tuple(said.format(name=n) for n, c in zip(_names(classes, names), counts, strict=True) if not c)
