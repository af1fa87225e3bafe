"""What stands above the columns."""

from __future__ import annotations

from nnsim.base.text import tr
from nnsim.lab.byhand.wiring import Column
from nnsim.lab.byhand.worksheet import Worksheet


def column_name(sheet: Worksheet, column: Column) -> str:
    """Return what a column is, with its activation: ``hidden · sigmoid``."""
    if column.is_input:
        return tr("inputs")
    hidden = [c for c in sheet.columns if c.output is None and not c.is_input]
    if column.output is not None:
        name = tr("output")
    elif len(hidden) == 1 and not column.is_opaque:
        name = tr("hidden layer")
    else:
        name = column.stage.name
    if column.activation is not None and not column.activation.is_identity:
        return f"{name} · {tr(column.activation.title).lower()}"
    if column.is_opaque:
        return f"{name} · {tr(column.stage.layer.title).lower()}"
    return f"{name} · {tr('linear')}" if column.output is not None else name
