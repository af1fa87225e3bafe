"""The doctor, measured: ``python -m tests.benchmarks.doctor`` (``make doctor`` writes docs/doctor.md).

Sick runs with their healthy twins are drawn, trained and judged; healthy runs as well. See `--help`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

from tests.benchmarks.doctor import doubles
from tests.benchmarks.doctor.cases import cases
from tests.benchmarks.doctor.draw import HALVES
from tests.benchmarks.doctor.goals import goals_table
from tests.benchmarks.doctor.made import healthy_makers, sick_makers
from tests.benchmarks.doctor.page import page
from tests.benchmarks.doctor.rows import Row
from tests.benchmarks.doctor.runner import PROCESSES, Job, run_all
from tests.benchmarks.doctor.table import report

FIRST = (
    "vanishing_gradients",
    "exploding_gradients",
    "non_finite",
    "dead_relus",
    "oscillating",
    "learning_rate_too_low",
)
"""Illnesses of which there are to be more runs."""
PAGE = Path(__file__).resolve().parents[3] / "docs" / "doctor.md"
RUNS, OTHER_RUNS, HEALTHY_RUNS = 40, 10, 200


def jobs_of(options: argparse.Namespace) -> list[Job]:
    """Return the runs that are asked for."""
    half, jobs = options.half, []
    for key in sick_makers():
        if options.healthy_only or (options.only and key not in options.only):
            continue
        count = options.runs or (RUNS if key in FIRST else OTHER_RUNS)
        jobs += [Job("sick", key, half, number, number < options.cures) for number in range(count)]
    if not options.healthy_only:
        jobs += _others(options)
    kinds = list(healthy_makers())
    wanted = [kind for kind in kinds if not options.only or kind in options.only]
    healthy = options.healthy if options.healthy is not None else HEALTHY_RUNS
    if wanted:
        jobs += [Job("healthy", wanted[n % len(wanted)], half, n // len(wanted)) for n in range(healthy)]
    # By turns, so that what is there when somebody stops it is of all kinds.
    return sorted(jobs, key=lambda job: job.number)


def _others(options: argparse.Namespace) -> list[Job]:
    """Return runs with two illnesses, and real cases: those of the question's table belong to no half."""
    jobs = []
    for key in doubles.MAKERS:
        if not options.only or key in options.only or "doubles" in options.only:
            jobs += [Job("double", key, options.half, number) for number in range(options.runs or OTHER_RUNS)]
    if not options.only or "cases" in options.only:
        jobs += [Job("case", case.key, options.half, n, options.cures > 0) for n, case in enumerate(cases())]
    return jobs


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; return 1 where a run could not be made."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.doctor", description=__doc__)
    parser.add_argument("--half", choices=[*HALVES], default="judged", help="which half (judged)")
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="KEY", help="illnesses and kinds of healthy runs"
    )
    parser.add_argument(
        "--runs", type=int, default=0, help="runs of each illness (40 of the first six, 10 of others)"
    )
    parser.add_argument("--healthy", type=int, default=None, help="healthy runs (200)")
    parser.add_argument("--healthy-only", action="store_true", help="no sick runs")
    parser.add_argument("--cures", type=int, default=0, help="runs of each illness whose cures are tried (0)")
    parser.add_argument("--processes", type=int, default=PROCESSES, help="processes (2)")
    parser.add_argument("--json", type=Path, help="a file for one line a run, with verdicts and confidences")
    parser.add_argument("--out", type=Path, help="a file for the tables, in Markdown")
    parser.add_argument("--page", action="store_true", help="write docs/doctor.md")
    parser.add_argument("--read", type=Path, help="print the tables of such a file instead of measuring")
    options = parser.parse_args(arguments)
    if options.read is not None:
        read = [Row.read(line) for line in options.read.read_text(encoding="utf-8").splitlines()]
        text = report(read, options.half, sum(row.seconds + row.cure_seconds for row in read), 1)
        print(text)
        if options.page:
            PAGE.write_text(page(text, goals_table(read)), encoding="utf-8")
        return 0
    began, rows = time.perf_counter(), list[Row]()
    lines = options.json.open("w", encoding="utf-8") if options.json else None
    for row in run_all(jobs_of(options), options.processes):
        rows.append(row)
        if row.failed:
            print(f"{row.what} {row.key} {row.number}: {row.failed}", file=sys.stderr, flush=True)
        if lines is not None:
            print(json.dumps(row.as_json()), file=lines, flush=True)
    if lines is not None:
        lines.close()
    text = report(rows, options.half, time.perf_counter() - began, os.cpu_count() or 1)
    print(text)
    if options.out is not None:
        options.out.write_text(text, encoding="utf-8")
    if options.page:
        PAGE.write_text(page(text, goals_table(rows)), encoding="utf-8")
    return int(any(row.failed for row in rows))


if __name__ == "__main__":
    sys.exit(main())
