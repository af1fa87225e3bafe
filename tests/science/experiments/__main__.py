"""Measure everything again and write docs/science.md: ``python -m tests.science.experiments``."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from types import ModuleType

import numpy as np

from nnsim.engine.threads import use_one_blas_thread
from tests.science.experiments import degenerate, initialisation, mean_field, vanishing
from tests.science.experiments.rows import Row
from tests.science.measured import mnist_path

SECTIONS = {3: vanishing, 4: initialisation, 5: mean_field, 6: degenerate}
PAGE = Path(__file__).resolve().parents[3] / "docs" / "science.md"
HEAD = """# Published results, measured again

Made by `make science`; do not edit. Every number in the column *measured* comes from this engine wherever layers are
involved (`nnsim/engine`), else from quadrature. Seeds are those of the network; where several are given, the number is
their median unless it says otherwise. *Holds* means that every number lies within the tolerance; where something
differs from the claim, or from how it was first measured, it says so. Where a claim names no tolerance (norms of
section 3, training of section 5) the one given was chosen here.
"""
COLUMNS = ("claim", "expected", "measured", "tolerance", "seeds", "source", "verdict")


def measured(number: int, module: ModuleType) -> list[Row]:
    """Return the rows of a section, saying on the terminal how it goes."""
    began = time.perf_counter()
    found = list(module.rows())
    seconds = time.perf_counter() - began
    for row in found:
        if not row.holds:
            print("differs:", row.line())
    print(
        f"{number} {module.TITLE}: {sum(r.holds for r in found)} of {len(found)} hold, {seconds:.0f} s",
        flush=True,
    )
    return found


def section(number: int, module: ModuleType, found: list[Row]) -> str:
    """Return a section in Markdown."""
    head = "| " + " | ".join(COLUMNS) + " |\n|" + "---|" * len(COLUMNS)
    return "\n".join((f"\n## {number}. {module.TITLE}\n", head, *(row.line() for row in found), ""))


def main() -> int:
    """Measure, write the page; return 1 when something differs and its row does not say why."""
    use_one_blas_thread()
    if mnist_path() is None:
        print("MNIST is not on this machine (see tests/science/measured.py); rows that need it are left out.")
    found = {number: measured(number, module) for number, module in SECTIONS.items()}
    pages = [section(number, SECTIONS[number], rows) for number, rows in found.items()]
    tail = f"\nMeasured with NumPy {np.__version__}, Python {sys.version.split()[0]}, one BLAS thread.\n"
    PAGE.write_text(HEAD + "".join(pages) + tail, encoding="utf-8")
    return int(not all(row.holds or row.note for rows in found.values() for row in rows))


if __name__ == "__main__":
    sys.exit(main())
