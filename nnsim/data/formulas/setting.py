"""Formulas as a kind of setting: what cannot be read is said where it is typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nnsim.base.declared import declared
from nnsim.base.errors import NnsimError
from nnsim.base.setting import Setting
from nnsim.base.settings import Text
from nnsim.base.text import tr
from nnsim.data.formulas.formula import parse_list


@dataclass(frozen=True)
class FormulaText(Text):
    """Formulas separated by semicolons, each perhaps ``name = formula``; nothing at all is allowed."""

    longest: int = 2000
    most: int = 50
    """How many formulas at most."""

    def check(self, value: Any) -> str | None:
        problem = super().check(value)
        if problem is not None:
            return problem
        try:
            found = parse_list(value)
        except NnsimError as error:
            return tr("{label}: {problem}").format(label=tr(self.label), problem=error)
        if len(found) > self.most:
            return tr("{label}: at most {n} are possible.").format(label=tr(self.label), n=self.most)
        return None


def formulas(default: str, *, label: str, **kind: Any) -> str:
    """Declare a field that holds formulas; `kind` are the arguments of `FormulaText`."""
    setting: Setting = FormulaText(label, **kind)
    return declared(default, setting)  # type: ignore[no-any-return]
