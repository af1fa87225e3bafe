"""What was not found, and what did not help, takes little room, and tells apart what could not be judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from nnsim.data.sources.two_gaussians import TwoGaussians
from nnsim.diagnosis.arm import Arm
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import illnesses
from nnsim.diagnosis.opinion import opinion_of
from nnsim.diagnosis.rounds import Rounds
from nnsim.diagnosis.trial import Trial
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.ui.doctor.not_found import NotFoundCard
from nnsim.ui.doctor.other_trials import OtherTrials

pytestmark = pytest.mark.usefixtures("dressed")


def texts(card) -> list[str]:
    return [words.text() for words in card.findChildren(QLabel) if not words.isHidden()]


def cases(**settings: object) -> tuple[Case, Case]:
    """Return the case of a network before its first step, and some steps later."""
    project = chain(Input(), Dense(4, Tanh()), Dense(1), data=TwoGaussians(), learning_rate=0.1)
    data = replace(project.data, **settings)
    first, *_, last = Rounds(replace(project, data=data)).walk(60, looks=(20, 40))
    return first, last


def test_what_nothing_was_seen_of_is_listed_apart_from_what_was_weighed(qtbot) -> None:
    _, case = cases()
    weighed = [kind.title for kind in illnesses if list(kind().signs(case))]
    unseen = [kind.title for kind in illnesses if kind.title not in weighed]
    assert weighed
    assert unseen
    card = NotFoundCard()
    qtbot.addWidget(card)
    card.show_opinion(opinion_of(case, ()), case)
    (brief,) = texts(card)
    assert brief.startswith("Not found: ")
    assert not any(title in brief for title in unseen)
    QTest.mouseClick(card.more, Qt.MouseButton.LeftButton)
    assert texts(card) == [
        "Not found: " + ", ".join(weighed) + ".",
        "No sign of: " + ", ".join(unseen) + ".",
    ]


def test_why_some_cannot_be_told_is_said(qtbot) -> None:
    first, last = cases(validation_share=0.0)
    card = NotFoundCard()
    qtbot.addWidget(card)
    card.show_opinion(opinion_of(first, ()), first)
    assert "cannot be told yet" in texts(card)[-1]
    assert "no validation part" in texts(card)[-1]
    card.show_opinion(opinion_of(last, ()), last)
    assert "cannot be told yet" not in texts(card)[-1]
    assert "no validation part" in texts(card)[-1]


def in_vain(label: str, why: str) -> Trial:
    """Return a trial that is over and came to nothing on one seed."""
    losses = np.array([0.7, 0.7])
    arm = Arm(0, np.array([10, 20]), losses, losses, np.array([0.5, 0.5]), (("dense_1", 0.1),))
    return Trial("plateau", (), label, (label,), Project(), sick=(arm,), cured=(arm,), share=1.0, why_not=why)


def test_many_with_one_reason_are_one_line_until_somebody_asks(qtbot) -> None:
    trials = [in_vain(f"cure {n}", "It came to no more.") for n in range(9)]
    card = OtherTrials()
    qtbot.addWidget(card)
    card.show_trials(trials, at_work=False)
    assert texts(card) == ["9 in vain: It came to no more."]
    QTest.mouseClick(card.more, Qt.MouseButton.LeftButton)
    (each,) = texts(card)
    lines = each.split("\n")
    assert len(lines) == 9
    assert all(line.startswith(f"Did not help: cure {n} ·") for n, line in enumerate(lines))
    QTest.mouseClick(card.more, Qt.MouseButton.LeftButton)
    assert texts(card) == ["9 in vain: It came to no more."]


def test_what_was_not_tried_waits_only_while_somebody_tries(qtbot) -> None:
    left = [replace(in_vain("cure", ""), share=0.0, sick=(), cured=())]
    card = OtherTrials()
    qtbot.addWidget(card)
    card.show_trials(left, at_work=True)
    assert texts(card) == ["1 cure waits."]
    card.show_trials(left, at_work=False)
    assert texts(card) == ["1 cure was not tried."]
