"""How fast is a training step, against PyTorch, JAX and scikit-learn? Interleaved, in one process.

``python tests/benchmarks/peers.py`` (or ``make bench``) prints the tables; ``--write`` puts them into
docs/performance.md. Needs the ``bench`` extra. Everyone has one thread.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks import cost, workloads
from tests.benchmarks.contestants import disagreement, pytorch, scikit_learn
from tests.benchmarks.in_jax import jax_jit
from tests.benchmarks.rounds import Elsewhere, Spread, here, interleave, machine, ratios, section, verdict
from tests.benchmarks.workloads import WORKLOADS, Workload

DOCUMENT = ROOT / "docs" / "performance.md"
Times = dict[str, list[float]]


def measure(workload: Workload, rounds: int, seconds: float) -> Times:
    """Return microseconds a step of all contestants, round by round."""
    peers = {
        "torch": Elsewhere(pytorch, workload),
        "compiled": Elsewhere(pytorch, workload, True),
        "jax": Elsewhere(jax_jit, workload),
    }
    if workload.dense_only:
        peers["sklearn"] = Elsewhere(scikit_learn, workload)
    own = {
        "bare": here(workloads.ours_bare(workload)),
        "whole": here(workloads.ours_whole(workload)),
        "blind": here(workloads.ours_whole(workload, readings=False)),
        "gemm": here(workloads.ours_gemm(workload)),
    }
    if workload.dense_only:
        own["norms"] = here(workloads.ours_with_norms(workload))
    times = interleave({**own, **peers}, rounds, seconds)
    for peer in peers.values():
        peer.close()
    return times


def speed_table(found: dict[Workload, Times]) -> str:
    """Return the times of all, in microseconds a step."""
    lines = [
        "| µs a step | nnsim, bare | with one norm a layer | nnsim, whole | bare matrix products | PyTorch eager | PyTorch compiled"
        " | JAX jit | scikit-learn |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for w, times in found.items():
        names = ("bare", "norms", "whole", "gemm", "torch", "compiled", "jax", "sklearn")
        cells = [Spread.of(times[n]).show(_digits(times[n])) if n in times else "–" for n in names]
        lines.append("| " + " | ".join([w.name, *cells]) + " |")
    return "\n".join(lines) + "\n"


def _digits(times: list[float]) -> str:
    return "{:.1f}" if times[0] < 1000 else "{:.0f}"


def ratio_table(found: dict[Workload, Times]) -> str:
    """Return how many times as fast as the peers a step is: W6 with the norms it asks for, the others bare."""
    lines = [
        "| times as fast as | PyTorch eager | goal | | PyTorch eager, with all readings | PyTorch compiled"
        " | JAX jit | goal | | scikit-learn, with all readings | goal | |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for w, times in found.items():
        own = "norms" if w.norms else "bare"
        eager, jax = ratios(times, "torch", own), ratios(times, "jax", own)
        cells = [
            w.name,
            *_judged(eager, w.goal),
            ratios(times, "torch", "whole").show("{:.2f}"),
            ratios(times, "compiled", own).show("{:.2f}"),
            *_judged(jax, w.jax_goal),
        ]
        if w.sklearn_goal is None:
            cells += ["–", "–", "–"]
        else:
            cells += _judged(ratios(times, "sklearn", "whole"), w.sklearn_goal)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _judged(found: Spread, goal: float) -> list[str]:
    return [found.show("{:.2f}"), f"≥ {goal:g}", verdict(found.median, goal)]


def inside_table(found: dict[Workload, Times]) -> str:
    """Return the table about the step itself."""
    lines = [
        "| | share of matrix products in the bare step | goal | | what one norm a layer adds | goal |"
        " | what all readings add to a whole step | PyTorch's weights differ after 20 steps by |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for w, times in found.items():
        share = ratios(times, "gemm", "bare")
        percent = Spread(*(100 * x for x in (share.median, share.least, share.most)))
        cells = [
            w.name,
            percent.show("{:.0f}") + " %",
            f"≥ {100 * w.gemm_goal:.0f} %",
            verdict(share.median, w.gemm_goal),
        ]
        if "norms" in times:
            norms = _more(times, "norms", "bare")
            cells += [norms.show("{:.0f}") + " %", "≤ 5 %", verdict(norms.median, 5.0, at_most=True)]
        else:
            cells += ["–", "–", "–"]
        cells += [_more(times, "whole", "blind").show("{:.0f}") + " %", f"{disagreement(w):.0e}"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _more(times: Times, with_it: str, without: str) -> Spread:
    """Return by how many percent one takes longer than the other."""
    more = ratios(times, with_it, without)
    return Spread(*(100 * (x - 1) for x in (more.median, more.least, more.most)))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--seconds", type=float, default=0.15, help="of every turn")
    options.add_argument("--only", default="", help="begin of the names of the workloads to run")
    options.add_argument("--write", action="store_true", help="into docs/performance.md")
    chosen = options.parse_args()
    import jax
    import sklearn
    import torch

    about = (
        f"{machine()}, PyTorch {torch.__version__}, JAX {jax.__version__}, scikit-learn {sklearn.__version__};"
        " one thread for all;"
        f" processor time, medians of {chosen.rounds} interleaved rounds of {chosen.seconds:g} s,"
        " (least–greatest).\n\n"
    )
    found = {
        w: measure(w, chosen.rounds, chosen.seconds) for w in WORKLOADS if w.name.startswith(chosen.only)
    }
    text = about + ratio_table(found) + "\n" + speed_table(found) + "\n" + inside_table(found)
    if not chosen.only:
        text += "\n" + cost.table(chosen.rounds)
    sys.stdout.write(text)
    if chosen.write:
        section(DOCUMENT, "peers", lambda: text)


if __name__ == "__main__":
    main()
