"""How much does the window cost the training, and how quick is it? On software rendering.

``python -m tests.benchmarks.window`` prints the tables; ``--write`` puts them into
docs/performance.md. Without a display it starts Xvfb. ``--digits FILE`` takes an npz file of
28 × 28 pictures (x_train, y_train) for W4; without it the pictures are noise.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "performance.md"
SIZE = (1600, 1000)
WARM_UP = 4.0
"""Seconds of training before the first round."""

FIRST_PAINT = """
import os, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
import nnsim.app

class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self.usable)
        return False
    def usable(self):
        print(time.monotonic(), flush=True)
        os._exit(0)

def run(application):
    sys.setswitchinterval(nnsim.app.SWITCH_INTERVAL)
    watch = FirstPaint()
    application.window.desk.canvas.viewport().installEventFilter(watch)
    application.window.show()
    application.qt.exec()

nnsim.app.Application.run = run
from nnsim.cli import main
sys.exit(main([]))
"""


@dataclass(frozen=True)
class Goals:
    """What is asked of the window while it trains: the share of speed that is kept, in per cent, frames a second,
    milliseconds of 95 % of the gaps, of the longest, and from Pause to paused.
    """

    kept: float
    frames: float
    gap95: float
    longest: float
    stop: float


@dataclass
class Found:
    """What was measured of one workload, a number a round.

    Speeds are without the time the trainer's thread stood in the queue for a core (`queued`, share of the time).
    """

    walk: str = ""
    alone: list[float] = field(default_factory=list)
    windowed: list[float] = field(default_factory=list)
    queued: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    frames: list[float] = field(default_factory=list)
    closed: list[float] = field(default_factory=list)
    stops: list[float] = field(default_factory=list)


# ---- the display --------------------------------------------------------------------------------


def measure_in_a_process_of_its_own() -> None:
    """Run this file by itself, where it may choose its Qt platform; skip it where there is no display."""
    environment = {k: v for k, v in os.environ.items() if k != "QT_QPA_PLATFORM"}
    if not environment.get("DISPLAY") and shutil.which("Xvfb") is None:
        sys.stdout.write("The window is not measured: there is no display, and no Xvfb to make one.\n")
        return
    subprocess.run([sys.executable, "-m", "tests.benchmarks.window"], cwd=ROOT, env=environment, check=True)


def start_display() -> subprocess.Popen[bytes]:
    """Start Xvfb on a free number and point DISPLAY to it."""
    reader, writer = os.pipe()
    screen = f"{SIZE[0]}x{SIZE[1]}x24"
    server = subprocess.Popen(
        # Without -noreset it turns clients away for a moment after the last one has left.
        ["Xvfb", "-noreset", "-displayfd", str(writer), "-screen", "0", screen],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as answer:
        os.environ["DISPLAY"] = f":{answer.readline().strip()}"
    return server


def use_own_folders(folder: str) -> None:
    """Keep the settings of whoever runs this out of it."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        os.environ[name] = str(Path(folder) / name.lower())


# ---- measuring ----------------------------------------------------------------------------------


class Stopwatch:
    """Steps a second of a run, with the time in which its trainer's thread waited for a core taken out.

    Attributes
    ----------
    queued
        The share of the time that was taken out.
    """

    def __init__(self, trainer: object, run: object) -> None:
        from tests.benchmarks.cores import waited

        self.queued = 0.0
        self._threads = [trainer._thread]  # type: ignore[attr-defined]
        self._run = run
        self._first: int = run.step  # type: ignore[attr-defined]
        self._start, self._waited = time.perf_counter(), waited(self._threads)

    def speed(self) -> float:
        """Return the speed since it was made."""
        from tests.benchmarks.cores import waited

        seconds, queued = time.perf_counter() - self._start, waited(self._threads) - self._waited
        self.queued = queued / seconds
        steps: int = self._run.step - self._first  # type: ignore[attr-defined]
        return steps / (seconds - queued)


