"""What was done to the examples, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from nnsim.base.text import ntr, tr
from nnsim.data.dataset import LARGEST, MISSING_OPTIONS, Bytes, Dataset, Floats
from nnsim.data.notes import Note, Switch
from nnsim.data.split import Rows, Split
from nnsim.data.transforms import SCALING_OPTIONS, Filler, ScalerKind, constant_features

_MOST_COUNTS = 8
_MOST_NAMES = 4
_LARGE_TARGET = 20.0
_MUCH, _MANY = 0.05, 20
"""Share and number of rows from which it is said how much of all they are."""
_UNIT_SIZE = 4.0
"""What is larger nobody would call of unit size."""


def of_dataset(dataset: Dataset) -> Iterator[str]:
    """Yield the size of the data, then what happened while reading."""
    yield tr("{rows}, {inputs}, {targets}").format(
        rows=_count_rows(len(dataset)), inputs=_count_inputs(dataset), targets=_count_targets(dataset)
    )
    yield from dataset.notes


def of_missing(dataset: Dataset, usable: Rows, filler: Filler | None, source: object) -> Iterator[str]:
    """Yield what became of missing inputs, with what else the `source` could have done with them."""
    others = _other_fillings(source, dataset.missing)
    dropped = len(dataset) - len(usable)
    if dropped:
        text = ntr(
            "{n} row was left out because an input is missing",
            "{n} rows were left out because an input is missing",
            dropped,
        ).format(n=f"{dropped:,}")
        share = dropped / len(dataset)
        if share >= _MUCH and dropped >= _MANY:
            text = tr("{rows}: {share} % of all").format(rows=text, share=f"{100 * share:.0f}")
        why = tr("A network needs a number in every input.")
        yield Note(text, *others, reason=why)
    if filler is None:
        return
    numbers, categories = _missing_of(dataset)
    template = {
        "mean": tr("{values} filled with the mean of the training part"),
        "median": tr("{values} filled with the median of the training part"),
        "most_frequent": tr("{values} filled with the most frequent value of the training part"),
    }
    why = tr("So rows with gaps are kept; the other parts teach nothing about what to fill in.")
    if dataset.missing == "most_frequent":
        numbers, categories = numbers + categories, 0
    if numbers or not categories:
        yield Note(template[dataset.missing].format(values=_counted(numbers)), *others, reason=why)
    if categories:
        text = tr("{values} of categories filled with the most frequent one of the training part")
        of_all = () if numbers else others
        yield Note(text.format(values=_counted(categories)), *of_all, reason="" if numbers else why)
    if filler.guessed and dataset.input_names:
        yield tr("No value in the training part, so filled with 0: {names}").format(
            names=listed([dataset.input_names[j] for j in filler.guessed])
        )


def _missing_of(dataset: Dataset) -> tuple[int, int]:
    """Return how many numbers are missing, and how many categories: one of those is several numbers of code."""
    gaps = np.isnan(dataset.inputs)
    coded = sum(int(gaps[:, start:stop].sum()) for start, stop in dataset.one_hot)
    return int(gaps.sum()) - coded, sum(int(gaps[:, start].sum()) for start, _ in dataset.one_hot)


def _counted(n: int) -> str:
    return ntr("{n} missing value", "{n} missing values", n).format(n=f"{n:,}")


def _other_fillings(source: object, taken: str) -> list[Switch]:
    """Return a switch for each other way to deal with missing inputs, where the source lets one choose."""
    if not hasattr(source, "missing"):
        return []
    return [Switch(tr(label), (("missing", key),)) for key, label in MISSING_OPTIONS if key != taken]


def of_parts(dataset: Dataset, rows: Split) -> Iterator[str]:
    """Yield what is to be known of the parts however they were dealt: where they come from, what they lack."""
    if dataset.whole:
        text = ntr(
            "The one row trains and validates: it is all there is",
            "All {n} rows train, and the same rows validate: they are all there are",
            len(dataset),
        )
        yield text.format(n=f"{len(dataset):,}")
        return
    if dataset.test_rows:
        yield tr("The test part is the one that came with the data")
    if dataset.validation_rows and set(rows.validation) <= set(_given_to_validate(dataset)):
        yield tr("The validation part is the one that came with the data")
    if len(rows.validation) == 0:
        yield tr("No row validates: overfitting will not be seen")
    if dataset.task == "classes":
        yield from _absent_classes(dataset, rows)


def _given_to_validate(dataset: Dataset) -> range:
    first_of_test = len(dataset) - dataset.test_rows
    return range(first_of_test - dataset.validation_rows, first_of_test)


def of_made_rows(dealt: int, training: int) -> Iterator[str]:
    """Yield how many rows steps made of the training rows, which no other part has."""
    if training > dealt:
        yield tr("{new} rows were made of the {old} training rows, so {all} train").format(
            new=f"{training - dealt:,}", old=f"{dealt:,}", all=f"{training:,}"
        )


def of_scaling(dataset: Dataset, kind: ScalerKind, automatic: bool, train: Floats | Bytes) -> Iterator[str]:
    """Yield how inputs were scaled; `train` are the unscaled training inputs."""
    others = [Switch(tr(label), (("scaling", key),), "data") for key, label in SCALING_OPTIONS if key != kind]
    alike = tr("Inputs of one size are learned alike fast; the other parts teach nothing about it.")
    if automatic and dataset.frame is not None:
        text = tr("Scaled by the ranges of the axes, which stay as they are when points come and go")
        yield Note(text, *others, reason=alike)
    elif kind == "standardize":
        text = tr("Standardised with mean and standard deviation of the training part")
        yield Note(text, *others, reason=alike)
    elif kind == "min_max":
        yield Note(tr("Scaled to 0–1 by minimum and maximum of the training part"), *others, reason=alike)
    elif automatic and not dataset.are_bytes and train.size and np.nanmax(np.abs(train)) > _UNIT_SIZE:
        yield Note(tr("Not scaled: these inputs are meant to be learned as they are"), *others)
    elif automatic:
        yield Note(tr("Not scaled: the inputs are of unit size already"), *others)
    else:
        yield Note(tr("Not scaled"), *others)
    if kind != "none" and dataset.one_hot:
        why = tr("They say yes or no, and so does the network's input.")
        yield Note(tr("One-hot columns stay 0 and 1"), reason=why)
    constant = constant_features(train) if train.ndim == 2 and len(train) > 1 else []
    if constant:
        yield tr("The same in every training row, so nothing can be learned from it: {names}").format(
            names=listed([dataset.input_names[j] for j in constant])
        )


def of_targets(dataset: Dataset, train: Rows, scaled: bool) -> Iterator[str]:
    """Yield how targets of a regression were scaled, or that they should be."""
    if dataset.task != "regression":
        return
    if scaled:
        yield Note(
            tr("Targets standardised with mean and standard deviation of the training part"),
            Switch(tr("As they are"), (("scale_targets", False),), "data"),
            reason=tr("First weights answer with numbers about 1; so the loss begins small."),
        )
        return
    largest = float(np.abs(dataset.targets[train]).max())
    if largest > _LARGE_TARGET:
        text = tr("Targets reach {largest} and are not scaled: standardise them if training is slow")
        yield Note(
            text.format(largest=f"{largest:,.4g}"),
            Switch(tr("Standardise"), (("scale_targets", True),), "data"),
            reason=tr("First weights answer with numbers about 1, far from these."),
        )


def unusable_value(row: int, column: str, value: float) -> str:
    """Return the sentence that refuses a value; `row` counts from 0."""
    if np.isnan(value):
        return tr("Row {row} has no value in “{column}”. Fill it in, or leave the row out.").format(
            row=f"{row + 1:,}", column=column
        )
    return tr(
        "Row {row} has {value} in “{column}”; numbers up to {largest} can be used. "
        "Correct it or leave the row out."
    ).format(row=f"{row + 1:,}", value=f"{value:g}", column=column, largest=f"{LARGEST:g}")


def column_name(dataset: Dataset, place: Sequence[int] | NDArray[np.int64]) -> str:
    """Return what the input at `place` inside an example is called."""
    if dataset.input_names:
        return dataset.input_names[place[0]]
    if dataset.channel_names and len(place) == 2:
        return f"{dataset.channel_names[place[1]]}, {int(place[0]) + 1}"
    return ", ".join(str(int(i) + 1) for i in place)


def _count_rows(n: int) -> str:
    return ntr("{n} row", "{n} rows", n).format(n=f"{n:,}")


def _count_inputs(dataset: Dataset) -> str:
    if len(dataset.shape) == 1:
        n = dataset.shape[0]
        return ntr("{n} input", "{n} inputs", n).format(n=f"{n:,}")
    return tr("inputs of {shape}").format(shape=" × ".join(str(n) for n in dataset.shape))


def _count_targets(dataset: Dataset) -> str:
    n = len(dataset.target_names)
    if dataset.task == "regression":
        return ntr("{n} target", "{n} targets", n).format(n=f"{n:,}")
    counts = np.bincount(dataset.targets.astype(np.int64), minlength=n)
    classes = ntr("{n} class", "{n} classes", n).format(n=f"{n:,}")
    if n <= _MOST_COUNTS:
        return tr("{classes} ({counts})").format(
            classes=classes, counts=" / ".join(f"{count:,}" for count in counts)
        )
    return tr("{classes} ({fewest} to {most} rows each)").format(
        classes=classes, fewest=f"{counts.min():,}", most=f"{counts.max():,}"
    )


def _absent_classes(dataset: Dataset, rows: Split) -> Iterator[str]:
    """Yield which classes a part does not know at all."""
    templates = {
        "train": tr("Never seen in training: {names}"),
        "validation": tr("Never seen in validation: {names}"),
        "test": tr("Never seen in the test part: {names}"),
    }
    for name, template in templates.items():
        part = getattr(rows, name)
        present = np.bincount(dataset.targets[part].astype(np.int64), minlength=dataset.classes)
        absent = [dataset.target_names[c] for c in np.flatnonzero(present == 0)]
        if absent and len(part):
            yield template.format(names=listed(absent))


def listed(names: Sequence[str]) -> str:
    """Return the names, at most a few of them."""
    shown = ", ".join(names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return shown if more <= 0 else tr("{names} and {n} more").format(names=shown, n=f"{more:,}")
