"""What was learned is known by name, whatever the order its numbers lie in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnsim.document.learned import Learned

ARRAYS = {"a/W": np.array([[1.0, 2.0], [3.0, 4.0]]), "b/W": np.array([9.0])}
BEGAN = {key: -array for key, array in ARRAYS.items()}
LEARNED = replace(Learned.named(ARRAYS, step=7), start=Learned.named(BEGAN).moment)


def test_in_another_order_every_number_keeps_its_name_where_it_began_too() -> None:
    found = LEARNED.arranged((("b/W", (1,)), ("a/W", (2, 2))), 5)
    assert found is not None
    assert found.moment.parameters.tolist() == [9, 1, 2, 3, 4]
    beginning = found.beginning()
    assert beginning is not None
    assert (found.step, beginning.step) == (7, 0)
    for key, array in ARRAYS.items():
        np.testing.assert_array_equal(found.arrays[key], array)
        np.testing.assert_array_equal(beginning.arrays[key], BEGAN[key])


def test_states_lie_behind_the_parameters_in_a_vector_of_their_own() -> None:
    found = LEARNED.arranged(LEARNED.layout, 4)
    assert found is not None
    assert (found.moment.parameters.size, found.moment.state.tolist()) == (4, [9])
    np.testing.assert_array_equal(found.arrays["b/W"], ARRAYS["b/W"])


def test_what_does_not_fit_or_is_no_number_is_not_arranged() -> None:
    assert LEARNED.arranged((("a/W", (4,)), ("b/W", (1,))), 5) is None
    assert LEARNED.arranged((("a/W", (2, 2)),), 4) is None
    assert LEARNED.with_array("b/W", np.array([np.nan])).arranged(LEARNED.layout, 5) is None
