"""Verdicts that do not flicker: what is said has been seen twice, stays until it has not been seen twice, and says since when."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnsim.diagnosis.case import Case
from nnsim.diagnosis.doctor import SICK, Verdict, judge, ranked

TWICE = 2
"""Looks in a row after which an illness is said, and after which it no longer is."""
FADING = 0.6
"""Share of `SICK` down to which an illness that is said counts as seen: on the border it does not come and go."""


@dataclass(frozen=True)
class _Seen:
    """An illness that was seen lately.

    Attributes
    ----------
    verdict
        As it was seen last, with the step at which it was seen first.
    times
        Looks in a row at which it was seen, at most `TWICE`; once it is said, how many are left until it is not.
    said
        Whether it is said.
    """

    verdict: Verdict
    times: int
    said: bool


class Persisting:
    """What has been seen of one run, look by look."""

    def __init__(self) -> None:
        self._seen: dict[str, _Seen] = {}

    def look(self, case: Case) -> tuple[Verdict, ...]:
        """Judge `case`, and return what is to be said after all looks so far, causes first."""
        found = {verdict.key: verdict for verdict in judge(case, SICK * FADING)}
        kept: dict[str, _Seen] = {}
        for key in (*found, *(key for key in self._seen if key not in found)):
            seen = _after(self._seen.get(key), found.get(key), ended=case.diverged is not None)
            if seen is not None:
                kept[key] = seen
        self._seen = kept
        return ranked([seen.verdict for seen in kept.values() if seen.said])


def _after(before: _Seen | None, now: Verdict | None, *, ended: bool) -> _Seen | None:
    """Return what is known of an illness after one more look; None where it is forgotten."""
    if now is None or (now.confidence < SICK and (before is None or not before.said)):
        if before is None or before.times <= 1 or not before.said:
            return None
        return replace(before, times=before.times - 1)
    since = now.since_step if before is None else before.verdict.since_step
    times = min(TWICE, 1 if before is None else before.times + 1)
    said = (before is not None and before.said) or times == TWICE or ended or not now.illness.waits
    return _Seen(replace(now, since_step=since), TWICE if said else times, said)
