"""What was measured, as tables in Markdown."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

from tests.benchmarks.doctor.published import NAMES
from tests.benchmarks.doctor.rows import Row


def wilson(right: int, of: int) -> tuple[float, float]:
    """Return the interval of Wilson that holds a share with a probability of 95 %."""
    if not of:
        return 0.0, 1.0
    z, share = 1.959964, right / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def share(right: int, of: int) -> str:
    """Return such as ``39 of 40, 98 % (87–100)``."""
    if not of:
        return "—"
    low, high = wilson(right, of)
    return f"{right} of {of}, {100 * right / of:.0f} % ({100 * low:.0f}–{100 * high:.0f})"


def report(rows: list[Row], half: str, seconds: float, cores: int) -> str:
    """Return all tables of the runs."""
    parts = [
        f"Half *{half}*, {len(rows)} runs in {seconds / 60:.1f} min on {cores} cores.\n",
        sick_table(rows),
        doubles_table(rows),
        cases_table(rows),
        healthy_table(rows),
        confusions(rows),
        rejections(rows),
    ]
    return "\n".join(parts)


def sick_table(rows: list[Row]) -> str:
    """Return one line an illness: named among the first two, first right, cured, seconds, and what the baseline names."""
    by: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.what == "sick" and not row.failed:
            by[row.key].append(row)
    lines = [
        "| illness | named in the first two | first verdict right | cured | published | s a run | judging |",
        "|---|---|---|---|---|---|---|",
    ]
    keys = [*NAMES, *sorted(key for key in by if key not in NAMES)]
    lines += [_sick_line(key, by[key]) for key in keys if key in by]
    return "\n".join([*lines, ""])


def _sick_line(name: str, rows: list[Row]) -> str:
    tried = [row for row in rows if row.cured is not None]
    words = NAMES.get(name)
    published = (
        share(sum(any(w in row.published for w in words) for row in rows), len(rows)) if words else "—"
    )
    cells = (
        name,
        share(sum(row.named for row in rows), len(rows)),
        share(sum(row.first_right for row in rows), len(rows)),
        share(sum(bool(row.cured) for row in tried), len(tried)),
        published,
        f"{sum(row.seconds for row in rows) / len(rows):.2f}",
        f"{100 * sum(row.judging for row in rows) / max(1e-9, sum(row.seconds for row in rows)):.0f} %",
    )
    return f"| {' | '.join(cells)} |"


def doubles_table(rows: list[Row]) -> str:
    """Return one line a pair of illnesses: both in the first two, one of them, both said at all."""
    by: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.what == "double" and not row.failed:
            by[row.key].append(row)
    if not by:
        return ""
    lines = [
        "| two illnesses | both are the first two | one of them is | both are said |",
        "|---|---|---|---|",
    ]
    by |= {"**all**": [row for some in by.values() for row in some]}
    for key, some in by.items():
        one = sum(bool({*row.meant} & {*row.first_two}) for row in some)
        said = sum({*row.meant} <= {k for k, _, _ in row.said} for row in some)
        both = sum(row.named for row in some)
        lines.append(
            f"| {key} | {share(both, len(some))} | {share(one, len(some))} | {share(said, len(some))} |"
        )
    return "\n".join([*lines, ""])


def cases_table(rows: list[Row]) -> str:
    """Return two lines: real cases of public questions, and own ones of the same kind."""
    cases = [row for row in rows if row.what == "case" and not row.failed]
    twins = [row for row in rows if row.what == "case twin"]
    if not cases:
        return ""
    lines = [
        "| real cases | cause among the first two in time | cured | repaired twins called ill | not named |",
        "|---|---|---|---|---|",
    ]
    for name, own in (("public questions", False), ("own, of the same kind", True)):
        some = [row for row in cases if (row.about == "own") is own]
        well = [row for row in twins if (row.about == "own") is own]
        tried = [row for row in some if row.cured is not None]
        cells = (
            name,
            share(sum(row.named for row in some), len(some)),
            share(sum(bool(row.cured) for row in tried), len(tried)),
            share(sum(bool(row.ever) for row in well), len(well)),
            ", ".join(row.key for row in some if not row.named) or "—",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def healthy_table(rows: list[Row]) -> str:
    """Return one line a kind of healthy runs: how many were called ill at any look, and at the end."""
    lines = [
        "| healthy runs | called ill at any look | at the end | published | what was said |",
        "|---|---|---|---|---|",
    ]
    healthy = [row for row in rows if row.what == "healthy" and not row.failed]
    twins = [row for row in rows if row.what == "twin"]
    by: dict[str, list[Row]] = defaultdict(list)
    for row in healthy:
        by[row.key].append(row)
    for kind, some in sorted(by.items()):
        lines.append(_healthy_line(kind, some))
    if healthy:
        lines.append(_healthy_line("**all**", healthy))
    if twins:
        lines.append(_healthy_line("twins of sick runs", twins))
    return "\n".join([*lines, ""])


def _healthy_line(name: str, rows: list[Row]) -> str:
    said = Counter(key for row in rows for key in row.ever)
    cells = (
        name,
        share(sum(bool(row.ever) for row in rows), len(rows)),
        share(sum(bool(row.said) for row in rows), len(rows)),
        share(sum(bool(row.published) for row in rows), len(rows)),
        _counted(said),
    )
    return f"| {' | '.join(cells)} |"


def confusions(rows: list[Row]) -> str:
    """Return what was named in the first two places of runs whose illness was not."""
    lines = ["| missed illness | of | first two instead | its confidence |", "|---|---|---|---|"]
    by: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.what == "sick" and not row.failed and not row.named:
            by[row.key].append(row)
    for key, some in sorted(by.items()):
        instead = Counter(" + ".join(row.first_two) or "nothing" for row in some)
        behind = Counter(
            str(place) for row in some for place, said in enumerate(row.said, 1) if said[0] == key
        )
        lines.append(f"| {key} | {len(some)} | {_counted(instead)} | {_counted(behind)} |")
    return "\n".join([*lines, ""]).replace("its confidence", "place where it was said")


def rejections(rows: list[Row]) -> str:
    """Return how many draws did not show their illness, and why."""
    why = Counter(reason for row in rows for reason in row.rejected)
    failed = [row for row in rows if row.failed]
    worst = Counter({row.key: 0 for row in rows})
    for row in rows:
        worst[row.key] += len(row.rejected)
    text = f"Drawn anew: {sum(why.values())} ({_counted(why)}); most: {_counted(Counter(dict(worst.most_common(5))))}.\n"
    return text + (f"Failed: {_counted(Counter(row.key for row in failed))}.\n" if failed else "")


def _counted(some: Counter[str] | Iterable[tuple[str, int]]) -> str:
    items = some.most_common(8) if isinstance(some, Counter) else some
    return ", ".join(f"{key} {n}" for key, n in items if n) or "—"
