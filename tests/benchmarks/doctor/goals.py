"""What was to be reached, beside what was: the goals of the doctor, as one table."""

from __future__ import annotations

from collections.abc import Iterable

from nnsim.diagnosis.illness import illnesses
from tests.benchmarks.doctor.published import NAMES
from tests.benchmarks.doctor.rows import Row
from tests.benchmarks.doctor.table import share


def goals_table(rows: list[Row]) -> str:
    """Return one line a goal: what was asked, what came out, and whether that meets it."""
    sick = [row for row in rows if row.what == "sick" and not row.failed]
    first, others = ([row for row in sick if (row.key in NAMES) is six] for six in (True, False))
    healthy = [row for row in rows if row.what == "healthy"]
    curable = [row for row in others if not illnesses[row.key].about_data]
    table = [row for row in rows if row.what == "case" and row.about != "own"]
    twins = [row for row in rows if row.what == "case twin" and row.about != "own"]
    lines = ["| goal | asked | measured | |", "|---|---|---|---|"]
    lines += [
        _line("the first six are named", 0.99, [row.named for row in first]),
        _line("others are among the first two", 0.95, [row.named for row in others]),
        _line("healthy runs are called ill at no look", 0.99, [not row.ever for row in healthy]),
        _line("the first six are cured", 0.985, _cured(first)),
        _line("others that an edit can cure are cured", 0.9, _cured(curable)),
        _line("causes of real cases are named in time", 0.9, [bool(row.in_time) for row in table]),
        _line("real cases are cured", 0.9, _cured(table)),
        _line("repaired twins are not called ill", 37 / 38, [not row.ever for row in twins]),
    ]
    return "\n".join([*lines, ""])


def _cured(rows: Iterable[Row]) -> list[bool]:
    return [bool(row.cured) for row in rows if row.cured is not None]


def _line(goal: str, asked: float, found: list[bool]) -> str:
    right, of = sum(found), len(found)
    met = "—" if not of else "met" if right >= asked * of else "missed"
    return f"| {goal} | {100 * asked:.1f} % | {share(right, of)} | {met} |"
