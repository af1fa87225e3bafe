"""How many moments a second one sees while the bar of the history is dragged: ``python tests/benchmarks/scrubbing.py``.

Two spirals, 1600 × 1000, the three panels and the canvas in sight; software rendering, off screen.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from PySide6.QtCore import QEvent, QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from nnsim.app import SWITCH_INTERVAL
from nnsim.document.examples import examples
from nnsim.document.pace import Pace
from nnsim.ui.look.theme import manager
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.window.main_window import MainWindow
from tests.benchmarks.watching import dispose

MOMENTS = 200
SECONDS, MOUSE_MS = 1.5, 8
"""Of a drag over the whole bar, quick enough that there is always another moment, and between two moves."""


class Scrubbing:
    """A window whose run has kept moments enough, and what its map has shown of them."""

    def __init__(self) -> None:
        self.session = Session()
        self.window = MainWindow(self.session, Preferences())
        self.session.start()
        self.window.desk.files.open_example(next(e for e in examples() if e.key == "two_spirals"))
        self.window.resize(1600, 1000)
        self.window.show()
        self.slider = self.window.desk.foot.history.slider
        self.shown: list[int] = []
        """Steps of the maps that were drawn, in order."""
        boundary = next(panel for panel in self.window.desk.panels if panel.key == "boundary")
        draw = boundary.view._draw_map

        def watched() -> None:
            draw()
            if self.session.feed.snapshot is not None:
                self.shown.append(self.session.feed.snapshot.step)

        boundary.view._draw_map = watched
        self._train()

    def _train(self) -> None:
        session = self.session
        wait(lambda: session.feed.state is not None and session.network.can_train)
        session.workspace.set_pace(Pace().unlimited())
        session.play()
        wait(lambda: len(session.past.stops) > MOMENTS)
        session.pause()
        wait(lambda: not session.feed.playing)

    def drag(self) -> float:
        """Drag over the whole bar as evenly as a hand does; return the moments seen a second."""
        self.shown.clear()
        ends = self.slider.width() - 8, 8
        loop, timer, begun = QEventLoop(), QTimer(), time.perf_counter()

        def move() -> None:
            share = (time.perf_counter() - begun) / SECONDS
            if share >= 1:
                loop.quit()
            self._mouse(QEvent.Type.MouseMove, ends[0] + (ends[1] - ends[0]) * min(share, 1))

        self._mouse(QEvent.Type.MouseButtonPress, ends[0])
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(move)
        timer.start(MOUSE_MS)
        loop.exec()
        timer.stop()
        self._mouse(QEvent.Type.MouseButtonRelease, ends[1])
        return len(set(self.shown)) / SECONDS

    def press_keys(self) -> float:
        """Go back from moment to moment, as soon as each is seen; return how many a second."""
        past = self.session.past
        past.come_back()
        wait(lambda: self.session.feed.past_step is None)
        begun = time.perf_counter()
        for _ in range(MOMENTS):
            target = past.stop_after(past.latest if past.step is None else past.step, -1)
            past.move(-1)
            wait(lambda target=target: self.shown[-1] == target)
        return MOMENTS / (time.perf_counter() - begun)

    def _mouse(self, kind: QEvent.Type, x: float) -> None:
        at = QPointF(x, self.slider.height() / 2)
        left, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, at, QPointF(self.slider.mapToGlobal(at.toPoint())), left, left, keys)
        QApplication.sendEvent(self.slider, event)

    def close(self) -> None:
        self.window.release()
        self.session.close()
        dispose(self.window)


def wait(condition: Callable[[], object]) -> None:
    """Let events happen until something is so."""
    end = time.monotonic() + 120
    while not condition():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5)
        assert time.monotonic() < end, "it did not come to be within two minutes"


def main() -> None:
    """Drag three times, then press keys: with the layers in sight, and with their neurons."""
    sys.setswitchinterval(SWITCH_INTERVAL)
    _application = QApplication([])
    manager().use("dark")
    scrubbing = Scrubbing()
    for seen, show in (("layers", lambda: None), ("neurons", scrubbing.window.opening.open_all)):
        show()
        dragged = sorted(scrubbing.drag() for _ in range(3))
        keys = scrubbing.press_keys()
        sys.stdout.write(
            f"{seen}: {len(scrubbing.session.past.stops)} moments; dragged over {SECONDS:g} s, three times:"
            f" {', '.join(f'{n:.1f}' for n in dragged)} a second; by keys, each waited for: {keys:.1f} a second\n"
        )
    scrubbing.close()


if __name__ == "__main__":
    main()
