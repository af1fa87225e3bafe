"""Features as switches: each input, and each usual formula of the inputs, on or off with one click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from nnsim.data.formulas.formula import Definition, joined_formulas, parse, parse_list, split_formulas
from nnsim.data.formulas.named import chosen, find, quoted, split_names
from nnsim.data.formulas.tree import Name
from nnsim.data.step import Step
from nnsim.data.steps.features import Features, same_formula

MOST_SWITCHES = 12
"""With more of them nobody finds one."""


def usual_formulas(names: Sequence[str]) -> tuple[str, ...]:
    """Return what is worth a switch for inputs of these `names`: they, their squares, products and sines.

    For x₁ and x₂ they are the seven of TensorFlow Playground. Of many inputs only as many as can be shown.
    """
    called = [quoted(name) for name in names]
    squares = [f"{name}^2" for name in called]
    products = [f"{first}*{second}" for first, second in combinations(called, 2)]
    sines = [f"sin({name})" for name in called]
    usual = (*called, *squares, *products, *sines)
    return usual if len(usual) <= MOST_SWITCHES else tuple(called[:MOST_SWITCHES])


def title_of(formula: str, names: Sequence[str]) -> str:
    """Return how a feature is called where it is an input: ``x₁²``. Raises NnsimError for what is no formula."""
    return parse(formula).written(names)


def is_on(steps: Sequence[Step], formula: str, names: Sequence[str]) -> bool:
    """Return whether a feature is an input of the network.

    Parameters
    ----------
    steps
        As `DataSettings.steps`.
    formula
        Of the inputs; the name of one alone stands for that input as it is.
    names
        Of the inputs as the source gives them.
    """
    step = next((one for one in steps if isinstance(one, Features)), None)
    place = _input(formula, names)
    if place is not None:
        return step is None or not step.active or place not in _left_out(step, names)
    return (
        step is not None
        and step.active
        and any(_is(one, formula, names) for one in parse_list(step.formulas))
    )


def toggled(steps: Sequence[Step], formula: str, on: bool, names: Sequence[str]) -> tuple[Step, ...]:
    """Return the steps with a feature as an input, or without it; see `is_on` for the parameters.

    The first step of features takes it; where there is none one is put first, and an empty one is taken out.
    """
    line = list(steps)
    place = next((i for i, one in enumerate(line) if isinstance(one, Features)), None)
    if place is None:
        line.insert(0, Features())
        place = 0
    step = line[place]
    assert isinstance(step, Features)
    if not step.active:
        # What was switched off as a whole does not come back with one of its formulas.
        step = Features()
    step = _with(step, formula, on, names)
    line[place : place + 1] = [] if step == Features() else [step]
    return tuple(line)


def _with(step: Features, formula: str, on: bool, names: Sequence[str]) -> Features:
    place = _input(formula, names)
    if place is not None:
        out = [i for i in _left_out(step, names) if i != place] + ([] if on else [place])
        return replace(step, left_out=", ".join(quoted(names[i]) for i in sorted(out)))
    others = [one for one in split_formulas(step.formulas) if not _is(parse_list(one)[0], formula, names)]
    return replace(step, formulas=joined_formulas([*others, formula] if on else others))


def _input(formula: str, names: Sequence[str]) -> int | None:
    """Return the place of the input that a formula is the name of; None where it is more than that."""
    tree = parse(formula).tree
    return find(tree.name, names) if isinstance(tree, Name) else None


def _left_out(step: Features, names: Sequence[str]) -> list[int]:
    known = [name for name in split_names(step.left_out) if find(name, names) is not None]
    return chosen(", ".join(quoted(name) for name in known), names) if known else []


def _is(definition: Definition, formula: str, names: Sequence[str]) -> bool:
    return same_formula(definition.formula, parse(formula), names)
