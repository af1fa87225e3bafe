"""Measured data sets stand outside the project; tests that need one skip when it is absent."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from nnsim.data.sources.csv_file import CsvFile


@pytest.fixture
def shared() -> Callable[[str], str]:
    """Return a function from the name of a shared file to its path."""
    root = os.environ.get("NNSIM_SHARED")
    roots = [Path(root)] if root else [p / "shared" for p in Path(__file__).resolve().parents[2:5]]
    folders = [place for folder in roots for place in (folder, folder / "data", folder / "cases")]

    def path(name: str) -> str:
        for folder in folders:
            if (folder / name).is_file():
                return str(folder / name)
        pytest.skip(f"{name} is not on this machine")

    return path


@pytest.fixture
def shared_case() -> Callable[[str], str]:
    """Return a function from the name of a shared case to its path; the test is skipped without it."""
    root = os.environ.get("NNSIM_SHARED")
    folders = [parent / "shared" / "cases" for parent in Path(__file__).resolve().parents[2:5]]
    folders = [Path(root) / "cases", Path(root)] if root else folders

    def path(name: str) -> str:
        for folder in folders:
            if (folder / name).is_file():
                return str(folder / name)
        pytest.skip(f"{name} is not on this machine")

    return path


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., CsvFile]:
    """Return a function that writes a text file and returns the source that reads it."""

    def write(text: str | bytes, **settings: object) -> CsvFile:
        file = tmp_path / "table.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return CsvFile(path=str(file), **settings)

    return write
