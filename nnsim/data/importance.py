"""How much each row counts in losses and metrics: its own importance times that of its class."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from nnsim.base import typed
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.dataset import Dataset, Floats
from nnsim.data.notes import Note, Switch
from nnsim.data.split import Rows
from nnsim.data.summary import listed

BALANCED = "balanced"


def row_weights(dataset: Dataset, train: Rows, class_weights: str) -> Floats | None:
    """Return the importance (n,) of every row of `dataset`, with mean 1 over the rows `train`.

    None where all rows count the same: they have no weights of their own, and `class_weights` is empty or
    meant for classes of which there are none.

    Parameters
    ----------
    class_weights
        Empty; ``balanced``: each class as much as every other, n / (k · n_c) in a training part of n rows and
        k classes that are there, as G. King and L. Zeng 2001 weigh rare events; or typed: ``a: 2, b: 1``, where
        classes that are not named count 1.

    Raises
    ------
    NnsimError
        When a class is not known, a weight is no number or below 0, or no training row counts at all.
    """
    by_class = _of_classes(dataset, train, class_weights)
    if dataset.weights is None and by_class is None:
        return None
    weights = np.ones(len(dataset)) if dataset.weights is None else np.array(dataset.weights, np.float64)
    bad = ~(np.isfinite(weights) & (weights >= 0))
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise NnsimError(
            tr("Row {row} has the importance {value}; it must be a number from 0 on. Correct it.").format(
                row=f"{row + 1:,}", value=f"{weights[row]:g}"
            )
        )
    if by_class is not None:
        weights *= by_class[dataset.targets.astype(np.int64)]
    # Before the mean: a sum of weights near the greatest number would be none.
    largest = float(weights[train].max(initial=0.0))
    if largest == 0:
        raise NnsimError(
            tr("No row of the training part counts: all have the importance 0. Give some of them more.")
        )
    weights /= largest
    weights /= weights[train].mean()
    weights.setflags(write=False)
    return weights


def _of_classes(dataset: Dataset, train: Rows, class_weights: str) -> Floats | None:
    """Return the importance (classes,) of each class; None where all count the same."""
    text = class_weights.strip()
    if not text or dataset.task != "classes":
        return None
    if text.casefold() in (BALANCED, tr("balanced").casefold()):
        counts = np.bincount(dataset.targets[train].astype(np.int64), minlength=dataset.classes)
        present = counts > 0
        return np.where(present, len(train) / (present.sum() * np.maximum(counts, 1)), 1.0)
    return typed_weights(text, dataset.target_names)


def typed_weights(text: str, classes: Sequence[str]) -> Floats:
    """Return the importance (classes,) that a typed text gives each class, 1 where it is not named.

    Names end at the last colon or equals sign of their entry, so that they may hold such signs themselves;
    one with a comma stands in quotation marks. Raises NnsimError, see `row_weights`.
    """
    place = {name: number for number, name in enumerate(classes)}
    weights = np.ones(len(classes))
    named: set[str] = set()
    for entry in _entries(text):
        at = max(entry.rfind(":"), entry.rfind("="))
        name, value = entry[:at].strip().strip("\"'“”"), entry[at + 1 :]
        if at < 0:
            raise NnsimError(
                tr("“{entry}” has no colon. Write the importance of classes as {example}.").format(
                    entry=entry, example=f"{classes[0]}: 2"
                )
            )
        if name not in place:
            raise NnsimError(
                tr("There is no class “{name}”. The classes are {names}.").format(
                    name=name, names=listed(classes)
                )
            )
        if name in named:
            raise NnsimError(tr("Class “{name}” has two importances. Keep one of them.").format(name=name))
        named.add(name)
        weights[place[name]] = _weight(name, value)
    if not weights.any():
        raise NnsimError(tr("All classes have the importance 0. Give some of them more."))
    return weights


def _entries(text: str) -> Iterator[str]:
    """Yield what stands between commas, or semicolons, outside quotation marks."""
    entry, quote = "", ""
    for sign in text:
        if sign in ",;" and not quote:
            if entry.strip():
                yield entry.strip()
            entry = ""
            continue
        if sign in "\"'" and ((not quote and not entry.strip()) or sign == quote):
            quote = "" if quote else sign
        entry += sign
    if entry.strip():
        yield entry.strip()


def _weight(name: str, text: str) -> float:
    try:
        value = typed.number(text.strip())
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        raise NnsimError(
            tr("The importance of “{name}” is {value}; it must be a number from 0 on.").format(
                name=name, value=text.strip() or tr("missing")
            )
        )
    return value


def told(dataset: Dataset, train: Rows, weights: Floats | None, class_weights: str) -> Iterator[str]:
    """Yield how rows count, from the `weights` themselves, with a switch where classes are of unlike size."""
    if dataset.task != "classes":
        if weights is not None:
            yield _own_of_rows()
        return
    counts = np.bincount(dataset.targets[train].astype(np.int64), minlength=dataset.classes)
    if weights is None:
        few = counts[counts > 0]
        if len(few) > 1 and few.max() >= 3 * few.min():
            text = tr(
                "Every row counts the same, and the largest class has {n} times the rows of the smallest"
            )
            yield Note(
                text.format(n=f"{few.max() / few.min():,.3g}"),
                Switch(tr("Balance them"), (("class_weights", BALANCED),), "data"),
                reason=tr("A network may neglect a class that is rare, for it hardly counts in the loss."),
            )
        return
    if dataset.weights is not None:
        yield _own_of_rows()
    if not class_weights.strip():
        return
    yield Note(
        tr("Importance of all rows of a class together: {list}").format(
            list=_shares(dataset, train, weights)
        ),
        Switch(tr("All rows the same"), (("class_weights", ""),), "data"),
        reason=tr("In losses and metrics; so rare classes can count as much as frequent ones."),
    )


def _own_of_rows() -> Note:
    return Note(tr("Rows count by an importance of their own, 1 on the average of the training part"))


def _shares(dataset: Dataset, train: Rows, weights: Floats) -> str:
    sums = np.bincount(dataset.targets[train].astype(np.int64), weights[train], dataset.classes)
    shares = sums / sums.sum()
    shown = [f"{name} {share:.0%}" for name, share in zip(dataset.target_names, shares, strict=True)]
    return listed(shown)
