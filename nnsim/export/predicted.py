"""Predictions as a file: a text table, or arrays."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from nnsim.base.atomic import write_atomically
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.training.predictions import Predictions

SUFFIXES = (".csv", ".tsv", ".npz")


def refuse_other_suffix(path: Path) -> None:
    """Raise NnsimError unless predictions can be written to a file called so."""
    if path.suffix.lower() not in SUFFIXES:
        raise NnsimError(
            tr("Predictions are not written as {name}. Choose one of these endings: {endings}.").format(
                name=repr(path.name[:100]), endings=", ".join(SUFFIXES)
            )
        )


def write_predictions(path: Path, found: Predictions) -> None:
    """Write `found` to `path`, atomically, in the form its ending says.

    ``.csv`` and ``.tsv`` hold `Predictions.columns`, nothing where there is no answer; numbers are the shortest
    decimals that read back the same. ``.npz`` holds ``time`` and ``group`` (n,) where they are known, and in ``ahead``
    how many of the examples, the last ones, stand behind the end of the file; of each output ``values`` (n, k) with their ``names`` and
    ``kind``, and for classes ``classes`` (n,), -1 without an answer, and ``class_names``; of several outputs each
    with the layer's name and ``/`` before it.

    Raises
    ------
    NnsimError
        When the ending is another, or the file cannot be written.
    """
    refuse_other_suffix(path)
    write_atomically(path, _FORMS[path.suffix.lower()](found))


def _text(found: Predictions, delimiter: str) -> bytes:
    columns = found.columns()
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(
        [_shown(value) for value in row] for row in zip(*(c.tolist() for c in columns.values()), strict=True)
    )
    return text.getvalue().encode()


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else ""
    return str(value)


def _arrays(found: Predictions) -> bytes:
    arrays: dict[str, np.ndarray] = {}
    if found.names:
        arrays["file"] = np.array(found.names)
    for name, label in (("time", found.labels.times), ("group", found.labels.groups)):
        if label is not None:
            arrays[name] = np.array(label.tolist()) if label.dtype.kind == "O" else label
    arrays["ahead"] = np.array(found.ahead)
    if found.class_names:
        arrays["class_names"] = np.array(found.class_names)
    for answer in found.answers:
        before = f"{answer.layer}/" if answer.layer else ""
        arrays[f"{before}values"] = answer.values
        arrays[f"{before}names"] = np.array(answer.names)
        arrays[f"{before}kind"] = np.array(answer.kind)
        if answer.classes is not None:
            arrays[f"{before}classes"] = answer.classes
    written = io.BytesIO()
    np.savez(written, **arrays)  # type: ignore[arg-type]
    return written.getvalue()


_FORMS: dict[str, Callable[[Predictions], bytes]] = {
    ".csv": lambda found: _text(found, ","),
    ".tsv": lambda found: _text(found, "\t"),
    ".npz": _arrays,
}
