"""More examples, where they can be made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from nnsim.base.declared import settings_of
from nnsim.base.settings import Integer
from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_data

TIMES = 4
COUNTS = ("points", "examples", "count")
"""Settings of sources that say how many examples are made."""


@cures.register
class MoreData(Cure):
    """A source that makes its examples makes more of them."""

    key = "more_data"
    title = mark("More examples")
    summary = mark(
        "Makes more examples, where the program makes them itself: what holds for many is not learned by heart."
    )
    keeps_validation = False

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        source = case.project.data.source
        kinds = dict(settings_of(source))
        for name in COUNTS:
            kind = kinds.get(name)
            if not isinstance(kind, Integer) or not isinstance(now := getattr(source, name), int) or now <= 0:
                continue
            more = min(TIMES * now, kind.high)
            if more > now:
                made = replace(cast(Any, source), **{name: more})
                yield on_data(self.key, tr("Make {n} examples").format(n=f"{more:,}"), source=made)
            return
