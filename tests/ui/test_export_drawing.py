"""Export drawing: the open network in the cells of the chart, as a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from desk import Desk

from nnsim.base.errors import NnsimError
from nnsim.document.project import Project


def test_the_open_network_is_drawn_in_every_format(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    desk = open_desk(window=True)
    for ending, start in {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}.items():
        desk.window.desk.exchange.export_drawing(tmp_path / f"net{ending}")
        assert (tmp_path / f"net{ending}").read_bytes().startswith(start)
    assert "Hidden" in (tmp_path / "net.svg").read_text("utf-8")
    assert desk.told[-1] == "Saved net.pdf"


def test_an_empty_canvas_is_said_to_be_one(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    desk = open_desk(Project(), window=True)
    with pytest.raises(NnsimError, match="Add a layer"):
        desk.window.desk.exchange.export_drawing(tmp_path / "net.png")
    assert list(tmp_path.iterdir()) == []
