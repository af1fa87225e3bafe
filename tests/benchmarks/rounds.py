"""Measuring side by side: rounds in which everybody has a turn, so that a busy machine is busy for all."""

from __future__ import annotations

import multiprocessing
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from tests.benchmarks.workloads import Steps


@dataclass(frozen=True)
class Spread:
    """A median with the least and the greatest of what was measured."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, numbers: list[float]) -> Spread:
        return cls(statistics.median(numbers), min(numbers), max(numbers))

    def show(self, form: str = "{:.1f}") -> str:
        """Return ``median (least–greatest)``."""
        return f"{form} ({form}–{form})".format(self.median, self.least, self.most)


Turn = Callable[[int], float]
"""Takes so many steps and returns the processor time of all of them, in seconds."""


def here(steps: Steps) -> Turn:
    """Return turns in this process. Processor time: what others do on the machine is not counted."""

    def turn(count: int) -> float:
        start = time.process_time()
        steps(count)
        return time.process_time() - start

    return turn


class Elsewhere:
    """Turns in a process of its own, so that the threads and hooks of one library slow down no other.

    Parameters
    ----------
    make, arguments
        What gives the steps there; both must be importable.
    """

    def __init__(self, make: Callable[..., Steps], *arguments: object) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, make, arguments), daemon=True)
        self._process.start()

    def __call__(self, count: int) -> float:
        self._pipe.send(count)
        return float(self._pipe.recv())

    def close(self) -> None:
        """End the process."""
        self._pipe.send(0)
        self._process.join()


def _serve(pipe: Connection, make: Callable[..., Steps], arguments: tuple[object, ...]) -> None:
    turn = here(make(*arguments))
    while count := pipe.recv():
        pipe.send(turn(count))


def steps_in(turn: Turn, seconds: float) -> int:
    """Return how many steps fill about `seconds`, after warming up."""
    turn(2)
    count = 1
    while True:
        took = turn(count)
        if took > seconds / 8:
            return max(1, round(count * seconds / took))
        count *= 2


def interleave(contestants: Mapping[str, Turn], rounds: int, seconds: float) -> dict[str, list[float]]:
    """Return microseconds a step of every contestant in every round."""
    counts = {name: steps_in(turn, seconds) for name, turn in contestants.items()}
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds):
        names = list(contestants)
        # Another one begins every round: nobody always follows the same one.
        for name in names[number % len(names) :] + names[: number % len(names)]:
            times[name].append(contestants[name](counts[name]) / counts[name] * 1e6)
    return times


def ratios(times: Mapping[str, list[float]], slow: str, fast: str) -> Spread:
    """Return how many times as fast `fast` was as `slow`, round by round."""
    return Spread.of([a / b for a, b in zip(times[slow], times[fast], strict=True)])


def machine() -> str:
    """Return one line about this machine, its Python and its NumPy."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if "model name" in line
        ]
        name = names[0] if names else name
    load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
    return (
        f"{name}, {os.cpu_count()} cores, load {load}; Python {platform.python_version()}, "
        f"NumPy {np.__version__}"
    )


def verdict(value: float, goal: float, at_most: bool = False) -> str:
    """Return whether a goal is met."""
    met = value <= goal if at_most else value >= goal
    return "met" if met else "**missed**"


def section(path: Path, name: str, write: Callable[[], str]) -> None:
    """Replace the part of a document between ``<!-- name -->`` and ``<!-- end name -->``."""
    text = path.read_text(encoding="utf-8")
    first, last = f"<!-- {name} -->\n", f"<!-- end {name} -->"
    if first not in text or last not in text:
        sys.exit(f"{path} has no part {name}")
    before, rest = text.split(first, 1)
    _, after = rest.split(last, 1)
    path.write_text(before + first + write() + last + after, encoding="utf-8")
