"""Kill a process that saves in a loop, again and again, and read what it left.

Run from the root of the repository: ``python tests/benchmarks/kill_during_save.py --kills 200``.
Every child writes versions 1, 2, 3, ... of one project over the same file, without a pause, and is
killed at a random moment. Then the file must open, hold one version from end to end, and be at
least as new as the last version the child reported as saved.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from nnsim.document.graph import Graph, Node
from nnsim.document.learned import Learned
from nnsim.document.missing import Missing
from nnsim.document.project import Project
from nnsim.document.storage import load, save


def version(number: int, size: int) -> tuple[Project, Learned]:
    """Return a project that says its number everywhere."""
    nodes = tuple(Node(f"n{i}", f"n{i}", Missing(f'{{"kind":"v{number}"}}')) for i in range(20))
    arrays = {f"n{i}/W": np.full(size // 20, number, np.float32) for i in range(20)}
    return Project(Graph(nodes), notes=str(number)), Learned.named(arrays, step=number)


def save_for_ever(path: Path, size: int, started: int, report: int) -> None:
    """Save version after version, and write a byte into the pipe `report` after each."""
    number = started
    while True:
        save(path, *version(number, size))
        os.write(report, number.to_bytes(4, "little"))
        number += 1


def number_in(path: Path) -> int:
    """Return the version in a file, having made sure that it is one version."""
    opened = load(path)
    number = int(opened.project.notes)
    learned = opened.learned
    assert learned is not None
    assert learned.step == number
    assert all((array == number).all() for array in learned.arrays.values())
    assert all(node.layer.detail() == f"v{number}" for node in opened.project.graph.nodes)
    return number


def kill_one(path: Path, size: int, started: int, longest: float) -> tuple[int, int]:
    """Start a child, kill it, and return the last version it reported and the one in the file."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            save_for_ever(path, size, started, writer)
        finally:
            os._exit(1)
    os.close(writer)
    time.sleep(random.uniform(0.0, longest))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the child ended by itself"
    reported = b""
    while piece := os.read(reader, 65536):
        reported += piece
    os.close(reader)
    last = int.from_bytes(reported[-4:], "little") if reported else started - 1
    return last, number_in(path)


def main() -> int:
    """Kill, read, count; return 1 when any file was not readable or not as new as promised."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--parameters", type=int, default=1_000_000)
    options.add_argument("--longest", type=float, default=0.1, help="longest life of a child, seconds")
    chosen = options.parse_args()
    readable = half_way = saves = 0
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        path = Path(folder) / "p.nnsim"
        save(path, *version(0, chosen.parameters))
        number = 0
        for kill in range(chosen.kills):
            before = set(os.listdir(folder))
            last, found = kill_one(path, chosen.parameters, number + 1, chosen.longest)
            half_way += bool(set(os.listdir(folder)) - before)
            if found not in (last, last + 1):
                sys.stderr.write(f"kill {kill}: version {found} in the file, {last} was reported\n")
                return 1
            saves += found - number
            readable += 1
            number = found
    sys.stdout.write(
        f"{chosen.kills} kills, {readable} readable projects, {saves} saves of {chosen.parameters:,} "
        f"parameters, {half_way} kills in the middle of a save\n"
    )
    return 0 if readable == chosen.kills else 1


if __name__ == "__main__":
    sys.exit(main())
