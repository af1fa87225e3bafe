"""A sitting whose trainer is never started: tests read what it is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nnsim.ui.sitting.sitting import Sitting
from tests.synthetic import spirals
from tests.ui.small_project import small_project


@pytest.fixture
def sitting(qtbot) -> Sitting:
    made = Sitting.of(small_project())
    made.workspace.set_data(spirals())
    return made


@pytest.fixture
def sent(sitting: Sitting) -> Callable[[], list[object]]:
    """Return what takes the requests sent since it was called last."""

    def take() -> list[object]:
        found = []
        while not sitting.trainer._requests.empty():
            found.append(sitting.trainer._requests.get())
        return [request for request in found if hasattr(request, "__dataclass_fields__")]

    return take
