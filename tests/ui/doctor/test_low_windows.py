"""With the largest type the Gradient lab fits on a low screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nnsim.data.sources.two_gaussians import TwoGaussians
from nnsim.document.building import chain
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import manager


@pytest.fixture
def large_type(dressed) -> Iterator[None]:
    manager().use_type(fonts.SCALES[-1])
    yield
    manager().use_type(1.0)


def test_the_lab_needs_no_more_than_a_low_screen_has(large_type, open_desk) -> None:
    sick = chain(Input(), Dense(4, Tanh()), Dense(1, Softmax()), data=TwoGaussians())
    desk = open_desk(sick, window=True)
    window = desk.window
    window.resize(1280, 760)
    window.show()
    desk.wait(lambda: desk.session.labs.ward.opinion.verdicts)
    desk.train(30)
    window.desk.places.go_to("gradient_lab")
    assert window.minimumSizeHint().height() <= 760
    assert window.minimumSizeHint().width() <= 1280
    window.hide()
