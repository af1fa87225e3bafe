"""All inputs but some."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nnsim.base.settings import text
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.formulas.named import chosen, listed_names
from nnsim.data.step import Step, columns_of, steps, with_columns


@steps.register
@dataclass(frozen=True, kw_only=True)
class LeaveOut(Step):
    """Leave the inputs out that are named, such as one that tells the target."""

    key = "leave_out"
    title = mark("Leave inputs out")
    summary = mark("All inputs go on but those that are named.")
    formula = "x₁, …, xₙ → all but some of them"
    order = 12

    inputs: str = text(
        "",
        label=mark("Inputs"),
        help=mark("Names separated by commas; empty means none"),
        placeholder=mark("x₁, x₂"),
        longest=10_000,
    )

    def apply(self, dataset: Dataset) -> Dataset:
        columns = columns_of(dataset)
        out = set(chosen(self.inputs, dataset.input_names)) if self.inputs.strip() else set()
        if not out:
            return dataset
        said = tr("Left out by choice: {names}").format(
            names=listed_names([columns[place].name for place in sorted(out)])
        )
        return with_columns(dataset, [one for place, one in enumerate(columns) if place not in out], said)


def leaving_out(names: Sequence[str], line: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the steps `line` with those inputs left out at its end."""
    written = ", ".join(f"`{name}`" if re.search(r"[,;，；、\"']", name) else name for name in names)
    last = line[-1] if line else None
    if isinstance(last, LeaveOut) and last.active and last.inputs.strip():
        return (*line[:-1], LeaveOut(inputs=f"{last.inputs}, {written}"))
    return (*line, LeaveOut(inputs=written))
