"""What Qt lacks is said before Qt aborts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nnsim import preflight
from nnsim.base.errors import NnsimError

ROOT = Path(__file__).resolve().parents[1]
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="about Linux")


@pytest.fixture
def without(monkeypatch):
    """Return a function that makes shared libraries unloadable."""

    def hide(*names: str) -> None:
        def load(name: str) -> object:
            if name in names:
                raise OSError(f"{name}: cannot open shared object file: No such file or directory")
            return object()

        monkeypatch.setattr(
            preflight, "missing", lambda libs: [n for n in libs if preflight._trouble(n, load)]
        )

    return hide


@linux
@pytest.mark.parametrize(("library", "package"), preflight.CORE.items())
def test_every_core_library_is_named_with_its_package(without, library, package):
    without(library)
    for window in (True, False):
        with pytest.raises(NnsimError) as caught:
            preflight.require(window=window)
        assert library in str(caught.value)
        assert f"apt-get install {package}\n" in str(caught.value)


@linux
@pytest.mark.parametrize(("library", "package"), preflight.WINDOW.items())
def test_every_window_library_is_named_with_its_package(without, monkeypatch, library, package):
    without(library)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    with pytest.raises(NnsimError, match=f"apt-get install {package}\n"):
        preflight.require(window=True)
    preflight.require(window=False)


@linux
def test_all_that_is_missing_is_on_one_line(without):
    without("libGL.so.1", "libEGL.so.1")
    with pytest.raises(NnsimError, match="apt-get install libgl1 libegl1\n"):
        preflight.require(window=True)


def test_the_lists_are_complete():
    assert list(preflight.CORE.values()) == [
        *("libgl1", "libegl1", "libxkbcommon0", "libdbus-1-3", "libfontconfig1", "libglib2.0-0")
    ]
    assert list(preflight.WINDOW.values()) == [
        *("libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-randr0"),
        *("libxcb-shape0", "libxcb-xkb1", "libxcb-xfixes0", "libxcb-sync1"),
    ]


@linux
def test_the_readme_names_them_all():
    text = (ROOT / "README.md").read_text("utf-8")
    assert all(package in text for package in (*preflight.CORE.values(), *preflight.WINDOW.values()))


def failing(error: ImportError):
    def load(module: str) -> object:
        raise error

    return load


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ImportError("libEGL.so.1: cannot open shared object file: No such file"), "install libegl1\n"),
        (ImportError("libnew.so.7: cannot open shared object file: No such file"), "libnew.so.7"),
        (ImportError("undefined symbol: _Z3foo"), "undefined symbol"),
        (ModuleNotFoundError("No module named 'PySide6'"), "pip install"),
    ],
)
def test_an_import_that_fails_becomes_a_sentence(error, words):
    with pytest.raises(NnsimError, match=words):
        preflight._require_qt(failing(error))


@linux
def test_the_loader_of_the_system_is_asked():
    assert preflight.missing(["libsurely-not-there.so.9", "libc.so.6"]) == ["libsurely-not-there.so.9"]


@linux
def test_a_display_that_does_not_answer_is_named(without, monkeypatch):
    without()
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setenv("DISPLAY", ":4711")
    with pytest.raises(NnsimError, match=":4711"):
        preflight.require(window=True)


@linux
@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:size=800x600"])
def test_some_platforms_need_no_display(monkeypatch, platform):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    preflight.require(window=True)


@linux
def test_a_wayland_socket_that_answers_is_a_display(without, monkeypatch, tmp_path):
    import socket

    without()
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "w0")
    with pytest.raises(NnsimError, match="no display"):
        preflight.require(window=True)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "w0"))
        server.listen()
        preflight.require(window=True)


@linux
def test_a_real_start_without_a_display_is_a_sentence_and_no_abort():
    gone = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in gone}
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py")],
        env={**environment, "NNSIM_LANGUAGE": "en"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("nnsim: There is no display")
    assert "qt.qpa" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
