"""How fast is a training step, against PyTorch and scikit-learn? Interleaved, in one process.

``python tests/benchmarks/peers.py`` (or ``make bench``) prints the tables; ``--write`` puts them into
docs/performance.md. Needs the ``bench`` extra. Everyone has one thread.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks import cost, workloads
from tests.benchmarks.contestants import disagreement, pytorch, scikit_learn
from tests.benchmarks.rounds import Spread, interleave, machine, ratios, section, verdict
from tests.benchmarks.workloads import WORKLOADS, Workload

DOCUMENT = ROOT / "docs" / "performance.md"
Times = dict[str, list[float]]


def measure(workload: Workload, rounds: int, seconds: float) -> Times:
    """Return microseconds a step of all contestants, round by round."""
    return interleave(
        {
            "bare": workloads.ours_bare(workload),
            "whole": workloads.ours_whole(workload),
            "blind": workloads.ours_whole(workload, readings=False),
            "gemm": workloads.ours_gemm(workload),
            "torch": pytorch(workload),
            "sklearn": scikit_learn(workload),
        },
        rounds,
        seconds,
    )


def speed_table(found: dict[Workload, Times]) -> str:
    """Return the table against the peers."""
    lines = [
        "| | bare step, µs | whole step with all readings, µs | PyTorch, µs | bare against PyTorch"
        " | whole against PyTorch | goal | | whole against scikit-learn | goal | |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for w, times in found.items():
        bare, whole = ratios(times, "torch", "bare"), ratios(times, "torch", "whole")
        judged = whole if w.norms else bare
        sklearn = ratios(times, "sklearn", "whole")
        cells = [
            w.name,
            Spread.of(times["bare"]).show(),
            Spread.of(times["whole"]).show(),
            Spread.of(times["torch"]).show("{:.0f}"),
            bare.show(),
            whole.show(),
            f"≥ {w.goal:g} ({'whole' if w.norms else 'bare'})",
            verdict(judged.median, w.goal),
            sklearn.show(),
            f"≥ {w.sklearn_goal:g}",
            verdict(sklearn.median, w.sklearn_goal),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def inside_table(found: dict[Workload, Times]) -> str:
    """Return the table about the step itself."""
    lines = [
        "| | share of matrix products in the bare step | goal | | what readings add to a whole step"
        " | goal | | PyTorch's weights differ after 20 steps by |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for w, times in found.items():
        share, more = ratios(times, "gemm", "bare"), ratios(times, "whole", "blind")
        extra = Spread(*(100 * (x - 1) for x in (more.median, more.least, more.most)))
        percent = Spread(*(100 * x for x in (share.median, share.least, share.most)))
        cells = [
            w.name,
            percent.show("{:.0f}") + " %",
            f"≥ {100 * w.gemm_goal:.0f} %",
            verdict(share.median, w.gemm_goal),
            extra.show("{:.0f}") + " %",
            "≤ 5 %",
            verdict(extra.median, 5.0, at_most=True),
            f"{disagreement(w):.0e}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--seconds", type=float, default=0.15, help="of every turn")
    options.add_argument("--only", default="", help="begin of the names of the workloads to run")
    options.add_argument("--write", action="store_true", help="into docs/performance.md")
    chosen = options.parse_args()
    import sklearn
    import torch

    about = (
        f"{machine()}, PyTorch {torch.__version__}, scikit-learn {sklearn.__version__}; one thread for all;"
        f" processor time, medians of {chosen.rounds} interleaved rounds of {chosen.seconds:g} s,"
        " (least–greatest).\n\n"
    )
    found = {
        w: measure(w, chosen.rounds, chosen.seconds) for w in WORKLOADS if w.name.startswith(chosen.only)
    }
    text = about + speed_table(found) + "\n" + inside_table(found)
    if not chosen.only:
        text += "\n" + cost.table(chosen.rounds)
    sys.stdout.write(text)
    if chosen.write:
        section(DOCUMENT, "peers", lambda: text)


if __name__ == "__main__":
    main()
