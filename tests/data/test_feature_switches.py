"""Inputs and usual formulas as switches."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.formulas.feature_switches import is_on, title_of, toggled, usual_formulas
from nnsim.data.prepare import prepare
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.data.step import Step
from nnsim.data.steps.cyclic import Cyclic
from nnsim.data.steps.features import Features

NAMES = ("x₁", "x₂")
SEVEN = ("x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂")


def test_two_inputs_have_the_seven_of_playground() -> None:
    assert tuple(title_of(formula, NAMES) for formula in usual_formulas(NAMES)) == SEVEN
    assert usual_formulas(("width (cm)",)) == ("`width (cm)`", "`width (cm)`^2", "sin(`width (cm)`)")
    assert len(usual_formulas(tuple(map(str, range(100))))) == 12


@pytest.mark.parametrize("formula", usual_formulas(NAMES))
def test_one_click_makes_each_an_input_or_none_and_another_takes_it_back(formula: str) -> None:
    line: tuple[Step, ...] = ()
    on = is_on(line, formula, NAMES)
    assert on == (formula in NAMES)
    turned = toggled(line, formula, not on, NAMES)
    assert is_on(turned, formula, NAMES) == (not on)
    inputs = prepare(DataSettings(TwoSpirals(points=20), steps=turned)).input_names
    assert (title_of(formula, NAMES) in inputs) == (not on)
    assert toggled(turned, formula, on, NAMES) == ()


def test_all_seven_together_are_inputs_by_their_names() -> None:
    line: tuple[Step, ...] = ()
    for formula in usual_formulas(NAMES):
        line = toggled(line, formula, True, NAMES)
    assert len(line) == 1
    assert prepare(DataSettings(TwoSpirals(points=20), steps=line)).input_names == SEVEN


def test_another_spelling_is_the_same_feature_and_what_others_typed_stays() -> None:
    line = (Cyclic(), Features("mine = x1/2; x₁²", "x1"))
    assert is_on(line, "x1^2", NAMES)
    assert not is_on(line, "x₁", NAMES)
    without = toggled(line, "x1**2", False, NAMES)
    assert without == (Cyclic(), Features("mine = x1/2", "x1"))
    assert toggled(without, "x1", True, NAMES) == (Cyclic(), Features("mine = x1/2"))


def test_one_that_was_switched_off_as_a_whole_begins_anew() -> None:
    off = replace(Features("x1^2; x1*x2", "x2"), active=False)
    assert not is_on((off,), "x1^2", NAMES)
    assert is_on((off,), "x2", NAMES)
    assert toggled((off,), "sin(x1)", True, NAMES) == (Features("sin(x1)"),)
