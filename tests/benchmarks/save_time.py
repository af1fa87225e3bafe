"""How long saving and opening take: ``python tests/benchmarks/save_time.py [parameters]``."""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from nnsim.document.graph import Graph, Node
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.document.storage import load, save
from nnsim.engine.layer import layers


def main() -> None:
    """Time five saves and loads of a network with all that Adam remembers."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rng = np.random.default_rng(0)
    names = [f"dense_{i}" for i in range(1, 11)]
    arrays = {f"{name}/W": rng.normal(size=count // 10).astype(np.float32) for name in names}
    flat = np.concatenate(list(arrays.values()))
    learned = Learned.named(arrays, slots={"m": flat, "v": flat.copy()}, step=1, epoch=1.0)
    learned = replace(learned, start=learned.moment)
    project = Project(Graph(tuple(Node(name, name, layers["dense"]()) for name in names)))
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        path = Path(folder) / "p.nnsim"
        times: dict[str, list[float]] = {"weights only": [], "with start and Adam": [], "open": []}
        for _ in range(5):
            for title, what in (("weights only", Learned.named(arrays)), ("with start and Adam", learned)):
                start = time.perf_counter()
                save(path, project, what)
                times[title].append(time.perf_counter() - start)
            start = time.perf_counter()
            load(path)
            times["open"].append(time.perf_counter() - start)
        size = path.stat().st_size / 1e6
    for title, found in times.items():
        sys.stdout.write(f"{title}: {1e3 * min(found):.0f} to {1e3 * max(found):.0f} ms\n")
    sys.stdout.write(f"{count:,} parameters, {size:.1f} MB\n")


if __name__ == "__main__":
    main()
