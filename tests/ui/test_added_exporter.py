"""An exporter is one file and no edit: a command, its settings asked for, the command line and the library."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from added_files import look_in_too
from desk import Desk, small_project
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget

import nnsim.export.exporters
from nnsim import library
from nnsim.base.errors import NnsimError
from nnsim.cli import main
from nnsim.document.project import Project
from nnsim.document.storage import save
from nnsim.export.exporter import Exporter, ExportKind, exporters, exporters_of
from nnsim.ui.command import commands
from nnsim.ui.commands import file
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.window.export_settings import ExportSettings
from nnsim.ui.window.exporting import Exporting


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return an exporter whose file lies in the folder of the program."""
    look_in_too(monkeypatch, exporters, nnsim.export.exporters, "exporters")
    yield exporters["array_sizes"]
    sys.modules.pop("nnsim.export.exporters.array_sizes", None)


@pytest.fixture
def commands_anew(monkeypatch: pytest.MonkeyPatch) -> Callable[[], set[str]]:
    """Return what makes the commands of files as at a start, and says their keys."""
    list(commands)
    monkeypatch.setattr(commands, "_all", dict(commands._all))

    def anew() -> set[str]:
        for key in [command.key for command in commands if command.menu == "file"]:
            del commands._all[key]
        importlib.reload(file)
        return {command.key for command in commands}

    return anew


class Hand:
    """A person who exports from a session that has trained."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.window = desk, QWidget()
        desk.bot.addWidget(self.window)
        self.exporting = Exporting(self.window, desk.session, Preferences())

    def choose(self, kind: ExportKind, path: Path) -> ExportSettings | None:
        """Export to a file; return what asks for settings, if anything does."""
        before = self.window.findChildren(ExportSettings)
        self.exporting.ask(kind)
        dialog = self.window.findChildren(QFileDialog)[-1]
        dialog.fileSelected.emit(str(path))
        dialog.close()
        return next((d for d in self.window.findChildren(ExportSettings) if d not in before), None)


@pytest.fixture
def hand(open_desk: Callable[..., Desk]) -> Hand:
    return Hand(open_desk())


def test_each_says_its_kind_and_no_two_of_a_kind_write_files_called_alike(added: type[Exporter]) -> None:
    assert exporters_of(ExportKind.REPORT) == [added]
    assert added not in exporters_of(ExportKind.WEIGHTS)
    assert len({(e.kind, e.suffix) for e in exporters}) == len(list(exporters))


def test_there_is_a_command_for_a_kind_as_soon_as_something_writes_it(
    commands_anew: Callable[[], set[str]], added: type[Exporter]
) -> None:
    before = {c.key for c in commands}
    assert commands_anew() - before == {"export_report"}
    (shown,) = [c for c in commands if c.key == "export_report"]
    assert (shown.menu, shown.title) == ("file", "Export a report…")


def test_its_settings_are_asked_for_and_kept_for_the_next_time(
    hand: Hand, added: Any, tmp_path: Path
) -> None:
    asked = hand.choose(ExportKind.REPORT, tmp_path / "a.txt")
    assert asked is not None
    assert not (tmp_path / "a.txt").exists(), "it waits for an answer"
    asked.form.editor("shapes").click()
    QTest.mouseClick(asked.export, Qt.MouseButton.LeftButton)
    assert (tmp_path / "a.txt").read_text().splitlines()[0] == "dense_1/W (2, 5)"
    assert hand.desk.told[-1] == "Exported a.txt"
    again = hand.choose(ExportKind.REPORT, tmp_path / "b.txt")
    assert again is not None
    assert again.form.part() == added(shapes=True)
    again.reject()
    assert not (tmp_path / "b.txt").exists()


def test_a_setting_that_cannot_be_keeps_it_from_writing(hand: Hand, added: Any, tmp_path: Path) -> None:
    asked = hand.choose(ExportKind.REPORT, tmp_path / "a.txt")
    assert asked is not None
    field = asked.form.editor("most")
    field.lineEdit().selectAll()
    QTest.keyClicks(field.lineEdit(), "5000")
    QTest.mouseClick(asked.export, Qt.MouseButton.LeftButton)
    assert asked.isVisible()
    assert "between" in asked.form.error("most")
    assert not (tmp_path / "a.txt").exists()
    asked.reject()


def test_what_has_no_settings_is_written_at_once_in_the_format_of_its_name(
    hand: Hand, tmp_path: Path
) -> None:
    for name in ("w.npz", "w.safetensors"):
        assert hand.choose(ExportKind.WEIGHTS, tmp_path / name) is None
        assert (tmp_path / name).stat().st_size > 100
    assert hand.choose(ExportKind.WEIGHTS, tmp_path / "none" / "w.npz") is None
    assert "none" in hand.desk.said[-1]


def test_why_nothing_can_be_written_is_said_before_anything_is_asked(open_desk: Callable[..., Desk]) -> None:
    hand = Hand(open_desk(Project()))
    hand.exporting.ask(ExportKind.WEIGHTS)
    assert "no weights yet" in hand.desk.said[-1]
    assert not hand.window.findChildren(QFileDialog)


def test_the_command_line_leaves_it_behind_and_the_library_writes_it(added: Any, tmp_path: Path) -> None:
    save(tmp_path / "a.nnsim", small_project())
    assert main(["train", str(tmp_path / "a.nnsim"), "--epochs", "1", "--out", str(tmp_path / "out")]) == 0
    text = (tmp_path / "out" / "report.txt").read_text()
    assert text.splitlines()[0] == "dense_1/W 10"
    result = library.train(small_project(), epochs=1)
    result.export(tmp_path / "r.txt")
    assert (tmp_path / "r.txt").read_text() == text
    result.export(tmp_path / "one.txt", added(most=1))
    assert (tmp_path / "one.txt").read_text() == "dense_1/W 10\n"
    for write in (result.save_weights, result.export):
        with pytest.raises(NnsimError, match=r"Nothing is exported as 'w\.pt'.*\.npz, \.safetensors"):
            write(tmp_path / "w.pt")
    with pytest.raises(NnsimError, match=r"r\.txt"):
        result.save_weights(tmp_path / "r.txt")
