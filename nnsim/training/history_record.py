"""What the columns of a history are, as JSON in a file; read with limits, for a stranger may have written it."""

from __future__ import annotations

from typing import Any

from nnsim.base.errors import NnsimError
from nnsim.base.strict_json import Json
from nnsim.base.text import tr
from nnsim.engine.scalar import Scalar
from nnsim.training.columns import Columns, LayerColumns

MOST_WIDTH = 20_000
"""Numbers in a row: a network of some thousand layers."""
_LONGEST_NAME = 1_000


def damaged() -> NnsimError:
    """Return the sentence for curves that are none."""
    return NnsimError(tr("The curves are damaged and cannot be shown. Train again to have them anew."))


def columns_record(columns: Columns) -> Json:
    """Return `columns` as JSON data."""
    return {
        "width": columns.width,
        "judged_by": columns.judged_by,
        "scalars": [_scalar_record(scalar, column) for scalar, column in columns.scalars],
        "layers": [
            {"node": c.node, "name": c.name, "places": dict(c.places), "sizes": dict(c.sizes)}
            for c in columns.layers
        ],
    }


def columns_from(record: Any) -> Columns:
    """Return what `columns_record` was made of; raises NnsimError when it is something else."""
    record = _fields(record)
    width = _whole(record.get("width"), MOST_WIDTH)
    scalars = tuple(_scalar_from(each, width) for each in _items(record.get("scalars")))
    layers = []
    for each in map(_fields, _items(record.get("layers"))):
        places = {_name(k): _whole(v, width - 1) for k, v in _fields(each.get("places")).items()}
        sizes = {_name(k): _whole(v, 1 << 62) for k, v in _fields(each.get("sizes")).items()}
        layers.append(LayerColumns(_name(each.get("node")), _name(each.get("name")), places, sizes))
    return Columns(width, tuple(layers), scalars, _name(record.get("judged_by")))


def names_from(record: Any) -> tuple[str, ...]:
    """Return a list of names; raises NnsimError when it is something else."""
    found = _items(record)
    if len(found) > _LONGEST_NAME:
        raise damaged()
    return tuple(map(_name, found))


def pairs_from(record: Any) -> tuple[tuple[str, str], ...]:
    """Return a list of pairs of names; raises NnsimError when it is something else."""
    found = [names_from(each) for each in _items(record)]
    if any(len(names) != 2 for names in found):
        raise damaged()
    return tuple((a, b) for a, b in found)


def whole_from(record: Any) -> tuple[int, ...]:
    """Return a list of whole numbers from 1 on; raises NnsimError when it is something else."""
    return tuple(1 + _whole(n - 1 if type(n) is int else n, 1 << 60) for n in _items(record))


def _scalar_record(scalar: Scalar, column: int) -> Json:
    return {
        "key": scalar.key,
        "title": scalar.title,
        "symbol": scalar.symbol,
        "unit": scalar.unit,
        "total": scalar.total,
        "higher_is_better": scalar.higher_is_better,
        "counted": list(scalar.counted),
        "column": column,
    }


def _scalar_from(record: Any, width: int) -> tuple[Scalar, int]:
    record = _fields(record)
    total, higher = record.get("total"), record.get("higher_is_better")
    words = tuple(map(_name, _items(record.get("counted"))))
    if not (isinstance(total, bool) and isinstance(higher, bool) and len(words) in (0, 2)):
        raise damaged()
    key, title, symbol, unit = (_name(record.get(name)) for name in ("key", "title", "symbol", "unit"))
    counted = (words[0], words[1]) if words else ()
    scalar = Scalar(key, title, symbol, unit, total=total, higher_is_better=higher, counted=counted)
    return scalar, _whole(record.get("column"), width - 1)


def _fields(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise damaged()
    return value


def _items(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise damaged()
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_NAME:
        raise damaged()
    return value


def _whole(value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise damaged()
    return value
