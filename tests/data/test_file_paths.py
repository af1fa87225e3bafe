"""Whatever stands in the path of a data file: a sentence, never a fault of the program."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nnsim.base import paths
from nnsim.base.errors import NnsimError
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.mnist import Mnist
from nnsim.data.sources.npz_file import NpzFile

NO_NAME = "This cannot be the name of a file"
WRONG = {
    "~anna/data.csv": "~anna/data.csv. It may have been moved",
    "~anna": "~anna. It may have been moved",
    "~/none here.csv": "There is no file ",
    "/none/x.csv": "There is no file /none/x.csv",
    "x\0y.csv": NO_NAME,
    "\ud800.csv": NO_NAME,
    "n" * 300 + ".csv": "…. It may have been moved",
    "/etc/passwd/x.csv": "There is no file /etc/passwd/x.csv",
    "/": "is a folder",
    "C:\\x.csv": "C:\\x.csv. It may have been moved",
    "": "No file is chosen",
    " \t": "No file is chosen",
    "link": "link. It may have been moved",
    "round": "could not be read",
    "pipe": "is a device, not a file",
}


@pytest.fixture
def odd(tmp_path) -> Path:
    """Return a folder with a link that leads nowhere, one that leads to itself, and a pipe."""
    (tmp_path / "link").symlink_to(tmp_path / "none")
    (tmp_path / "round").symlink_to(tmp_path / "round")
    os.mkfifo(tmp_path / "pipe")
    return tmp_path


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs links and pipes")
@pytest.mark.parametrize("cls", [CsvFile, NpzFile, Mnist])
@pytest.mark.parametrize("inside", [False, True])
def test_every_wrong_path_is_a_sentence(odd: Path, monkeypatch, cls: type[CsvFile], inside: bool) -> None:
    monkeypatch.chdir("/" if inside else odd)
    for path, sentence in WRONG.items():
        with pytest.raises(NnsimError) as caught:
            cls(path=path, folder=str(odd) if inside else "").load()
        assert sentence in str(caught.value), path
        assert len(str(caught.value)) < 200, path


@pytest.mark.parametrize("cls", [CsvFile, NpzFile, Mnist])
def test_a_folder_that_may_not_be_entered_is_a_sentence(monkeypatch, cls: type[CsvFile]) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("nnsim.base.reading.os.stat", refuses)
    with pytest.raises(NnsimError, match="You may not read /locked/x"):
        cls(path="/locked/x").load()


def test_a_user_without_a_home_has_a_place_all_the_same(monkeypatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(paths.Path, "home", homeless)
    monkeypatch.delenv("NNSIM_HOME")
    assert paths.user_data().is_absolute()
    assert not paths.is_file(Path("n" * 300))
    assert not paths.is_file(Path("a\0b"))
