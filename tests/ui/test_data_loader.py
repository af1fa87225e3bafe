"""Loading data beside the window: the newest request wins, and what is given up ends."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from pytestqt.qtbot import QtBot

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare
from nnsim.data.prepared import Prepared
from nnsim.data.source import Progress, Source, sources
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.ui.sitting.data_loader import DataLoader

SPIRALS = DataSettings()
OTHERS = DataSettings(source=TwoSpirals(noise=0.3))


class Reading:
    """What a slow source tells, and is told, while it reads."""

    began = threading.Event()
    ended = threading.Event()
    reads = 0


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[DataSettings]:
    """Return settings whose source reads until somebody asks it to stop."""
    list(sources)
    monkeypatch.setattr(sources, "_all", dict(sources._all))
    Reading.began.clear()
    Reading.ended.clear()

    @sources.register
    @dataclass(frozen=True)
    class Slow(Source):
        key = "slow"
        title = "Slow"
        summary = "Reads until it is asked to stop."
        group = "Logic"

        def _read(self, progress: Progress) -> Dataset:
            try:
                for turn in range(5_000):
                    progress(min(0.5, turn / 100), "Reading")
                    Reading.began.set()
                    threading.Event().wait(0.002)
            finally:
                Reading.ended.set()
            raise NnsimError("Nobody asked it to stop.")

    yield DataSettings(source=Slow())
    assert Reading.ended.wait(10)


Found = tuple[DataSettings, Prepared | None, str]


@pytest.fixture
def loader(qtbot: QtBot) -> Iterator[DataLoader]:
    made = DataLoader()
    yield made
    made.cancel(quietly=True)


@pytest.fixture
def answers(loader: DataLoader) -> list[Found]:
    found: list[Found] = []
    loader.finished.connect(lambda *answer: found.append(answer))
    return found


def until(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(condition, timeout=10_000)


def test_a_load_is_answered_once_and_as_it_would_be_without_a_window(
    qtbot: QtBot, loader: DataLoader, answers: list[Found]
) -> None:
    loader.load(SPIRALS)
    assert loader.is_busy
    until(qtbot, lambda: not loader.is_busy)
    ((settings, prepared, problem),) = answers
    assert (settings, problem) == (SPIRALS, "")
    assert prepared is not None
    assert prepared.train.inputs.tobytes() == prepare(SPIRALS).train.inputs.tobytes()


def test_cancel_ends_the_reading_and_says_so(
    qtbot: QtBot, loader: DataLoader, answers: list[Found], slow: DataSettings
) -> None:
    told: list[tuple[float, str]] = []
    loader.progressed.connect(lambda share, doing: told.append((share, doing)))
    loader.load(slow)
    until(qtbot, lambda: bool(told))
    assert told[0][1] == "Reading"
    loader.cancel()
    assert Reading.ended.wait(5)
    until(qtbot, lambda: bool(answers))
    settings, prepared, problem = answers[0]
    assert (settings, prepared) == (slow, None)
    assert "cancelled" in problem
    assert not loader.is_busy


def test_what_nobody_waits_for_ends_without_a_word(
    qtbot: QtBot, loader: DataLoader, answers: list[Found], slow: DataSettings
) -> None:
    loader.load(slow)
    until(qtbot, Reading.began.is_set)
    loader.cancel(quietly=True)
    assert not loader.is_busy
    assert Reading.ended.wait(5)
    qtbot.wait(40)
    assert not answers


def test_a_newer_request_ends_the_older_one_and_is_answered_alone(
    qtbot: QtBot, loader: DataLoader, answers: list[Found], slow: DataSettings
) -> None:
    loader.load(slow)
    until(qtbot, Reading.began.is_set)
    loader.load(SPIRALS)
    assert Reading.ended.wait(5)
    until(qtbot, lambda: not loader.is_busy)
    qtbot.wait(40)
    assert [settings for settings, _, _ in answers] == [SPIRALS]


def test_examples_somebody_tried_serve_the_next_load_of_the_same_settings_only(
    qtbot: QtBot, loader: DataLoader, answers: list[Found]
) -> None:
    tried = prepare(SPIRALS)
    for settings in (OTHERS, SPIRALS):
        loader.remember(SPIRALS, tried)
        for _ in range(2):
            loader.load(settings)
            until(qtbot, lambda: not loader.is_busy)
    assert [prepared is tried for _, prepared, _ in answers] == [False, False, True, False]
    assert [settings for settings, _, _ in answers] == [OTHERS, OTHERS, SPIRALS, SPIRALS]
    mixed = answers[0][1]
    assert mixed is not None
    assert mixed.train.inputs.tobytes() == prepare(OTHERS).train.inputs.tobytes()


def test_a_setting_that_cannot_be_is_answered_in_a_sentence(
    qtbot: QtBot, loader: DataLoader, answers: list[Found]
) -> None:
    loader.load(replace(SPIRALS, validation_share=0.6, test_share=0.5))
    until(qtbot, lambda: bool(answers))
    assert answers[0][1] is None
    assert "Lower them" in answers[0][2]
