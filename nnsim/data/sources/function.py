"""A regression by a formula."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.formulas.drawn import FormulaSource, variables
from nnsim.data.formulas.formula import parse_list
from nnsim.data.formulas.setting import formulas
from nnsim.data.points import target_noise
from nnsim.data.source import REGRESSION, sources


@sources.register
@dataclass(frozen=True)
class FormulaFunction(FormulaSource):
    """Points evenly over a line, a square or a cube, and one value or several worked out there."""

    key = "function"
    title = mark("Function by formula")
    summary = mark("Values to be fitted are worked out by a formula of your own, such as sin(x)*y.")
    formula = "t = f(x) + noise"
    group = REGRESSION
    order = 340

    formulas: str = formulas(
        "sin(x)",
        label=mark("Formulas"),
        help=mark(
            "Each is a target. Several are separated by semicolons; name = formula gives one a name. "
            "Up to three variables, such as x, y, z or x₁, x₂, x₃"
        ),
        placeholder=mark("sin(x)"),
        most=20,
    )
    noise: float = target_noise(0.0)

    def _read(self, progress: object) -> Dataset:
        made = parse_list(self.formulas)
        if not made:
            raise NnsimError(tr("There is no formula yet. Write one, such as sin(x)."))
        names = variables([one.formula for one in made], 1, 3)
        rng = np.random.default_rng(self.seed)
        places = self._places(rng, len(names))
        columns = list(places.T)
        clean = np.column_stack([one.formula.values(names, columns, self.points) for one in made])
        return Dataset(
            title=tr(self.title),
            inputs=places,
            targets=clean + self.noise * rng.standard_normal(clean.shape),
            task="regression",
            input_names=names,
            target_names=tuple(one.name or one.formula.written(names) for one in made),
            ready=self._is_near,
            one_unit=True,
        )
