"""The progress of a training: one line on a terminal, a line now and then in a log."""

from __future__ import annotations

import io
import os

import pytest

from nnsim.cli.language import system_language
from nnsim.cli.progress import Progress, columns_of
from nnsim.training.epochs import EpochRecord


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def record(epoch: int) -> EpochRecord:
    return EpochRecord(10 * epoch, epoch, 0.5, 0.6, (("val_accuracy", 0.9),), (1.0,))


def train(stream: io.StringIO, seconds: float, epochs: int) -> None:
    """Pretend that every epoch takes `seconds`."""
    clock = Clock()
    progress = Progress(stream, clock)
    progress.begin()
    for epoch in range(1, epochs + 1):
        clock.now += seconds
        progress.epoch(record(epoch), epoch, epochs, 1234.5)
    progress.say("done")


def test_a_log_gets_a_line_now_and_then_and_the_last():
    stream = io.StringIO()
    train(stream, 1.0, 23)
    lines = stream.getvalue().splitlines()
    assert [line.split(" ")[1] for line in lines[:-1]] == ["5/23", "10/23", "15/23", "20/23", "23/23"]
    assert "0:18 left" in lines[0]
    assert "loss 0.5" in lines[0]
    assert "accuracy 90.0 %" in lines[0]
    assert "left" not in lines[-2]


def test_a_terminal_gets_one_line_that_is_written_anew(monkeypatch):
    monkeypatch.setattr("shutil.get_terminal_size", lambda fallback=(80, 24): os.terminal_size((200, 24)))
    stream = Terminal()
    train(stream, 1.0, 30)
    pieces = stream.getvalue().split("\r")
    assert pieces[0] == ""
    assert len(pieces) == 31
    assert all("\n" not in piece for piece in pieces[:-1])
    assert pieces[-1].endswith("\ndone\n")
    # A shorter line blanks what a longer one before it left.
    assert len(pieces[-1].split("\n")[0]) >= len(pieces[-2].rstrip())


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_a_line_never_wraps(monkeypatch, columns):
    monkeypatch.setattr("shutil.get_terminal_size", lambda fallback=(80, 24): os.terminal_size((columns, 24)))
    stream = Terminal()
    clock = Clock()
    progress = Progress(stream, clock)
    clock.now = 1.0
    progress.preparing(0.5, "读取数据" * 20)
    assert 0 < columns_of(stream.getvalue().strip("\r")) < columns


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LC_ALL": "xx_YY", "LANG": "zh_CN.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_is_that_of_the_system(monkeypatch, variables, expected):
    for name in ("NNSIM_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert system_language() == expected


def test_a_language_that_is_there_is_spoken(monkeypatch):
    monkeypatch.delenv("NNSIM_LANGUAGE", raising=False)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert system_language() == "zh_CN"
    monkeypatch.setenv("NNSIM_LANGUAGE", "en")
    assert system_language() == "en"
