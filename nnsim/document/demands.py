"""What the data ask of the outputs of a network."""

from __future__ import annotations

from nnsim.base.errors import NnsimError
from nnsim.document.columns import parse_columns
from nnsim.document.data_facts import DataFacts
from nnsim.document.graph import Objective


def units_for(data: DataFacts | None, objective: Objective | None = None) -> tuple[int, ...]:
    """Return the numbers of units that fit the targets, the usual one first; none without data.

    Two classes take one unit or two, more take one each; numbers take one unit a target column.
    """
    if data is None:
        return ()
    if data.classes:
        return (1, 2) if data.classes == 2 else (data.classes,)
    count = len(data.target_names)
    try:
        columns = parse_columns(objective.columns if objective else "", data.target_names, count)
    except NnsimError:
        # A wrong choice of columns is a problem of its own; until it is mended all are meant.
        columns = None
    return (len(columns) if columns is not None else count,)
