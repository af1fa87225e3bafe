"""What the page of an animal says beyond that of any part: its family, what it must reach, what to try."""

from __future__ import annotations

from html import escape

from nnsim.base.text import tr
from nnsim.lab.claim import shown
from nnsim.zoo.animal import Animal


def animal_lines(animal: type[Animal]) -> str:
    """Return them as rich text."""
    claim = animal.claim
    reach = tr("To be reached: {claim}, {within} {expected}.").format(
        claim=tr(claim.words), within=claim.within, expected=shown(claim.expected)
    )
    tries = "".join(f"<li>{escape(tr(tried.words))}</li>" for tried in animal.tries)
    family = tr("Family: {family}. Short name: {name}.").format(
        family=tr(animal.family.title), name=animal.short()
    )
    return f"<p>{escape(family)} {escape(reach)}</p><p>{escape(tr('Try'))}</p><ul>{tries}</ul>"
