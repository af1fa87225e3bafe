"""Does the window ever stand still with a dear network? ``python -m tests.benchmarks.standstill``

A GRU of 128 units reads windows of 48 hours of two years, 17,520 rows: a pass over the training part takes seconds.
Each line is something a person does, the milliseconds that the call took, and the longest gap of the event loop.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

ROWS, LENGTH, UNITS = 17_520, 48, 128
SECONDS = 4.0
"""How long it trains between two things that are done."""


def hourly(folder: Path) -> Path:
    """Write a series of four columns with its hours; return the file."""
    rng = np.random.default_rng(0)
    hours = np.datetime64("2010-01-01T00") + np.arange(ROWS)
    daily = np.sin(2 * np.pi * np.arange(ROWS) / 24)
    columns = [10 + 8 * daily, 50 + 0 * daily, 3 + 0 * daily, 100 + 30 * np.roll(daily, 4)]
    noisy = [column + rng.normal(0, 1, ROWS) for column in columns]
    rows = zip(hours.astype(str), *(np.round(column, 2) for column in noisy), strict=True)
    path = folder / "hourly.csv"
    lines = (",".join(map(str, row)) for row in rows)
    path.write_text("\n".join(["time,temperature,humidity,wind,load", *lines]) + "\n", "utf-8")
    return path


def lines(path: Path) -> Iterator[str]:
    """Yield a line for each thing that is done."""
    from PySide6.QtWidgets import QApplication

    from nnsim.app import SWITCH_INTERVAL
    from nnsim.document.pace import Pace
    from nnsim.library import GRU, Adam, CsvFile, Dense, Input, Window, chain
    from nnsim.ui.look.theme import manager
    from nnsim.ui.sitting.preferences import Preferences
    from nnsim.ui.sitting.session import Session
    from nnsim.ui.window.main_window import MainWindow
    from tests.benchmarks.watching import Watch, dispose, let_run

    sys.setswitchinterval(SWITCH_INTERVAL)
    application = QApplication.instance() or QApplication(["nnsim"])
    assert application is not None
    manager().use("dark")
    layers = Input(), GRU(UNITS), Dense(1)
    project = chain(*layers, data=CsvFile(path=str(path)), batch=32, optimizer=Adam(), learning_rate=0.001)
    project = replace(project, data=replace(project.data, steps=(Window(length=LENGTH),)))
    session = Session(project)
    window = MainWindow(session, Preferences())
    session.start()
    window.resize(1440, 900)
    window.show()
    let_run(60, lambda: session.feed.state is not None and session.network.can_train)
    let_run(SECONDS)
    session.workspace.set_pace(Pace().unlimited())
    watch = Watch(session.trainer.gate)

    def done(name: str, act: Callable[[], object], seconds: float) -> str:
        watch.begin()
        start = time.perf_counter()
        act()
        called = time.perf_counter() - start
        let_run(seconds)
        watch.end()
        return f"{name:<28} {1e3 * called:8.0f} ms   longest gap {watch.gaps.max():8.0f} ms\n"

    yield done("Play", session.play, SECONDS)
    yield done("nothing, it trains", lambda: None, SECONDS)
    yield done("Pause", session.pause, 0.2)
    yield done("Play at once after it", session.play, SECONDS)
    yield done("Reset while it trains", session.reset, 0.2)
    yield done("Play at once after it", session.play, SECONDS)
    yield done("weights for an export", session.network.learned, 0.5)
    yield done("Pause", session.pause, 0.2)
    yield done("all there is, for a file", lambda: session.trainer.present(session.run), 0.5)
    yield done("Reset", session.reset, 0.1)
    yield done("weights right after it", session.network.learned, 0.5)
    watch.release()
    window.release()
    session.close()
    dispose(window)


def main() -> None:
    from tests.benchmarks.window import use_own_folders

    with tempfile.TemporaryDirectory() as folder:
        use_own_folders(folder)
        for line in lines(hourly(Path(folder))):
            sys.stdout.write(line)
            sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main()
