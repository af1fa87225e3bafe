"""Which other columns a table could be asked for, one click each."""

from __future__ import annotations

from collections.abc import Sequence

from nnsim.base.text import tr
from nnsim.data.notes import Switch
from nnsim.data.tables.choice import Choice, TableSettings
from nnsim.data.tables.columns import written
from nnsim.data.tables.layout import Layout

MOST_OFFERED = 12


def other_targets(
    settings: TableSettings, layout: Layout, chosen: Choice, used: Sequence[int]
) -> list[Switch]:
    """Return a switch for each of the columns at the places `used`, which makes it what is predicted.

    What was predicted before is an input then, as all are that nobody chose; chosen inputs change places with it.
    """
    found = []
    for place in used[:MOST_OFFERED]:
        changes: list[tuple[str, str]] = [("target", written([place], layout.names))]
        if settings.inputs.strip():
            rest = sorted({*chosen.inputs, *chosen.targets} - {place})
            changes.append(("inputs", written(rest, layout.names)))
        found.append(Switch(tr("Predict {name}").format(name=layout.names[place]), tuple(changes)))
    return found
