"""Does painting while it trains keep its frames? ``python -m tests.benchmarks.painting`` (needs Xvfb and xdotool).

Two spirals (W2), as fast as it goes, 1600 × 1000, software rendering under Xvfb; a mouse of its own process paints
strokes on the decision boundary: moves of the real pointer, as a hand makes them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

import numpy as np

WARM_UP = 4.0
BETWEEN_MOVES = 0.016


def way(left: int, top: int, width: int, height: int, strokes: int, moves: int) -> str:
    """Return commands for the mouse: strokes of so many moves, or single clicks, over an area of the screen."""
    rng = np.random.default_rng(0)
    lines = []
    for _ in range(strokes):
        x, y = rng.uniform(0, 1, 2) * (width, height) + (left, top)
        along = rng.normal(size=2)
        along *= 3 / np.hypot(*along)
        lines.append(f"mousemove {x:.0f} {y:.0f} sleep {BETWEEN_MOVES} mousedown 1")
        for i in range(moves):
            at = np.clip((x, y) + along * i, (left, top), (left + width, top + height))
            lines.append(f"mousemove {at[0]:.0f} {at[1]:.0f} sleep {BETWEEN_MOVES}")
        lines.append("mouseup 1 sleep 0.05")
    return "\n".join(lines) + "\n"


class Beats:
    """What the window's thread takes of a processor, in all and between two turns: others may keep it waiting."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self._taken = [time.thread_time()]
        self._begun = time.perf_counter()
        self._timer = QTimer()
        self._timer.timeout.connect(lambda: self._taken.append(time.thread_time()))
        self._timer.start(5)

    def end(self) -> tuple[float, float]:
        """Return the share of a processor, and the most milliseconds of it between two turns."""
        self._timer.stop()
        share = (time.thread_time() - self._taken[0]) / (time.perf_counter() - self._begun)
        return share, 1e3 * float(np.diff(self._taken).max())


def measure(strokes: int, moves: int, first: int) -> str:
    """Return a line of figures."""
    from PySide6.QtCore import QPoint, QRectF, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from nnsim.app import SWITCH_INTERVAL
    from nnsim.document.pace import Pace
    from nnsim.library import SGD, Dense, Input, Tanh, TwoSpirals, chain
    from nnsim.ui.look.theme import manager
    from nnsim.ui.panels.boundary import BoundaryPanel
    from nnsim.ui.sitting.preferences import Preferences
    from nnsim.ui.sitting.session import Session
    from nnsim.ui.window.main_window import MainWindow
    from tests.benchmarks.watching import Watch, dispose, let_run

    sys.setswitchinterval(SWITCH_INTERVAL)
    application = QApplication.instance() or QApplication(["nnsim"])
    assert application is not None
    manager().use("dark")
    layers = [Input(), *(Dense(8, Tanh()) for _ in range(4)), Dense(1)]
    data = TwoSpirals(points=first)
    project = chain(*layers, data=data, batch=10, optimizer=SGD(), learning_rate=0.05)
    session = Session(project)
    window = MainWindow(session, Preferences())
    session.start()
    window.resize(1600, 1000)
    window.show()
    assert let_run(20, lambda: session.feed.state is not None and session.network.can_train)
    session.workspace.set_pace(Pace().unlimited())
    panel = next(p for p in window.desk.panels if isinstance(p, BoundaryPanel))
    session.play()
    let_run(WARM_UP)
    run = session.run
    watch = Watch(session.trainer.gate)
    beats = Beats()
    watch.during(4)
    before, idle = watch.frames / watch.seconds, beats.end()
    QTest.mouseClick(panel.painting.mode.button, Qt.MouseButton.LeftButton)
    let_run(0.5)
    chart = panel.view.chart
    area = QRectF(chart.to_pixels().area).adjusted(20, 20, -20, -20)
    corner = chart.viewport().mapToGlobal(QPoint(round(area.left()), round(area.top())))
    count, steps = len(session.workspace.strokes.sheet().painting), session.feed.state.step
    with tempfile.NamedTemporaryFile("w", suffix=".xdo") as script:
        script.write(way(corner.x(), corner.y(), round(area.width()), round(area.height()), strokes, moves))
        script.flush()
        hand = subprocess.Popen(["xdotool", script.name])
        frames, seconds, beats = 0, 0.0, Beats()
        gaps: list[float] = []
        while hand.poll() is None:
            watch.during(1)
            frames, seconds = frames + watch.frames, seconds + watch.seconds
            gaps.extend(watch.gaps)
        busy = beats.end()
    let_run(1)
    painted = len(session.workspace.strokes.sheet().painting) - count
    undone = session.workspace.undo_stack.count()
    walk = session.trainer._players[run].run.walk
    trained = session.feed.state.step - steps
    same = session.run == run and session.feed.playing
    for _ in range(undone):
        session.workspace.undo_stack.undo()
    let_run(1)
    left = len(session.workspace.strokes.sheet().painting) - count
    back = session.run == run and session.feed.playing
    session.pause()
    let_run(5, lambda: not session.feed.playing)
    watch.release()
    window.release()
    session.close()
    dispose(window)
    return (
        f"{walk}: {painted} points in {strokes} strokes of {moves} moves on {count:,} in {seconds:.0f} s:"
        f" {frames / seconds:.1f} frames a second (before: {before:.1f}), gaps 95 % {np.percentile(gaps, 95):.0f} ms,"
        f" longest {max(gaps):.0f} ms; of a processor the window took {idle[0]:.0%} before and {busy[0]:.0%} while"
        f" painting, between two turns at most {busy[1]:.0f} ms; {trained / seconds:,.0f} steps a second; the same run: {same};"
        f" {undone} steps of undo, then {left} points more, the same run: {back}\n"
    )


def main() -> None:
    from tests.benchmarks.window import start_display, use_own_folders

    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--strokes", type=int, default=20)
    options.add_argument("--moves", type=int, default=15)
    options.add_argument("--points", type=int, default=400, help="that are there before")
    chosen = options.parse_args()
    if shutil.which("Xvfb") is None or shutil.which("xdotool") is None:
        sys.stdout.write("Painting is not measured: it needs Xvfb and xdotool.\n")
        return
    server = start_display()
    try:
        with tempfile.TemporaryDirectory() as folder:
            use_own_folders(folder)
            sys.stdout.write(measure(chosen.strokes, chosen.moves, chosen.points))
    finally:
        server.terminate()


if __name__ == "__main__":
    os.environ.pop("QT_QPA_PLATFORM", None)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main()
