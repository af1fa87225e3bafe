"""One line of the page: what is claimed, what was measured, and whether they agree."""

from __future__ import annotations

from collections.abc import Sequence

from nnsim.lab.claim import Claim, Finding, Within, shown

COLUMNS = ("claim", "expected", "measured", "tolerance", "median of seeds", "source", "verdict")


def row(
    claim: str,
    expected: Sequence[float],
    measured: Sequence[float],
    within: Within,
    source: str,
    seeds: int,
    note: str = "",
) -> Finding:
    """Return a claim with what was measured of it; `seeds` 0: nothing was drawn."""
    return Finding(
        Claim(claim, tuple(map(float, expected)), within, source, seeds), tuple(map(float, measured)), note
    )


def verdict(finding: Finding) -> str:
    """Return whether it holds, and what there is to say about it."""
    said = "holds" if finding.holds else "**differs**"
    return f"{said}. {finding.note}" if finding.note else said


def line(finding: Finding, *before: str) -> str:
    """Return the row in Markdown, behind some cells more."""
    claim = finding.claim
    return in_markdown(
        *before,
        claim.words,
        shown(claim.expected),
        shown(finding.measured),
        claim.within.in_english(),
        str(claim.seeds or "—"),
        f"our own measurement ({claim.source})" if claim.own else claim.source,
        verdict(finding),
    )


def in_markdown(*cells: str) -> str:
    """Return cells as a row in Markdown."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def head(*columns: str) -> str:
    """Return what stands above the rows."""
    return f"{in_markdown(*columns)}\n|" + "---|" * len(columns)
