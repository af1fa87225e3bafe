"""When a run was given other examples on its way: kept with its moments, for no run from the start repeats it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nnsim.base.strict_json import Json
from nnsim.base.text import tr
from nnsim.document.kept import Kept
from nnsim.document.moment import Moment

Changes = tuple[tuple[int, int], ...]
"""Steps after which other examples were used, each with how many train from there on."""

_KEY = "other_examples"
_MOST = 1_000


class ExamplesTaken:
    """The changes of the examples of one run, up to where it stands; none for nearly all runs.

    Of very many only the last are known one by one.
    """

    def __init__(self) -> None:
        self._changes: Changes = ()

    def __bool__(self) -> bool:
        return bool(self._changes)

    def note(self, step: int, examples: int) -> None:
        """Take down that the steps after `step` see others, of which `examples` train."""
        before = self._changes[:-1] if self._changes and self._changes[-1][0] == step else self._changes
        self._changes = (*before, (step, examples))[-_MOST:]

    @property
    def changes(self) -> Changes:
        """The changes, the last one at the end."""
        return self._changes

    def state(self) -> dict[str, Json]:
        """Return what a place says of them: nothing where there were none."""
        return {_KEY: [[step, count] for step, count in self._changes]} if self._changes else {}

    def restore(self, moment: Moment) -> None:
        """Stand where `moment` was taken."""
        if moment.place:
            self._changes = changes_of(moment)


def changes_of(moment: Moment) -> Changes:
    """Return the changes on the way to `moment`; what is no record of them says nothing."""
    place: Mapping[str, Any] = moment.place
    raw = place.get(_KEY)
    entries = raw if isinstance(raw, list) and len(raw) <= _MOST else []
    found = tuple((entry[0], entry[1]) for entry in entries if _is_entry(entry))
    return tuple(entry for entry in found if entry[0] <= moment.step) if len(found) == len(entries) else ()


def of_last_examples(kept: Sequence[Kept]) -> tuple[Kept, ...]:
    """Return those of `kept`, moments of one run, that are of the examples it had last: files hold no others."""
    changes = changes_of(kept[-1].moment) if kept else ()
    return tuple(k for k in kept if not changes or k.step >= changes[-1][0])


def first_told() -> str:
    """Return what is said once of a run, when other examples come for the first time."""
    return tr(
        "The points were changed while it trains: its weights stay, and the next step sees the new points. Reset begins"
        " anew with the points of then."
    )


def _is_entry(raw: Any) -> bool:
    if not isinstance(raw, list) or len(raw) != 2:
        return False
    return all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in raw)
