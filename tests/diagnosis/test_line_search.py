"""How far downhill the loss of a batch falls, beside what a parabola says."""

from __future__ import annotations

import math

import numpy as np
import pytest

import nnsim.library as nn
from nnsim.diagnosis.line_search import FURTHER, reach_of
from nnsim.diagnosis.rounds import Rounds
from nnsim.document.project import Project
from nnsim.engine.subject import Copy, Subject


def line(slope: float = 3.0) -> Project:
    """Return one weight vector that is to learn a line: its loss is a parabola along every direction."""
    rng = np.random.default_rng(4)
    x = rng.normal(size=(64, 3))
    source = nn.Arrays(x, x @ np.array([slope, -slope, slope]), task="regression")
    data = nn.DataSettings(source, scaling="none", validation_share=0.0, test_share=0.0, seed=1)
    return nn.chain(nn.Input(), nn.Dense(1, bias=False), data=data, seed=2)


def subject_of(project: Project) -> Subject:
    rounds = Rounds(project)
    assert rounds._scene is not None
    return rounds._scene.subject(64)


def gradient_of(subject: Subject) -> Copy:
    copy = Copy(subject)
    copy.feed()
    copy.backward()
    return copy


@pytest.mark.parametrize("slope", [0.3, 3.0, 30.0])
def test_of_a_parabola_the_reach_is_its_lowest_point_up_to_the_factor_of_the_search(slope: float) -> None:
    subject = subject_of(line(slope))
    copy = gradient_of(subject)
    gradient, weights = np.array(copy.parameters.gradient, np.float64), np.array(subject.vector, np.float64)

    def loss(rate: float) -> float:
        copy.parameters.vector[:] = weights - rate * gradient
        return copy.loss()

    # Through three points: where the parabola is lowest.
    here, near, far = loss(0.0), loss(0.1), loss(0.2)
    bend, fall = (far - 2 * near + here) / 0.02, (4 * near - far - 3 * here) / 0.2
    lowest = -fall / (2 * bend) * np.linalg.norm(gradient) / np.linalg.norm(weights)
    found = reach_of(gradient_of(subject), subject)
    # The loss is as low as here at twice the distance of the lowest point, and a try may fall short of the next.
    assert lowest / FURTHER <= found <= 2 * lowest


def test_where_there_is_no_gradient_there_is_no_reach() -> None:
    subject = subject_of(line())
    copy = gradient_of(subject)
    copy.parameters.gradient[:] = 0.0
    assert math.isnan(reach_of(copy, subject))
    copy.parameters.gradient[:] = np.nan
    assert math.isnan(reach_of(copy, subject))


def test_uphill_nothing_is_found() -> None:
    subject = subject_of(line())
    copy = gradient_of(subject)
    copy.parameters.gradient[:] *= -1.0
    assert math.isnan(reach_of(copy, subject))


def test_a_rate_a_thousandth_as_large_leaves_a_thousand_times_the_way() -> None:
    further = []
    for rate in (0.05, 0.00005):
        project = nn.chain(
            nn.Input(),
            nn.Dense(8, nn.Tanh()),
            nn.Dense(1),
            data=nn.DataSettings(nn.Moons()),
            optimizer=nn.SGD(),
            learning_rate=rate,
        )
        *_, case = Rounds(project).walk(10)
        further.append(case.pace.further)
    assert 100 < further[1] / further[0] < 10_000
