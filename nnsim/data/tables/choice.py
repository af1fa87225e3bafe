"""Which columns of a table are predicted, from which, and what the others say of the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.tables.columns import pick
from nnsim.data.tables.kinds import ColumnKind, kinds_of
from nnsim.data.tables.layout import Layout


class TableSettings(Protocol):
    """What is settled of how columns become examples, whatever they were read from."""

    @property
    def target(self) -> str: ...
    @property
    def inputs(self) -> str: ...
    @property
    def task(self) -> str: ...
    @property
    def missing(self) -> str: ...
    @property
    def missing_class(self) -> bool: ...
    @property
    def placeholders(self) -> str: ...
    @property
    def leave_out(self) -> bool: ...
    @property
    def kinds(self) -> str: ...
    @property
    def time_column(self) -> str: ...
    @property
    def group_column(self) -> str: ...
    @property
    def weight_column(self) -> str: ...
    @property
    def decimal(self) -> str: ...
    @property
    def thousands(self) -> str: ...
    @property
    def dates(self) -> str: ...
    @property
    def date_numbers(self) -> str: ...


@dataclass(frozen=True)
class Choice:
    """Places of columns by what they are for."""

    targets: tuple[int, ...]
    inputs: tuple[int, ...]
    kinds: dict[int, ColumnKind]
    texts: frozenset[int]
    """Those that keep their writing."""
    time: int | None = None
    group: int | None = None
    weight: int | None = None

    @property
    def roles(self) -> tuple[int, ...]:
        """Columns that say something of the rows, whether they are inputs or not."""
        return tuple(one for one in (self.time, self.group, self.weight) if one is not None)

    @property
    def places(self) -> list[int]:
        """All columns that have to be read."""
        return sorted({*self.targets, *self.inputs, *self.roles})


def choose(settings: TableSettings, layout: Layout) -> Choice:
    """Return which columns are used; raises NnsimError for one that is not there, or is two things at once."""
    last = len(layout.names) - 1
    if last == 0:
        raise NnsimError(
            tr(
                "{file} has a single column. Choose the separator, or a file with inputs and a target."
            ).format(file=layout.path.name)
        )
    targets, inputs = targets_of(settings, layout), pick(settings.inputs, layout.names)
    for place in set(targets) & set(inputs):
        raise NnsimError(
            tr("“{name}” cannot be target and input at once. Take it out of one of them.").format(
                name=layout.names[place]
            )
        )
    roles = _roles(settings, layout)
    kinds = kinds_of(settings.kinds, layout.names)
    not_inputs = {*targets, *(place for place in roles if place is not None)}
    discrete = {j for j, one in enumerate(layout.declared) if one.kind == "discrete"}
    said = {j for j, kind in kinds.items() if kind in ("category", "text", "words")}
    others = [place for place in range(last + 1) if place not in not_inputs]
    # A series of one column has nothing beside its time to tell it by.
    time = [roles[0]] if roles[0] is not None and roles[0] not in targets else []
    return Choice(
        tuple(targets),
        tuple(inputs or others or time),
        kinds,
        frozenset(
            ((discrete | layout.codes) - kinds.keys())
            | said
            | ({roles[1]} if roles[1] is not None else set())
        ),
        *roles,
    )


def targets_of(settings: TableSettings, layout: Layout) -> list[int]:
    """Return the places of the columns to predict: those chosen, or declared, or the one that is probably meant.

    That is no input somebody chose, and has no role.
    """
    declared = [place for place, one in enumerate(layout.declared) if one.role == "class"]
    several = len(declared) > 1 and any(layout.declared[place].kind == "discrete" for place in declared)
    found = pick(settings.target, layout.names) or declared[: 1 if several else None]
    if found:
        return found
    roles, last = _roles(settings, layout), len(layout.names) - 1
    likely = layout.likely.place
    if 0 <= likely < last and likely not in (*roles, *pick(settings.inputs, layout.names)):
        return [likely]
    return [next((place for place in range(last, -1, -1) if place not in roles), last)]


def guessed(settings: TableSettings, layout: Layout, targets: Sequence[int]) -> str:
    """Return why a column is predicted that nobody chose: as `Likely.why`; ``last`` where there is no reason."""
    likely = layout.likely
    chosen = settings.target.strip() or any(one.role == "class" for one in layout.declared)
    return "last" if chosen or list(targets) != [likely.place] else likely.why


def _roles(settings: TableSettings, layout: Layout) -> tuple[int | None, int | None, int | None]:
    """Return the places of the columns of time, groups and weights."""
    found: list[int | None] = []
    for written in (settings.time_column, settings.group_column, settings.weight_column):
        places = pick(written, layout.names)
        if len(places) > 1:
            raise NnsimError(
                tr("“{names}” are several columns where one is needed. Name one.").format(names=written[:80])
            )
        found.append(places[0] if places else None)
    return found[0], found[1], found[2]