class Alone:
    """A trainer that nobody watches; its letters are taken out and dropped.

    It goes on from round to round, as the one of the window does: a run that is young is measured and kept more often.
    """

    def __init__(self, load: object) -> None:
        from nnsim.training.trainer import Trainer

        self.trainer = Trainer()
        self.trainer.start()
        self.trainer.send(load)  # type: ignore[arg-type]

    def speed(self, seconds: float) -> float:
        """Return steps a second over so many seconds."""
        from nnsim.training.messages import Pause, Play

        usual = sys.getswitchinterval()
        sys.setswitchinterval(0.005)
        self.trainer.send(Play(1))
        self._rest(0.7)
        watch = Stopwatch(self.trainer, self.trainer._players[1].run)
        self._rest(seconds)
        speed = watch.speed()
        self.trainer.send(Pause(1))
        self._rest(0.1)
        sys.setswitchinterval(usual)
        return speed

    def _rest(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            time.sleep(0.05)
            self.trainer.mailbox.take_reports()


def measure_training(application: object, project: object, rounds: int, seconds: float) -> Found:
    """Train `project` with and without the window, by turns."""
    from nnsim.training.messages import Load
    from tests.benchmarks.watching import Watch, let_run

    session = application.session  # type: ignore[attr-defined]
    session.file.new(project)
    assert let_run(20, lambda: session.network.can_train and session.feed.history is not None)
    workspace = session.workspace
    load = Load(1, workspace.resolved, workspace.project.training, workspace.prepared)
    found = Found()
    watch, alone = Watch(session.trainer.gate), Alone(load)
    alone.speed(WARM_UP)
    session.play()
    let_run(WARM_UP)
    session.pause()
    for _ in range(rounds):
        found.alone.append(alone.speed(seconds))
        session.play()
        let_run(0.7)
        run = session.trainer._players[session.run].run
        stopwatch = Stopwatch(session.trainer, run)
        watch.during(seconds)
        found.windowed.append(stopwatch.speed())
        found.queued.append(stopwatch.queued)
        found.walk = run.walk
        found.gaps.extend(watch.gaps)
        found.frames.append(watch.frames / watch.seconds)
        found.closed.append(watch.closed / watch.seconds)
        start = time.perf_counter()
        session.pause()
        assert let_run(5, lambda: not session.feed.playing)
        found.stops.append(1e3 * (time.perf_counter() - start))
    watch.release()
    alone.trainer.shut_down()
    return found


def seconds_to_window(rounds: int) -> list[float]:
    """Return the time from the start of ``python main.py`` to the turn after its first paint."""
    taken = []
    with tempfile.TemporaryDirectory() as compiled:
        # From the second start on Python finds its compiled files, as it does for a user.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [sys.executable, "-c", FIRST_PAINT]
        for _ in range(rounds + 1):
            start = time.monotonic()
            told = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
            )
            taken.append(float(told.stdout) - start)
    return taken[1:]


