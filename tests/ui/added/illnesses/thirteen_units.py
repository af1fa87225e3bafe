"""A layer of thirteen units: an illness that a test adds."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.sign import FOR_CERTAIN, Sign


@illnesses.register
class ThirteenUnits(Illness):
    """Thirteen units in a layer."""

    key = "thirteen_units"
    title = mark("Thirteen units")
    summary = mark("A layer has thirteen units. Some people do not like that.")
    group = "capacity"
    waits = False
    cures = ("fourteen_units",)

    def signs(self, case: Case) -> Iterator[Sign]:
        for stage in case.structure.hidden:
            if stage.shape == (13,):
                yield Sign(
                    "Units", "13", "any other", FOR_CERTAIN, 13.0, "A layer has 13 units.", (stage.id,)
                )
