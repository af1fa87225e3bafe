"""What the doctor costs a training in the window: judging, and cures that are tried, by turns with neither.

``python -m tests.benchmarks.doctor_cost [--pairs 8] [--seconds 3]``; a figure is only worth something on a machine
that does nothing else.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.window import SIZE, WARM_UP, Stopwatch, start_display, use_own_folders


def networks() -> dict[str, Any]:
    """Return the projects that are trained: two that are well, one that is ill."""
    from nnsim.library import (
        SGD,
        Circles,
        Dense,
        Digits,
        Flatten,
        Input,
        ReLU,
        Sigmoid,
        Tanh,
        TwoSpirals,
        chain,
    )

    spirals = [Input(), *(Dense(8, Tanh()) for _ in range(4)), Dense(1)]
    deep = [Input(), *(Dense(8, Sigmoid()) for _ in range(6)), Dense(1)]
    digits = [Input(), Flatten(), Dense(64, ReLU()), Dense(32, ReLU()), Dense(10)]
    return {
        "2-8×4-1": chain(*spirals, data=TwoSpirals(), batch=10, optimizer=SGD(), learning_rate=0.05),
        "64-64-32-10": chain(*digits, data=Digits(), batch=32, optimizer=SGD(), learning_rate=0.01),
        "2-8×6-1, sigmoid": chain(*deep, data=Circles(), batch=32, optimizer=SGD(), learning_rate=0.03),
    }


def large(folder: Path) -> dict[str, Any]:
    """Return projects whose data are large, to be looked at for the first time."""
    from nnsim.library import Adam, Dense, Input, NpzFile, ReLU, chain

    made, rng = {}, np.random.default_rng(0)
    for name, rows, columns in (("10,000 × 50", 10_000, 50), ("10,000 × 784", 10_000, 784)):
        path = folder / f"{columns}.npz"
        x = rng.normal(size=(rows, columns)).astype(np.float32)
        np.savez(path, x_train=x, y_train=(x[:, :10].argmax(axis=1)).astype(np.uint8))
        data = NpzFile(path=str(path), example_shape=(columns,))
        made[name] = chain(Input(), Dense(64, ReLU()), Dense(10), data=data, batch=64, optimizer=Adam())
    return made


class Judgements:
    """Notes how long each judgement takes, and how long its thread had a core for it."""

    def __init__(self, ward: Any) -> None:
        self._judge = ward._judge
        self.ms: list[float] = []
        self.at_work: list[float] = []
        ward._judge = self._timed

    def _timed(self, *asked: Any) -> None:
        began, worked = time.perf_counter(), time.thread_time()
        self._judge(*asked)
        self.ms.append(1e3 * (time.perf_counter() - began))
        self.at_work.append(1e3 * (time.thread_time() - worked))

    def __str__(self) -> str:
        return f"a judgement {spread(self.ms, 2)} ms, of which {spread(self.at_work, 2)} at work; {len(self.ms)} of them"


@contextmanager
def without(ward: Any) -> Iterator[None]:
    """Have nobody judged meanwhile."""
    ward.wants, ward.show_frame = lambda: (), lambda: None
    try:
        yield
    finally:
        del ward.wants, ward.show_frame


def spread(values: list[float], digits: int = 1) -> str:
    """Return the median with the least and the greatest."""
    if not values:
        return "–"
    middle, low, high = np.median(values), min(values), max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"


def open_project(session: Any, project: Any) -> None:
    """Open a project, and wait until it can be trained."""
    from tests.benchmarks.watching import let_run

    session.file.new(project)
    assert let_run(30, lambda: session.network.can_train and session.feed.history is not None)


def turns(application: Any, project: Any, pairs: int, seconds: float, cures: bool) -> Iterator[str]:
    """Train with the doctor and without by turns; with `cures`, also while these are tried."""
    from tests.benchmarks.watching import Watch, let_run

    session, ward = application.session, application.session.labs.ward
    open_project(session, project)
    judged, watch = Judgements(ward), Watch(session.trainer.gate)
    session.play()
    let_run(WARM_UP)
    run = session.trainer._players[session.run].run

    def measured() -> tuple[float, float, float]:
        stopwatch = Stopwatch(session.trainer, run)
        watch.during(seconds)
        return stopwatch.speed(), watch.frames / watch.seconds, float(watch.gaps.max())

    found: dict[str, list[tuple[float, float, float]]] = {"without": [], "judged": [], "cures": []}
    healing = session.labs.healing
    for _ in range(pairs):
        with without(ward):
            found["without"].append(measured())
        let_run(0.3)
        found["judged"].append(measured())
        if cures:
            healing.begin()
            found["cures"].append(measured())
            healing.cancel()
            let_run(0.3)
    session.pause()
    watch.release()
    speeds = {kind: np.array([f[0] for f in of]) for kind, of in found.items() if of}
    for kind, of in found.items():
        if of:
            ratio = 100 * (speeds[kind] / speeds["without"] - 1)
            yield (
                f"  {kind:8} {spread([f[0] for f in of], 0)} steps/s, {spread(list(ratio))} %,"
                f" {spread([f[1] for f in of])} frames/s, longest gap {spread([f[2] for f in of])} ms"
            )
    yield f"  {judged}"


def first_look(application: Any, project: Any) -> str:
    """Return the longest gap of the event loop while a project is opened and trained at first."""
    from tests.benchmarks.watching import Watch, let_run

    session, ward, gaps = application.session, application.session.labs.ward, {}
    watch = Watch(session.trainer.gate)
    for kind in ("without", "judged"):
        open_project(session, networks()["2-8×4-1"])
        let_run(1.0)
        judged = Judgements(ward)
        with without(ward) if kind == "without" else nullcontext():
            open_project(session, project)
            session.play()
            watch.during(6.0)
        gaps[kind] = float(watch.gaps.max())
        session.pause()
    watch.release()
    return f"longest gap {gaps['without']:.0f} ms without, {gaps['judged']:.0f} ms judged; {judged}"


def measure(pairs: int, seconds: float) -> Iterator[str]:
    """Yield the lines of the table, on the display there is."""
    from PySide6.QtWidgets import QApplication

    from nnsim.app import SWITCH_INTERVAL, Application
    from tests.benchmarks.cores import load
    from tests.benchmarks.watching import dispose, let_run

    qt = QApplication(["nnsim"])
    application = Application(qt)
    sys.setswitchinterval(SWITCH_INTERVAL)
    application.window.resize(*SIZE)
    application.window.show()
    let_run(2.0)
    yield f"{load()}; medians (least–greatest); the time in which the trainer waited for a core is left out"
    for name, project in networks().items():
        yield name
        yield from turns(application, project, pairs, seconds, cures="sigmoid" in name)
    with tempfile.TemporaryDirectory() as folder:
        for name, project in large(Path(folder)).items():
            yield f"{name}: {first_look(application, project)}"
    application.window.release()
    application.session.close()
    dispose(application.window)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--pairs", type=int, default=8)
    options.add_argument("--seconds", type=float, default=3.0)
    chosen = options.parse_args()
    server = None if os.environ.get("DISPLAY") else start_display()
    try:
        with tempfile.TemporaryDirectory() as folder:
            use_own_folders(folder)
            for line in measure(chosen.pairs, chosen.seconds):
                print(line, flush=True)
    finally:
        if server is not None:
            server.terminate()


if __name__ == "__main__":
    main()