def milliseconds_a_drag(application: object, closer: int, moves: int = 60) -> list[float]:
    """Drag a node among 1,000, magnified `closer` times after all fit; return every frame's time."""
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    from nnsim.document.graph import Edge, Graph, Node
    from nnsim.document.project import Project
    from nnsim.engine.layers.dense import Dense
    from tests.benchmarks.watching import let_run

    nodes = tuple(Node(f"n{i}", f"n{i}", Dense(8), 230.0 * (i % 40), 120.0 * (i // 40)) for i in range(1000))
    edges = tuple(Edge(a.id, b.id) for a, b in itertools.pairwise(nodes))
    application.session.file.new(Project(Graph(nodes, edges)))  # type: ignore[attr-defined]
    canvas = application.window.desk.canvas  # type: ignore[attr-defined]
    canvas.deeds.navigator.fit()
    canvas.scale(closer, closer)
    middle = nodes[500 + 20]
    canvas.centerOn(middle.x, middle.y)
    let_run(1.5)
    at = QPointF(canvas.mapFromScene(QPointF(middle.x, middle.y)))
    viewport = canvas.viewport()

    def send(kind: QEvent.Type, place: QPointF, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
        where = QPointF(viewport.mapToGlobal(place.toPoint()))
        QApplication.sendEvent(
            viewport, QMouseEvent(kind, place, where, button, held, Qt.KeyboardModifier.NoModifier)
        )

    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    send(QEvent.Type.MouseButtonPress, at, left, left)
    times = []
    for i in range(moves):
        start = time.perf_counter()
        send(QEvent.Type.MouseMove, at + QPointF(3 * i, 2 * i), none, left)
        viewport.repaint()
        QApplication.processEvents()
        times.append(1e3 * (time.perf_counter() - start))
    end = at + QPointF(3 * moves, 2 * moves)
    send(QEvent.Type.MouseButtonRelease, end, left, none)
    moved = application.session.workspace.graph[middle.id]  # type: ignore[attr-defined]
    assert (moved.x, moved.y) != (middle.x, middle.y), "nothing was dragged"
    return times[5:]


# ---- telling ------------------------------------------------------------------------------------


def projects(folder: Path, digits: Path | None) -> dict[str, tuple[object, float]]:
    """Return the workloads of the window with the share of speed, in per cent, that NumPy's walk is to keep."""
    import numpy as np

    from nnsim.library import SGD, Adam, Dense, Input, NpzFile, ReLU, Tanh, TwoSpirals, chain

    if digits is None:
        digits = folder / "noise.npz"
        rng = np.random.default_rng(0)
        np.savez(
            digits,
            x_train=rng.integers(0, 256, (10_000, 784), np.uint8),
            y_train=rng.integers(0, 10, 10_000, np.uint8),
        )
    spirals = [Input(), *(Dense(8, Tanh()) for _ in range(4)), Dense(1)]
    pictures = [Input(), Dense(128, ReLU()), Dense(64, ReLU()), Dense(10)]
    return {
        "W2, two spirals": (
            chain(*spirals, data=TwoSpirals(), batch=10, optimizer=SGD(), learning_rate=0.05),
            60.0,
        ),
        "W4": (
            chain(
                *pictures,
                data=NpzFile(path=str(digits), example_shape=(784,)),
                batch=128,
                optimizer=Adam(),
                learning_rate=0.001,
            ),
            90.0,
        ),
    }


def goals_of(walk: str, kept: float) -> Goals:
    """Return what is asked of a walk; NumPy's is to keep the share `kept`."""
    if walk == "numpy":
        return Goals(kept, 0, 50, 250, 200)
    return Goals(max(kept, 85.0), 30, 25, 100, 50)


def training_table(found: dict[str, tuple[Found, float]]) -> str:
    """Return the table of training in the window."""
    import numpy as np

    from tests.benchmarks.rounds import Spread, verdict

    lines = ["| | | measured | goal | |", "|---|---|---|---|---|"]
    for name, (f, numpy_keeps) in found.items():
        goal = goals_of(f.walk, numpy_keeps)
        kept = [100 * w / a for w, a in zip(f.windowed, f.alone, strict=True)]
        frames = Spread.of(f.frames)
        gap95, longest = float(np.percentile(f.gaps, 95)), max(f.gaps)
        rows: list[tuple[str, str, str, str]] = [
            ("steps a second without the window", Spread.of(f.alone).show("{:,.0f}"), "", ""),
            ("with the window", Spread.of(f.windowed).show("{:,.0f}"), "", ""),
            (
                "kept",
                Spread.of(kept).show("{:.0f}") + " %",
                f"≥ {goal.kept:.0f} %",
                verdict(Spread.of(kept).median, goal.kept),
            ),
            (
                "95th percentile of gaps between turns",
                f"{gap95:.0f} ms",
                f"< {goal.gap95:.0f} ms",
                verdict(gap95, goal.gap95, True),
            ),
            (
                "longest gap",
                f"{longest:.0f} ms",
                f"≤ {goal.longest:.0f} ms",
                verdict(longest, goal.longest, True),
            ),
            (
                "frames a second",
                frames.show("{:.1f}"),
                f"≥ {goal.frames:.0f}" if goal.frames else "",
                verdict(round(frames.median, 1), goal.frames) if goal.frames else "",
            ),
            ("gate closed", Spread.of([100 * c for c in f.closed]).show("{:.0f}") + " %", "", ""),
            (
                "the trainer waited for a core",
                Spread.of([100 * q for q in f.queued]).show("{:.0f}") + " %",
                "",
                "",
            ),
            (
                "Pause to paused on the screen",
                Spread.of(f.stops).show("{:.0f}") + " ms",
                f"< {goal.stop:.0f} ms",
                verdict(max(f.stops), goal.stop, True),
            ),
        ]
        first = f"{name}, walk {f.walk}"
        lines += ["| " + " | ".join((first if i == 0 else "", *row)) + " |" for i, row in enumerate(rows)]
    return "\n".join(lines) + "\n"


def other_table(starts: list[float], drags: dict[str, list[float]]) -> str:
    """Return the table of start and drags."""
    import numpy as np

    from tests.benchmarks.rounds import Spread, verdict

    lines = ["| | measured | goal | |", "|---|---|---|---|"]
    start = Spread.of(starts)
    lines.append(
        f"| `python main.py` to the first paint | {start.show('{:.2f}')} s | < 1.5 s"
        f" | {verdict(start.median, 1.5, True)} |"
    )
    for name, times in drags.items():
        late = float(np.percentile(times, 95))
        lines.append(
            f"| {name}, a frame | {Spread.of(times).show('{:.1f}')} ms, 95 % under {late:.1f} | < 16 ms"
            f" | {verdict(Spread.of(times).median, 16, True)} |"
        )
    return "\n".join(lines) + "\n"


def measure(
    rounds: int,
    seconds: float,
    digits: Path | None,
    only: str,
    profile: Callable[[], None],
    place: str = "network",
) -> str:
    """Return the tables, having measured on the display there is, with `place` in sight."""
    import pyqtgraph
    import PySide6
    from PySide6.QtWidgets import QApplication

    from nnsim.app import SWITCH_INTERVAL, Application
    from tests.benchmarks.cores import load
    from tests.benchmarks.rounds import machine
    from tests.benchmarks.watching import let_run

    about = (
        f"{machine()}, PySide6 {PySide6.__version__}, pyqtgraph {pyqtgraph.__version__};"
        f" {SIZE[0]} × {SIZE[1]}, software rendering; {rounds} rounds of {seconds:g} s with and without"
        " the window by turns; medians, (least–greatest). Speeds are without the time in which the trainer's thread"
        f" waited for a core; {load()}.\n\n"
    )
    starts = [] if only else seconds_to_window(rounds)
    qt = QApplication(["nnsim"])
    with tempfile.TemporaryDirectory() as folder:
        application = Application(qt)
        sys.setswitchinterval(SWITCH_INTERVAL)
        application.window.resize(*SIZE)
        application.window.show()
        application.window.desk.places.go_to(place)
        let_run(1.0)
        found = {}
        for name, (project, goal) in projects(Path(folder), digits).items():
            if name.startswith(only):
                found[name] = measure_training(application, project, rounds, seconds), goal
        drags = {}
        if not only:
            drags["dragging a node among 1,000, all in sight"] = milliseconds_a_drag(application, 1)
            drags["dragging a node among 1,000, some in sight"] = milliseconds_a_drag(application, 6)
        profile()
        application.window.release()
        application.session.close()
    text = about + training_table(found)
    return text if only else text + "\n" + other_table(starts, drags)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=2.0)
    options.add_argument("--digits", type=Path)
    options.add_argument("--only", default="", help="begin of the name of a workload: W2 or W4")
    options.add_argument("--place", default="network", help="key of the place in sight; gradient_lab is dear")
    options.add_argument("--write", action="store_true", help="into docs/performance.md")
    chosen = options.parse_args()
    digits = chosen.digits.resolve() if chosen.digits else None
    server = None if os.environ.get("DISPLAY") else start_display()
    try:
        with tempfile.TemporaryDirectory() as folder:
            use_own_folders(folder)
            text = measure(chosen.rounds, chosen.seconds, digits, chosen.only, lambda: None, chosen.place)
    finally:
        if server is not None:
            server.terminate()
    sys.stdout.write(text)
    if chosen.write:
        from tests.benchmarks.rounds import section

        section(DOCUMENT, "window", lambda: text)


if __name__ == "__main__":
    main()
