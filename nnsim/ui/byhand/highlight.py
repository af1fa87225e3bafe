"""What of the paper belongs to the number that is spelled out."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.lab.byhand.address import Of, UnitAt, WeightAt
from nnsim.lab.byhand.stages import Kind
from nnsim.lab.byhand.wiring import Link
from nnsim.ui.byhand.working import Working

_FORWARD = frozenset({Of.Z, Of.Y, Of.ANSWER})
_BACK = frozenset({Of.DELTA, Of.SIGNAL, Of.SLOPE})


@dataclass(frozen=True)
class Highlight:
    """What stands out.

    Attributes
    ----------
    units
        Units with a ring.
    here
        Connections drawn strong: of the chosen weight, or those that lead into the chosen unit.
    back
        Connections along which the error travels back to it, drawn strong and dashed.
    """

    units: frozenset[UnitAt]
    here: frozenset[Link]
    back: frozenset[Link]


def highlight(working: Working) -> Highlight:
    """Return what belongs to the chosen number."""
    chosen, wiring = working.chosen, working.sheet.wiring
    if isinstance(chosen.at, WeightAt):
        uses = frozenset(wiring.uses.get(chosen.at.number, ()))
        units = frozenset(use.target for use in uses)
        # A weight shared by many places would light up everything behind them.
        back = (
            frozenset(k for at in units for k in wiring.outgoing.get(at, ()))
            if chosen.of is not Of.WEIGHT
            else ()
        )
        return Highlight(units, uses, frozenset(back))
    if isinstance(chosen.at, UnitAt):
        into = wiring.column_of(chosen.at).links
        here = frozenset(into[chosen.at.number]) if chosen.of in _FORWARD and into else frozenset()
        back = frozenset(wiring.outgoing.get(chosen.at, ())) if chosen.of in _BACK else frozenset()
        return Highlight(frozenset({chosen.at}), here, back)
    return Highlight(frozenset(), frozenset(), frozenset())


def flow(working: Working) -> str:
    """Return the column the error has just come back to; empty when nothing travels."""
    return working.now.column if working.now.kind is Kind.DELTA else ""
