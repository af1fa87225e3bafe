"""docs/doctor.md: what was measured, how, and what its figures do not say."""

from __future__ import annotations

import datetime
import platform
import sys

import numpy as np

HEAD = """# The doctor, measured

Made by `make doctor`; do not edit. Runs are drawn, made sick in one way, trained and judged; beside each stands its
healthy twin, which differs in what makes the other sick. Thresholds of the doctor were set on the halves *set* and *spent*
(which was judged once, and looked at since); what is below is of the half *judged*, which has other data, widths, batches and
seeds (`tests/benchmarks/doctor/draw.py`), and of which nobody has looked at a single run.
"""
TAIL = """
## How it was counted

- **Sick** is a run whose score on the validation part (accuracy or R²) is clearly below that of its twin, which has to beat
  the best constant answer clearly; of some illnesses the validation loss is compared, or something is worked out from the
  weights; where it is the data that are ill, it is so by construction. Nothing of this asks what the doctor reads or says.
  A draw that is not sick is drawn anew, and counted below the tables.
- **Named** means that the illness is among the first two verdicts at the end of the run; of a real case, at any look within
  200 steps or one epoch. *First verdict right* means that the first is one that the run has by the way it was made: deep
  sigmoid layers with tiny first weights have two.
- **Called ill** means that anything at all was said at any look of a healthy run, of which each is looked at 20 to 30
  times; healthy is what learns, and was not clearly better before. Healthy twins are counted apart: they come from the
  networks that are next to sick ones.
- **Cured** means that a tried cure that helped on two seeds comes to within 5 % of the healthy twin's accuracy or R².
- **Published** are fixed thresholds (AutoTrainer, Zhang et al. 2021) on the same runs: ratio of neighbouring gradients below
  1e-3 with the first below 1e-4, above 70, loss from 1e3, share of zero gradients from 70 %, accuracy of the training part
  that swings by more than .03 in over a third of the epochs, or rises by less than .01 in over 60 % of them. It has no word
  for the other illnesses, and says nothing of regressions by their course.
- Intervals are Wilson's, of 95 %. They hold for draws of these makers; people's networks are ill in other ways, and more
  than one at once: the lines of real cases are the better measure of that, and are few.
"""


def page(tables: str, goals: str) -> str:
    """Return the page around the goals and the tables."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    where = f"{platform.machine()}, Python {sys.version.split()[0]}, NumPy {np.__version__}, one BLAS thread"
    return f"{HEAD}\n{goals}\n{tables}\n{TAIL}\nMeasured on {today} ({where}).\n"
