"""What every test stands on: one BLAS thread, a home of its own, no collector inside Qt tests."""

from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import gc
import itertools
import sys
import threading
from collections.abc import Iterator

import pytest

from tests.sanitized import end_arrays_exactly

end_arrays_exactly()
_homes = itertools.count()


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep recovery copies and settings of a test away from the user's."""
    # Numbered here: `mktemp` looks through all the folders that thousands of tests before have made.
    # Whoever writes there makes it, as on a user's machine.
    home = tmp_path_factory.getbasetemp() / "homes" / str(next(_homes))
    monkeypatch.setenv("NNSIM_HOME", str(home))


def pytest_collection_finish() -> None:
    """Leave thousands of collected tests and all modules out of every later search for garbage."""
    gc.freeze()


def pytest_unconfigure() -> None:
    """Empty the clipboard: what Python put there would be deleted after Python, which now and then crashed the exit."""
    if "PySide6.QtGui" in sys.modules:
        from PySide6.QtGui import QGuiApplication

        if QGuiApplication.instance() is not None:
            QGuiApplication.clipboard().clear()


_since_full_collection = 0


def _collect() -> None:
    """Free what the last test made; what it made is young, and a full collection takes a third of a second."""
    global _since_full_collection
    _since_full_collection += 1
    full = _since_full_collection % 40 == 0
    gc.collect(2 if full else 1)
    if full:
        gc.freeze()  # what outlives a test, such as modules it imported, need not be searched again


def _fresh_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    ours = [t for t in threading.enumerate() if t not in before and t.is_alive()]
    return [t for t in ours if not t.daemon or t.name.startswith("nnsim")]


def _buttons_left_down() -> list[str]:
    """Let go of the mouse, and return what was held: a slider takes no press beside another button's."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QWidget

    class Probe(QWidget):
        held = Qt.MouseButton.NoButton

        def mouseReleaseEvent(self, event: QMouseEvent) -> None:
            self.held = event.buttons()

    probe = Probe()
    QTest.mouseRelease(probe, Qt.MouseButton.NoButton, pos=QPoint(1, 1))
    left = [button for button in Qt.MouseButton if button.value and button.value & probe.held.value]
    for button in left:
        QTest.mouseRelease(probe, button, pos=QPoint(1, 1))
    return [button.name for button in left]


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread, a top-level widget or a button held down; collect garbage only between Qt tests."""
    uses_qt = "qtbot" in request.fixturenames
    before = set(threading.enumerate())
    if uses_qt:
        gc.disable()
    yield
    for thread in _fresh_threads(before):
        thread.join(5)
    left = _fresh_threads(before)
    assert not left, f"threads left running: {left}"
    if uses_qt:
        from PySide6.QtCore import QEvent
        from PySide6.QtWidgets import QApplication

        widgets = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
        gc.enable()
        # What was closed goes at once: a dead window hears every later change of theme and type.
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        _collect()
        buttons = _buttons_left_down()
        assert not buttons, f"mouse buttons held down: {buttons}"
        assert not widgets, f"windows left open: {widgets}"
