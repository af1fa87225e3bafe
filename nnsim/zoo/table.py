"""The table of the Zoo: what every animal must reach, what it reached, and how long that took."""

from __future__ import annotations

from collections.abc import Sequence

from nnsim.zoo.outcome import ZooOutcome

_HEAD = (
    "| | name | it must reach | reached | seconds |",
    "|---|---|---|---|---|",
)


def zoo_table(outcomes: Sequence[ZooOutcome]) -> str:
    """Return a page in Markdown, in English: a table for each seed, of the animals in the order given."""
    pages = ["# The Zoo", "", "Written by `nnsim zoo --all`. Each line was measured, none is a wish.", ""]
    for seed in sorted({outcome.seed for outcome in outcomes}):
        own = [outcome for outcome in outcomes if outcome.seed == seed]
        reached = sum(outcome.reached for outcome in own)
        pages += [f"## Seed {seed}: {reached} of {len(own)}", "", *_HEAD, *map(_row, own), ""]
    return "\n".join(pages)


def _row(outcome: ZooOutcome) -> str:
    record = outcome.record()
    measured = record["value"]
    numbers = measured if isinstance(measured, list) else [measured]
    told = ", ".join("–" if n is None else f"{n:.4g}" for n in numbers)
    verdict = "✓" if outcome.reached else "✗"
    animal = outcome.animal
    words = str(record["criterion"]).replace("|", "\\|")
    return f"| {animal.short()} | {animal.title} | {words} | {verdict} {told} | {outcome.seconds:.1f} |"
