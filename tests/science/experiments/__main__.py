"""Measure everything again and write docs/science.md: ``python -m tests.science.experiments``.

With names of experiments, only these are done, and nothing is written.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from pathlib import Path
from types import ModuleType

import numpy as np

from nnsim.base.text import use_language
from nnsim.engine.threads import use_one_blas_thread
from nnsim.lab.claim import Finding
from tests.science.experiments import degenerate, forecasting, initialisation, mean_field, vanishing
from tests.science.experiments.of_the_program import page, perform_all
from tests.science.experiments.table import COLUMNS, head, line
from tests.science.measured import mnist_path

SECTIONS = {3: vanishing, 4: initialisation, 5: mean_field, 6: degenerate, 7: forecasting}
PAGE = Path(__file__).resolve().parents[3] / "docs" / "science.md"
HEAD = """# Published results, measured again

Made by `make science`; do not edit. Every number in the column *measured* comes from this engine wherever layers are
involved (`nnsim/engine`), else from quadrature. Where numbers are the median of several seeds, it says of how many; where
it says —, nothing is drawn. *Holds* means that every number lies within the tolerance; where something differs from the
claim, or from how it was first measured, it says so. Where nobody has published a number, the expected one is our own,
measured beforehand with other seeds.
"""
BETWEEN = """
# What has no user's meaning

Claims that the engine must meet and that nobody would watch, by the sections of the list they come from.
"""


def measured(number: int, module: ModuleType) -> list[Finding]:
    """Return the rows of a section, saying on the terminal how it goes."""
    began = time.perf_counter()
    found = list(module.rows())
    seconds = time.perf_counter() - began
    for finding in found:
        if not finding.holds:
            print("differs:", line(finding))
    print(
        f"{number} {module.TITLE}: {sum(f.holds for f in found)} of {len(found)} hold, {seconds:.0f} s",
        flush=True,
    )
    return found


def section(number: int, module: ModuleType, found: list[Finding]) -> str:
    """Return a section in Markdown."""
    return "\n".join((f"\n## {number}. {module.TITLE}\n", head(*COLUMNS), *map(line, found), ""))


def main(only: list[str]) -> int:
    """Measure, write the page; return 1 when something differs and its row does not say why."""
    use_one_blas_thread()
    use_language("en")
    began = time.perf_counter()
    if mnist_path() is None:
        print("MNIST is not on this machine (see tests/science/measured.py); what needs it is left out.")
    performed = list(perform_all(only))
    wrong = sum(len(p.unexplained) for p in performed)
    if only:
        return int(bool(wrong))
    found = {number: measured(number, module) for number, module in SECTIONS.items()}
    wrong += sum(not (f.holds or f.note) for findings in found.values() for f in findings)
    pages = [section(number, SECTIONS[number], findings) for number, findings in found.items()]
    tail = (
        f"\nMeasured in {(time.perf_counter() - began) / 60:.0f} minutes on {os.cpu_count()} cores ({platform.machine()})"
        f" with NumPy {np.__version__}, Python {sys.version.split()[0]}, one BLAS thread.\n"
    )
    PAGE.write_text(HEAD + page(performed) + BETWEEN + "".join(pages) + tail, encoding="utf-8")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
