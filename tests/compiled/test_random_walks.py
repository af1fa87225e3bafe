"""Any network with any settings: both walks agree about a step, and C with itself about many, however they are cut."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.compiled.by_c import needs_library
from tests.compiled.random_runs import Drawn, disagreements, drawn_runs, parts_of_one_way

pytestmark = needs_library

few = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@few
@given(drawn_runs())
def test_a_step_of_any_network_agrees(drawn: Drawn) -> None:
    assume(drawn.is_tame)
    assert disagreements(drawn) == []


@few
@given(drawn_runs(), st.data())
def test_steps_of_any_network_have_the_same_bits_however_they_are_cut(
    drawn: Drawn, data: st.DataObject
) -> None:
    assume(drawn.is_tame)
    assert parts_of_one_way(drawn, 20, lambda: data.draw(st.integers(1, 9))) == []
