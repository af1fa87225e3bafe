"""What a twin is tried with first: the cures of what the doctor found, the likeliest first."""

from __future__ import annotations

from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import cures
from nnsim.diagnosis.opinion import Opinion
from nnsim.document.repair import Repair


def suggestions(case: Case, opinion: Opinion) -> tuple[Repair, ...]:
    """Return cures to be tried on a twin: those of what was found first, then every other that changes something."""
    if not case.resolved.can_train:
        return ()
    named = [key for verdict in opinion.verdicts for key in verdict.illness.cures if key in cures]
    found: dict[str, Repair] = {}
    for key in dict.fromkeys((*named, *(kind.key for kind in cures))):
        for prescription in cures[key]().prescribe(case):
            if prescription.applied(case.project) != case.project:
                found.setdefault(prescription.repair.label, prescription.repair)
                # One of each kind: the list is read by people.
                break
    return tuple(found.values())
