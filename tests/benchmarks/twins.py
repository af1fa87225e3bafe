"""What other cores are worth to several runs: ``python -m tests.benchmarks.twins``.

Four twins of W2 in lock-step, with no core beside the trainer's and with one, by turns; and a run in the background
beside one in front, at several shares of the time. Nobody looks: letters are taken out and dropped.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nnsim.app import SWITCH_INTERVAL
from nnsim.compiled.library import in_use
from nnsim.data.prepare import prepare
from nnsim.document.resolve import resolve
from nnsim.training.messages import Load, Pause, Play, SetShare, Together
from nnsim.training.trainer import Trainer
from tests.benchmarks.cores import load as load_of_machine
from tests.benchmarks.cores import waited
from tests.benchmarks.rounds import Spread, machine, verdict
from tests.benchmarks.window import projects

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "performance.md"
TWINS = 4
GOAL = 1.6
WARM_UP = 6.0
SHARES = (0.1, 0.3, 0.6, 0.9)


def loads(count: int) -> list[Load]:
    """Return requests for so many runs of W2, of other seeds."""
    with tempfile.TemporaryDirectory() as folder:
        found: Any = next(p for name, (p, _) in projects(Path(folder), None).items() if name.startswith("W2"))
    prepared = prepare(found.data, None)
    resolved = resolve(found.graph, prepared, found.training.rule)
    settings = [replace(found.training, seed=seed) for seed in range(count)]
    return [Load(number, resolved, training, prepared) for number, training in enumerate(settings, 1)]


class Watched:
    """A trainer whose letters are taken out and dropped; its runs play only while they are measured.

    Runs go on from round to round: one that is young is measured and kept more often.
    """

    def __init__(self, spare: int, requests: Sequence[Any], runs: int) -> None:
        self.trainer = Trainer(spare)
        self.trainer.start()
        self._numbers = range(1, runs + 1)
        for request in requests:
            self.trainer.send(request)
        self.speeds(WARM_UP)

    def speeds(self, seconds: float) -> list[float]:
        """Return steps a second of each run, without the time in which the thread it is in waited for a core.

        Runs in lock-step are in all threads.
        """
        for number in self._numbers:
            self.trainer.send(Play(number))
        self._rest(0.3)
        found = [self.trainer._players[number].run for number in self._numbers]
        threads = [self._threads_of(number) for number in self._numbers]
        first, queued, start = [run.step for run in found], [waited(t) for t in threads], time.perf_counter()
        self._rest(seconds)
        took = time.perf_counter() - start
        steps = [run.step - begun for run, begun in zip(found, first, strict=True)]
        times = [took - waited(t) + before for t, before in zip(threads, queued, strict=True)]
        for number in self._numbers:
            self.trainer.send(Pause(number))
        self._rest(0.1)
        return [count / seconds for count, seconds in zip(steps, times, strict=True)]

    def _threads_of(self, number: int) -> list[threading.Thread]:
        here, beside = self.trainer._thread, self.trainer._crew._threads
        player = self.trainer._players[number]
        if self.trainer._bound_to(player) != [player]:
            return [here, *beside]
        return beside if self.trainer._beside.is_for(player) else [here]

    def _rest(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            time.sleep(0.03)
            self.trainer.mailbox.take_reports()


def in_lock_step(rounds: int, seconds: float) -> str:
    """Return the table of twins."""
    numbers = tuple(range(1, TWINS + 1))
    requests = [*loads(TWINS), Together(numbers)]
    one, two = (Watched(spare, requests, TWINS) for spare in (0, 1))
    alone, helped = [], []
    for _ in range(rounds):
        alone.append(sum(one.speeds(seconds)))
        helped.append(sum(two.speeds(seconds)))
    for watched in (one, two):
        watched.trainer.shut_down()
    gain = Spread.of([two / one for one, two in zip(alone, helped, strict=True)])
    rows = [
        f"| steps a second of all {TWINS} on one core | {Spread.of(alone).show('{:,.0f}')} | | |",
        f"| on two cores | {Spread.of(helped).show('{:,.0f}')} | | |",
        f"| times as fast | {gain.show('{:.2f}')} | ≥ {GOAL} | {verdict(gain.median, GOAL)} |",
    ]
    return "\n".join(["| twins of W2 in lock-step | measured | goal | |", "|---|---|---|---|", *rows]) + "\n"


def in_background(seconds: float) -> str:
    """Return the table of a run in the background: its speed as a part of what it has alone in its thread."""
    front, back = loads(2)
    alone, both = Watched(1, [front], 1), Watched(1, [front, replace(back, background=True)], 2)
    rows = []
    for share in SHARES:
        both.trainer.send(SetShare(share))
        (usual,), (one, two) = alone.speeds(seconds), both.speeds(seconds)
        rows.append(f"| {100 * share:.0f} % | {100 * one / usual:.0f} % | {100 * two / usual:.0f} % |")
    for watched in (alone, both):
        watched.trainer.shut_down()
    head = "| share of the time | the run in front, of its speed alone | the one in the background |"
    return "\n".join([head, "|---|---|---|", *rows]) + "\n"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=24)
    options.add_argument("--seconds", type=float, default=1.0)
    options.add_argument("--write", action="store_true", help="into docs/performance.md")
    chosen = options.parse_args()
    sys.setswitchinterval(SWITCH_INTERVAL)
    # The load is that before the threads of this program add to it.
    about = (
        f"{machine()}; walk {in_use()}; {chosen.rounds} rounds of {chosen.seconds:g} s by turns, without the time in"
        f" which threads waited for a core; {load_of_machine()}.\n\n"
    )
    text = about + in_lock_step(chosen.rounds, chosen.seconds) + "\n" + in_background(chosen.seconds)
    sys.stdout.write(text)
    if chosen.write:
        from tests.benchmarks.rounds import section

        section(DOCUMENT, "twins", lambda: text)


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main()
