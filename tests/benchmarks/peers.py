"""How fast is a training step, against PyTorch, JAX and scikit-learn? Interleaved, in one process.

``python tests/benchmarks/peers.py`` (or ``make bench``) prints the tables; ``--write`` puts them into
docs/performance.md. Needs the ``bench`` extra. Everyone has one thread.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from pathlib import Path

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from nnsim.compiled.library import NUMPY, in_use
from tests.benchmarks import cost, workloads
from tests.benchmarks.contestants import disagreement, pytorch, scikit_learn
from tests.benchmarks.in_jax import jax_jit
from tests.benchmarks.rounds import (
    Elsewhere,
    Spread,
    Turn,
    here,
    interleave,
    machine,
    ratios,
    section,
    verdict,
)
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
    times = interleave({**own_turns(workload), **peers}, rounds, seconds)
    for peer in peers.values():
        peer.close()
    return times


def own_turns(workload: Workload) -> dict[str, Turn]:
    """Return the ways our own step is taken."""
    return {
        "bare": here(workloads.ours_bare(workload)),
        "whole": here(workloads.ours_whole(workload)),
        "blind": here(workloads.ours_whole(workload, readings=False)),
        "numpy": here(workloads.ours_whole(workload, NUMPY)),
        "gemm": here(workloads.ours_gemm(workload)),
    }


def speed_table(found: dict[Workload, Times]) -> str:
    """Return the times of all, in microseconds a step."""
    lines = [
        "| µs a step | nnsim, bare | nnsim, whole | whole, walked in NumPy | NumPy's matrix products | PyTorch eager"
        " | PyTorch compiled | JAX jit | scikit-learn |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for w, times in found.items():
        names = ("bare", "whole", "numpy", "gemm", "torch", "compiled", "jax", "sklearn")
        cells = [Spread.of(times[n]).show(_digits(times[n])) if n in times else "–" for n in names]
        lines.append("| " + " | ".join([w.name, *cells]) + " |")
    return "\n".join(lines) + "\n"


def _digits(times: list[float]) -> str:
    return "{:.1f}" if times[0] < 1000 else "{:.0f}"


def ratio_table(found: dict[Workload, Times]) -> str:
    """Return how many times as fast as the peers a step is: W6 with all readings, for it asks for norms, the others bare."""
    lines = [
        "| times as fast as | PyTorch eager | goal | | PyTorch eager, with all readings | PyTorch compiled"
        " | JAX jit | goal | | scikit-learn, with all readings | goal | |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for w, times in found.items():
        own = "whole" if w.norms else "bare"
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
        "| whole step with all readings | times as fast as in NumPy | goal | | what all readings add | goal |"
        " | share of NumPy's products in the bare step | goal | | PyTorch's weights differ after 20 steps by |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for w, times in found.items():
        cells = [w.name]
        against = ratios(times, "numpy", "whole")
        cells += [against.show("{:.2f}"), "–", "–"] if w.walk_goal is None else _judged(against, w.walk_goal)
        more, most = _more(times, "whole", "blind"), 100 * w.readings_goal
        cells += [more.show("{:.0f}") + " %", f"≤ {most:.0f} %", verdict(more.median, most, at_most=True)]
        share = ratios(times, "gemm", "bare")
        percent = Spread(*(100 * x for x in (share.median, share.least, share.most)))
        cells.append(percent.show("{:.0f}") + " %")
        cells += ["–", "–"] if w.gemm_goal is None else _share(share, w.gemm_goal)
        cells.append(f"{disagreement(w):.0e}" if has_torch() else "–")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _share(found: Spread, goal: float) -> list[str]:
    return [f"≥ {100 * goal:.0f} %", verdict(found.median, goal)]


def has_torch() -> bool:
    """Return whether PyTorch is there to be compared with."""
    return importlib.util.find_spec("torch") is not None


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
    options.add_argument("--alone", action="store_true", help="only our own walks, against each other")
    chosen = options.parse_args()
    wanted = [w for w in WORKLOADS if w.name.startswith(chosen.only)]
    if chosen.alone:
        alone = {w: interleave(own_turns(w), chosen.rounds, chosen.seconds) for w in wanted}
        sys.stdout.write(f"{machine()}, {in_use()}\n\n{inside_table(alone)}\n{speed_table(alone)}")
        return
    import jax
    import sklearn
    import torch

    about = (
        f"{machine()}, {in_use()}, PyTorch {torch.__version__}, JAX {jax.__version__}, scikit-learn {sklearn.__version__};"
        " one thread for all;"
        f" processor time, medians of {chosen.rounds} interleaved rounds of {chosen.seconds:g} s,"
        " (least–greatest).\n\n"
    )
    found = {w: measure(w, chosen.rounds, chosen.seconds) for w in wanted}
    text = about + ratio_table(found) + "\n" + speed_table(found) + "\n" + inside_table(found)
    if not chosen.only:
        text += "\n" + cost.table(chosen.rounds)
    sys.stdout.write(text)
    if chosen.write:
        section(DOCUMENT, "peers", lambda: text)


if __name__ == "__main__":
    main()
