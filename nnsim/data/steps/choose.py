"""Only some of the inputs."""

from __future__ import annotations

from nnsim.base.settings import text
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.formulas.named import chosen, listed_names
from nnsim.data.step import Step, columns_of, steps, with_columns


@steps.register
class Choose(Step):
    """Keep the inputs named, in the order of the data."""

    key = "choose"
    title = mark("Choose inputs")
    summary = mark("Only the inputs that are named go on; the others are left out.")
    formula = "x₁, …, xₙ → some of them"
    order = 10

    inputs: str = text(
        "",
        label=mark("Inputs"),
        help=mark("Names separated by commas; empty means all"),
        placeholder=mark("x₁, x₂"),
        longest=10_000,
    )

    def apply(self, dataset: Dataset) -> Dataset:
        columns = columns_of(dataset)
        wanted = chosen(self.inputs, dataset.input_names)
        left = [c.name for i, c in enumerate(columns) if i not in wanted]
        if not left:
            return dataset
        said = tr("Left out by choice: {names}").format(names=listed_names(left))
        return with_columns(dataset, [columns[i] for i in wanted], said)
