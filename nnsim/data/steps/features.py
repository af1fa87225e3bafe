"""Inputs made of others by formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import choice, text
from nnsim.base.text import mark, ntr, tr
from nnsim.data.dataset import Dataset
from nnsim.data.formulas.formula import Definition, Formula, parse_list
from nnsim.data.formulas.named import chosen, find, listed_names
from nnsim.data.formulas.setting import formulas
from nnsim.data.formulas.tree import Name
from nnsim.data.step import Column, Step, columns_of, steps, with_columns


@steps.register
@dataclass(frozen=True)
class Features(Step):
    """Formulas in the names of the inputs, each an input of its own.

    A formula may name any input, also one that is left out, and any feature before it.
    """

    key = "features"
    title = mark("Features")
    summary = mark("New inputs worked out by formulas, such as x₁^2, x₁·x₂ or sin(x₁).")
    formula = "x₁, x₂ → x₁², x₁x₂, sin x₁, …"
    order = 20

    formulas: str = formulas(
        "",
        label=mark("Formulas"),
        help=mark(
            "Names of inputs, numbers, + − * / ^, comparisons, and, or, not, sin cos tan tanh exp log sqrt abs sign "
            "floor min max sigmoid, pi, e. Several are separated by semicolons; name = formula gives one a name"
        ),
        placeholder=mark("x₁^2; x₁*x₂; sin(x₁)"),
    )
    left_out: str = text(
        "",
        label=mark("Inputs left out"),
        help=mark("Names separated by commas; formulas may name them all the same"),
        placeholder=mark("none"),
        longest=10_000,
    )
    undefined: str = choice(
        "refuse",
        ("refuse", mark("refuse")),
        ("missing", mark("count as missing")),
        label=mark("Values that cannot be worked out"),
        help=mark("Such as 1/0 or the logarithm of a negative number"),
        advanced=True,
    )

    def apply(self, dataset: Dataset) -> Dataset:
        made = parse_list(self.formulas)
        out = chosen(self.left_out, dataset.input_names) if self.left_out.strip() else []
        if not made and not out:
            return dataset
        there = columns_of(dataset)
        kept = [column for i, column in enumerate(there) if i not in out]
        new = self._worked_out(made, there, len(dataset))
        result = with_columns(
            dataset, [*kept, *new], *_told([c.name for c in new], [there[i].name for i in out])
        )
        if self.undefined == "missing" and dataset.missing == "refuse":
            return replace(result, missing="drop")
        return result

    def _worked_out(self, made: Sequence[Definition], there: Sequence[Column], rows: int) -> list[Column]:
        names, values = [c.name for c in there], [c.values for c in there]
        units = {c.name: c.unit for c in there}
        later = [definition.name for definition in made]
        new: list[Column] = []
        for definition in made:
            later = later[1:]
            _refuse_loops(definition, names, later)
            formula = definition.formula
            name = definition.name or formula.written(names)
            try:
                column = formula.values(names, values, rows, self.undefined)
            except NnsimError as error:
                raise NnsimError(_hint(str(error))) from error
            unit = units.get(formula.written(names), "") if isinstance(formula.tree, Name) else ""
            new.append(Column(name, np.asarray(column, np.float64), unit))
            names.append(name)
            values.append(column)
        return new


def _refuse_loops(definition: Definition, names: Sequence[str], later: Sequence[str]) -> None:
    """Raise NnsimError where a feature names itself or one after it, or takes a name that is there."""
    named = definition.formula.unknown_names(names)
    if definition.name and find(definition.name, names) is not None:
        raise NnsimError(
            tr("There is an input called “{name}” already. Call it otherwise.").format(name=definition.name)
        )
    if definition.name and any(find(name, [definition.name]) is not None for name in named):
        raise NnsimError(
            tr("“{name}” names itself. A feature is made of inputs alone.").format(name=definition.name)
        )
    for name in named:
        place = find(name, later)
        if place is not None:
            said = tr("“{formula}” names “{name}”, which is only made after it. Put that one first.")
            raise NnsimError(said.format(formula=definition.formula.text, name=later[place]))


def _hint(problem: str) -> str:
    return tr("{problem} Change the formula, or count such values as missing.").format(problem=problem)


def _told(new: Sequence[str], out: Sequence[str]) -> list[str]:
    said = []
    if new:
        text = ntr("{n} input made by formula: {names}", "{n} inputs made by formulas: {names}", len(new))
        said.append(text.format(n=len(new), names=listed_names(new)))
    if out:
        said.append(tr("Left out by choice: {names}").format(names=listed_names(out)))
    return said


def same_formula(first: Formula, second: Formula, names: Sequence[str]) -> bool:
    """Return whether two formulas are written alike: ``x1^2`` and ``x₁²`` are."""
    return first.written(names) == second.written(names)
