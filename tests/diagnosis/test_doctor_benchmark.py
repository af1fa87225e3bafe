"""The doctor's benchmark is what it says: a maker for every illness, pairs that can be made again, halves that share nothing."""

from __future__ import annotations

from dataclasses import fields
from itertools import combinations

import numpy as np
import pytest

from nnsim.data.prepare import prepare
from nnsim.diagnosis.illness import illnesses
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from tests.benchmarks.doctor import doubles
from tests.benchmarks.doctor.draw import HALVES, SEEDS, Draw, Half
from tests.benchmarks.doctor.followed import Trained, follow
from tests.benchmarks.doctor.made import Made, healthy_makers, sick_makers
from tests.benchmarks.doctor.rows import Row
from tests.benchmarks.doctor.table import wilson
from tests.benchmarks.doctor.verifying import not_well, why_not_sick

SICK, HEALTHY = sick_makers(), healthy_makers()


def _same(one: Project, other: Project) -> bool:
    """Whether two projects are alike: data in memory are compared by their numbers."""
    held = [getattr(p.data.source, "held", None) for p in (one, other)]
    if held[0] is None or held[1] is None:
        return one == other
    arrays = [h.arrays for h in held]
    if arrays[0].keys() != arrays[1].keys():
        return False
    alike = all(np.array_equal(arrays[0][name], arrays[1][name]) for name in arrays[0])
    settings = [f.name for f in fields(one.data) if f.name != "source"]
    data = all(getattr(one.data, name) == getattr(other.data, name) for name in settings)
    return alike and data and (one.graph, one.training) == (other.graph, other.training)


def test_every_illness_has_a_maker_and_every_maker_an_illness() -> None:
    assert set(SICK) == {kind.key for kind in illnesses}
    assert all(set(key.split("+")) <= set(SICK) for key in doubles.MAKERS)
    also = {key for name in SICK for n in range(2) for key in SICK[name](Draw("set", name, n)).also}
    assert also <= set(SICK)


@pytest.mark.parametrize("key", [*SICK, *doubles.MAKERS])
def test_a_pair_can_be_made_again_and_its_twin_can_be_trained(key: str) -> None:
    make = doubles.MAKERS.get(key) or SICK[key]
    first, again = make(Draw("set", key, 5)), make(Draw("set", key, 5))
    assert _same(first.sick, again.sick)
    assert _same(first.healthy, again.healthy)
    assert not _same(first.sick, first.healthy)
    assert resolve(first.healthy.graph, prepare(first.healthy.data), first.healthy.training.rule).can_train
    sick = resolve(first.sick.graph, prepare(first.sick.data), first.sick.training.rule)
    # All layers frozen: that there is nothing to train is what is to be said of it.
    assert sick.can_train or key == "cut_off"
    other = make(Draw("set", key, 6))
    assert not _same(first.sick, other.sick)


@pytest.mark.parametrize("kind", [*HEALTHY])
def test_a_healthy_run_can_be_made_again_and_trained(kind: str) -> None:
    first, again = (HEALTHY[kind](Draw("set", kind, 3)).project for _ in range(2))
    assert _same(first, again)
    assert resolve(first.graph, prepare(first.data), first.training.rule).can_train


def test_the_halves_share_no_widths_batches_seeds_or_data() -> None:
    for one, other in combinations(HALVES.values(), 2):
        assert not {*one.widths} & {*other.widths}
        assert not {*one.batches} & {*other.batches}
        assert abs(one.first_seed - other.first_seed) >= SEEDS
        assert one.tasks.keys() == other.tasks.keys()
        assert not _data_of(one) & _data_of(other)
    assert Draw("set", "a", 1).seed != Draw("set", "b", 1).seed != Draw("set", "b", 2).seed


def _data_of(half: Half) -> set[str]:
    """Return names of its data: two formulas are two data, which differ in what they are, not in their kind."""
    rng = np.random.default_rng(1)
    tasks = [make(rng, half.first_seed) for makers in half.tasks.values() for make in makers]
    return {getattr(t.data.source, "formulas", "") or t.name for t in tasks}


def _trained(score: float, constant: float = 0.5, val_loss: tuple[float, ...] = (1.0, 0.5)) -> Trained:
    loss = np.array(val_loss)
    rounds = follow(HEALTHY["tiny_data"](Draw("set", "x", 0)).project, 1, judged=False).trained.rounds
    return Trained(score, constant, score, score, np.arange(len(loss)), loss, loss, False, True, rounds)


def test_only_what_does_clearly_worse_than_a_twin_that_learns_counts_as_sick() -> None:
    made = SICK["learning_rate_too_low"](Draw("set", "learning_rate_too_low", 0))
    assert why_not_sick(made, _trained(0.55), _trained(0.95)) == ""
    assert why_not_sick(made, _trained(0.9), _trained(0.95)) == "not clearly worse"
    assert why_not_sick(made, _trained(0.5), _trained(0.6)) == "the twin does not learn"
    dearer = Made(made.sick, made.healthy, shown="loss")
    assert why_not_sick(dearer, _trained(0.9, val_loss=(1.0, 0.8)), _trained(0.95)) == ""
    assert why_not_sick(dearer, _trained(0.9, val_loss=(1.0, 0.6)), _trained(0.95)) != ""


def test_a_run_that_learns_nothing_or_was_better_before_is_not_well() -> None:
    assert not_well(_trained(0.95), 0.3) == ""
    assert not_well(_trained(0.55), 0.3) == "does not learn"
    assert not_well(_trained(0.8, val_loss=(1.0, 0.4, 0.9)), 0.3) == "learns by heart"
    worse = _trained(0.8, val_loss=(1.0, 0.4, 0.7))
    fell = Trained(*(0.9 if f.name == "best_score" else getattr(worse, f.name) for f in fields(worse)))
    assert not_well(fell, 0.3) == "was better before"


def test_a_pair_is_verified_without_asking_the_doctor() -> None:
    """The slow one of a pair learns next to nothing in its steps, its twin does: trained here, unjudged."""
    made = SICK["learning_rate_too_low"](Draw("set", "learning_rate_too_low", 2))
    pair = [follow(p, made.steps, judged=False) for p in (made.sick, made.healthy)]
    assert why_not_sick(made, pair[0].trained, pair[1].trained) == ""
    assert not pair[0].looks


def test_a_row_counts_the_first_two_verdicts() -> None:
    said = [("oscillating", 0.9, 5), ("plateau", 0.8, 9), ("too_large", 0.7, 9)]
    row = Row("sick", "plateau", 0, meant=["plateau"], also=["too_large"], said=said)
    assert row.named
    assert not row.first_right
    assert not Row("sick", "too_large", 0, meant=["too_large"], said=said).named
    assert Row("sick", "x", 0, meant=["x"], also=["oscillating"], said=said).first_right
    assert Row("double", "a+b", 0, meant=["plateau", "oscillating"], said=said).named
    assert not Row("double", "a+b", 0, meant=["plateau", "too_large"], said=said).named


def test_the_interval_of_wilson() -> None:
    """Newcombe 1998, table I: 81 of 263 gives 25.5 % to 36.6 %; 0 of 20 gives 0 to 16.1 %."""
    low, high = wilson(81, 263)
    assert (low, high) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
