"""What a rule keeps beside the parameters is of its run: a run that takes over weights alone begins it anew."""

from __future__ import annotations

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.uniform_square import UniformSquare
from nnsim.document.building import chain
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.kohonen import Kohonen
from nnsim.engine.rules.kohonen import KohonenRule
from nnsim.lab.running import begin


def project(rows: int) -> Project:
    data = DataSettings(UniformSquare(points=40))
    return chain(Input(), Kohonen(rows, 3), data=data, rule=KohonenRule(), batch=1, epochs=2)


def test_what_was_counted_for_another_network_is_not_taken_over() -> None:
    before = begin(project(3))
    for _ in range(7):
        before.advance(1)
        before.take_points()
    kept = [
        f"{stage}/{spec.name}" for stage, spec in before.training.rule.states(before.setup.resolved.stages)
    ]
    arrays = before.learned().arrays
    assert kept, "the rule keeps something"
    assert any(arrays[key].any() for key in kept)
    after = begin(project(2), learned=Learned.named(dict(arrays)))
    begun = after.learned().arrays
    assert all(not begun[key].any() for key in kept)


def test_a_run_that_goes_on_keeps_it() -> None:
    before = begin(project(3))
    for _ in range(7):
        before.advance(1)
        before.take_points()
    after = begin(project(3), learned=before.learned())
    arrays, again = before.learned().arrays, after.learned().arrays
    assert all((arrays[key] == again[key]).all() for key in arrays)
