"""What a frame costs the window's thread, piece by piece: ``python -m tests.benchmarks.frames``.

Two spirals (W2), 1600 × 1000, software rendering off screen; loss, accuracy, boundary, gradients and canvas
in sight. Times are those of the processor spent in this thread, so that waiting for others is not counted; a
piece's own time is without that of pieces within it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "performance.md"
SIZE = (1600, 1000)
WARM_UP = 10.0
"""Seconds of training before frames are measured."""


class Pieces:
    """Adds up the time of methods, each without that of other methods called within it."""

    def __init__(self) -> None:
        self.taken: dict[str, float] = defaultdict(float)
        self.calls: dict[str, int] = defaultdict(int)
        self._within = [0.0]

    def watch(self, owner: Any, method: str, name: str) -> None:
        """Measure a method of a class, or of an object, under `name`."""
        called: Callable[..., Any] = getattr(owner, method)

        def measured(*args: Any, **kwargs: Any) -> Any:
            self._within.append(0.0)
            begun = time.thread_time()
            try:
                return called(*args, **kwargs)
            finally:
                taken = time.thread_time() - begun
                self.taken[name] += taken - self._within.pop()
                self.calls[name] += 1
                self._within[-1] += taken

        setattr(owner, method, measured)

    def clear(self) -> None:
        """Begin anew."""
        self.taken.clear()
        self.calls.clear()


def measure(seconds: float, pace: float = 0.0) -> str:
    """Return the table of pieces, of training at a pace (0: as fast as it goes)."""
    from PySide6.QtWidgets import QApplication

    from nnsim.app import SWITCH_INTERVAL
    from nnsim.document.examples import examples
    from nnsim.document.pace import Pace
    from nnsim.ui.canvas.view import CanvasView
    from nnsim.ui.charts.axis import NumberAxis
    from nnsim.ui.charts.chart import Chart
    from nnsim.ui.charts.chart_overlay import Legend, LegendEntry
    from nnsim.ui.charts.layer_bars import LayerBars
    from nnsim.ui.look.theme import manager
    from nnsim.ui.sitting.live import LiveFeed
    from nnsim.ui.sitting.preferences import Preferences
    from nnsim.ui.sitting.session import Session
    from nnsim.ui.window.foot import Foot
    from nnsim.ui.window.main_window import MainWindow
    from nnsim.ui.window.playing_controls import PlayingControls
    from tests.benchmarks.rounds import machine
    from tests.benchmarks.watching import dispose, let_run

    usual = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL)
    _application = QApplication.instance() or QApplication(["nnsim"])
    manager().use("dark")
    pieces = Pieces()
    pieces.watch(Chart, "paintEvent", "chart: paint")
    pieces.watch(NumberAxis, "paint", "axis rendered")
    pieces.watch(Chart, "fit", "chart: fit")
    pieces.watch(LayerBars, "paintEvent", "bars: paint")
    pieces.watch(Legend, "paintEvent", "legend: paint")
    pieces.watch(LegendEntry, "paintEvent", "legend: paint")
    pieces.watch(PlayingControls, "_show_state", "top bar: figures")
    pieces.watch(PlayingControls, "_show_figures", "top bar: figures")
    pieces.watch(Foot, "_show_figures", "foot: figures")
    pieces.watch(CanvasView, "paintEvent", "canvas: paint")
    pieces.watch(LiveFeed, "tick", "letters, wishes")
    session = Session()
    window = MainWindow(session, Preferences())
    names = {id(panel): panel.key for panel in window.desk.panels}
    for viewer in session.feed.viewers._all:
        if not isinstance(viewer, Foot):
            pieces.watch(viewer, "show_frame", f"{names.get(id(viewer), type(viewer).__name__)}: show frame")
    session.start()
    window.desk.files.open_example(next(e for e in examples() if e.key == "two_spirals"))
    window.resize(*SIZE)
    window.show()
    assert let_run(20, lambda: session.feed.state is not None and session.network.can_train)
    session.workspace.set_pace(Pace(pace) if pace else Pace().unlimited())
    session.play()
    let_run(WARM_UP)
    pieces.clear()
    run = session.trainer._players[session.run].run
    first, wall, begun = run.step, time.perf_counter(), time.thread_time()
    let_run(seconds)
    taken, wall, steps = time.thread_time() - begun, time.perf_counter() - wall, run.step - first
    frames = pieces.calls["letters, wishes"]
    session.pause()
    let_run(5, lambda: not session.feed.playing)
    window.release()
    session.close()
    dispose(window)
    sys.setswitchinterval(usual)
    rows = sorted(pieces.taken.items(), key=lambda row: -row[1])
    rest = taken - sum(pieces.taken.values())
    lines = [
        f"{machine()}; {SIZE[0]} × {SIZE[1]}, software rendering; {frames} frames in {wall:.0f} s after"
        f" {WARM_UP:g} s of training: {frames / wall:.1f} a second at {steps / wall:,.0f} steps a second.\n",
        "| piece | ms a frame | ms a call | calls a frame |",
        "|---|---|---|---|",
        *(
            f"| {name} | {1e3 * own / frames:.2f} | {1e3 * own / pieces.calls[name]:.2f}"
            f" | {pieces.calls[name] / frames:.2f} |"
            for name, own in rows
        ),
        f"| Qt's own: layouts, styles, other widgets, flush | {1e3 * rest / frames:.2f} | | |",
        f"| **sum** | **{1e3 * taken / frames:.2f}** | | |",
    ]
    return "\n".join(lines) + "\n"


def measure_in_a_process_of_its_own() -> None:
    """Run this file by itself, on software rendering off screen."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "OPENBLAS_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-m", "tests.benchmarks.frames"], cwd=ROOT, env=environment, check=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=float, default=10.0)
    options.add_argument("--pace", type=float, default=0.0, help="steps a second; 0: as fast as it goes")
    options.add_argument("--write", action="store_true", help="into docs/performance.md")
    chosen = options.parse_args()
    text = measure(chosen.seconds, chosen.pace)
    sys.stdout.write(text)
    if chosen.write:
        from tests.benchmarks.rounds import section

        section(DOCUMENT, "frames", lambda: text)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main()
