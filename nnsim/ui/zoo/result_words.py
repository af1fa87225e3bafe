"""Results of animals in few words: on a card of the gallery, and beside the picture."""

from __future__ import annotations

from nnsim.base.text import tr
from nnsim.lab.claim import AT_LEAST, AT_MOST, Claim, Finding, shown
from nnsim.ui.sitting.found_job import FoundJob

_SIGNS = {AT_LEAST: "≥", AT_MOST: "≤"}


def figure_against(claim: Claim, finding: Finding | None = None) -> str:
    """Return what was measured (if it was) against what is to be reached, such as ``0.997 ≥ 0.98``."""
    expected = shown(claim.expected)
    sign = _SIGNS.get(claim.within)
    wanted = f"{sign} {expected}" if sign else f"{expected} {claim.within}"
    if finding is None:
        return wanted
    # A sign between two numbers is true, or not written.
    measured = shown(finding.measured)
    return f"{measured} {wanted}" if sign and finding.holds else f"{measured} ({wanted})"


def finding_words(finding: Finding) -> str:
    """Return one finding in a line, translated."""
    mark = "✓" if finding.holds else "✗"
    text = f"{mark} {tr(finding.claim.words)}: {figure_against(finding.claim, finding)}"
    return f"{text}. {finding.note}" if finding.note else text


def card_words(job: FoundJob | None, busy: bool) -> tuple[str, str]:
    """Return how an animal went, for its card, and the state that is the colour of that."""
    found = job.found if job is not None else None
    if busy:
        return f"{100 * (found.share if found is not None else 0):.0f} %", "neutral"
    if job is not None and job.problem:
        return tr("✗ stopped"), "bad"
    if job is None or found is None or not found.finished or not found.findings:
        return "", "neutral"
    mark, state = ("✓", "good") if found.holds else ("✗", "warning")
    took = tr("{seconds} s").format(seconds=f"{job.seconds:.1f}")
    return f"{mark} {float(found.findings[0].measured[0]):.3g} · {took}", state
