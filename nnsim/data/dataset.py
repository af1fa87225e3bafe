"""Examples as a source gives them: not yet split, filled or scaled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnsim.base.brief import brief
from nnsim.base.text import mark

if TYPE_CHECKING:
    from nnsim.data.files.identity import Identity
    from nnsim.data.tables.coding import Coding

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]
Targets = NDArray[np.float64] | NDArray[np.int64]
Task = Literal["classes", "regression"]
Missing = Literal["refuse", "drop", "mean", "median", "most_frequent"]

MOST_NUMBERS = 200_000_000
"""The largest number of input values that is read (1.6 GB as float64)."""

LARGEST = 1e30
"""The largest usable value: beyond it squares leave the range of float32, in which networks run."""

MISSING_OPTIONS = (
    ("drop", mark("leave the row out")),
    ("mean", mark("fill with the mean")),
    ("median", mark("fill with the median")),
    ("most_frequent", mark("fill with the most frequent")),
)
"""What a user can choose to do with missing inputs, as options of a setting."""


_UNIT = re.compile(r"[(\[]\s*([^\d\s()\[\]][^()\[\]]*)[)\]]$")
"""Behind a name, such as ``(cm)``; a number there only tells columns of one name apart."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """A table of examples with what is known about them.

    Arrays are read-only views. A Dataset that contradicts itself raises ValueError: that is a
    bug of its source, not of the user.
    """

    title: str
    """Name for people, already translated."""
    inputs: Floats | Bytes
    """Shape (n, *shape), numbers, of which NaN stands for a missing value and nothing else; or bytes, which
    stand for themselves divided by `divisor`. `values` gives numbers of both."""
    targets: Targets
    """Classes: (n,) int64, places in `target_names`; regression: (n, k) float64."""
    task: Task
    input_names: tuple[str, ...]
    """One per feature when inputs are flat (n, d), otherwise empty."""
    target_names: tuple[str, ...]
    """Names of the classes, or of the target columns."""
    notes: tuple[str, ...] = ()
    """Translated sentences: what was done while reading."""
    whole: bool = False
    """The examples are all there are (a truth table): all train, and the same ones validate."""
    ready: bool = False
    """Inputs are of about unit size already; automatic scaling leaves them alone."""
    missing: Missing = "refuse"
    """What `nnsim.data.prepare` does with rows that lack an input."""
    one_hot: tuple[tuple[int, int], ...] = ()
    """Half-open column ranges that each code one category; never scaled, filled as one."""
    one_unit: bool = False
    """All inputs are plain lengths of one kind, without a unit of measure; see `in_one_unit`."""
    test_rows: int = 0
    """So many rows at the end are a test part that came with the data."""
    validation_rows: int = 0
    """So many rows before those are a validation part that came with the data."""
    input_units: tuple[str, ...] = ()
    """Unit of measure of each flat feature, empty where it has none; no entries when none is known."""
    target_units: tuple[str, ...] = ()
    """Unit of measure of each target column of a regression, likewise."""
    left_out: tuple[str, ...] = ()
    """Columns of the source that nobody took out, and that are no inputs all the same."""
    divisor: float = 1.0
    """`values` are the numbers of the source divided by this, such as 255 for pixels."""
    weights: Floats | None = None
    """(n,) how much each row counts, at least 0, in losses and metrics; None: all the same."""
    groups: NDArray[np.int64] | None = None
    """(n,) which rows belong together, such as those of one patient: they go to one part; None: not known."""
    moments: Floats | None = None
    """(n,) what comes after what, such as seconds since a day; None: not known. May be kept apart from inputs."""
    moments_are_dates: bool = False
    """`moments` are seconds since 1970-01-01 00:00, and are shown as dates."""
    channel_names: tuple[str, ...] = ()
    """What each channel of sequences (time, channels) is called, such as the column that it was; no entries: they
    have numbers only."""
    row_names: tuple[str, ...] = ()
    """What each row is called, such as the file it came from; no entries: nothing."""
    lengths: NDArray[np.int64] | None = None
    """(n,) how many times, from the first, of each sequence (time, features) are real and not padding;
    None: all of them."""
    numbers: NDArray[np.int64] | None = None
    """(n,) a number of each row's own, from 0, that alone says which part it goes to: a row that keeps it stays in
    its part when others come and go; None: rows are dealt out all at once."""
    frame: tuple[Floats, Floats] | None = None
    """Shift and scale of each flat input, (d,) each, that automatic scaling uses whatever the rows are; None: they
    follow from the training part."""
    read_from: Identity | None = None
    """What the user's file was when it was read; None where there is none."""
    target_columns: tuple[str, ...] = ()
    """What the columns of a table are called that targets were read from; empty where they were not."""
    coding: Coding | None = None
    """How flat inputs came from columns of a table; None where they did not, or a step changed them."""

    def __repr__(self) -> str:
        return brief(self)

    def __post_init__(self) -> None:
        inputs: Floats | Bytes
        if np.asarray(self.inputs).dtype == np.uint8:
            inputs = np.asarray(self.inputs, np.uint8).view()
        else:
            inputs = np.asarray(self.inputs, np.float64).view()
        targets: Targets
        if self.task == "classes":
            targets = _labels(self.targets, len(self.target_names))
        else:
            targets = np.asarray(self.targets, np.float64).view()
        self._refuse_contradictions(inputs, targets)
        for name, array in (("inputs", inputs), ("targets", targets)):
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        self._take_rows()

    def _take_rows(self) -> None:
        """Keep what is known of each row as read-only views of its kind; raises ValueError for another length."""
        kinds = {"weights": np.float64, "groups": np.int64, "moments": np.float64, "lengths": np.int64}
        kinds |= {"numbers": np.int64}
        for name, kind in kinds.items():
            given = getattr(self, name)
            if given is None:
                continue
            array = np.asarray(given, kind).view()
            if array.shape != (len(self.inputs),):
                raise ValueError(f"{name} of shape {array.shape} for {len(self.inputs)} rows")
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    def _refuse_contradictions(self, inputs: Floats | Bytes, targets: Targets) -> None:
        if inputs.ndim < 2 or len(inputs) != len(targets):
            raise ValueError(f"inputs {inputs.shape} and targets {targets.shape} do not belong together")
        if len(self.input_names) != (inputs.shape[1] if inputs.ndim == 2 else 0):
            raise ValueError(f"{len(self.input_names)} names for inputs of shape {inputs.shape}")
        k = len(self.target_names)
        if self.task == "regression":
            good = targets.shape == (len(inputs), k)
        else:
            good = targets.ndim == 1
        if not good:
            raise ValueError(f"targets of shape {targets.shape} do not fit {k} target names")
        for units, of in ((self.input_units, self.input_names), (self.target_units, self.target_names)):
            if units and len(units) != len(of):
                raise ValueError(f"{len(units)} units of measure for {len(of)} names")
        if self.row_names and len(self.row_names) != len(inputs):
            raise ValueError(f"{len(self.row_names)} names for {len(inputs)} rows")
        given = self.test_rows + self.validation_rows
        if min(self.test_rows, self.validation_rows) < 0 or given > len(inputs):
            raise ValueError(
                f"{self.test_rows} test and {self.validation_rows} validation rows of {len(inputs)}"
            )

    def __len__(self) -> int:
        return len(self.inputs)

    def given_parts(self, rows: NDArray[np.int64]) -> NDArray[np.int8]:
        """Return for each of these rows whether it came as one of validation (1) or test (2); 0: of neither."""
        first_of_test = len(self) - self.test_rows
        first = first_of_test - self.validation_rows
        return ((rows >= first).astype(np.int8) + (rows >= first_of_test)).astype(np.int8)

    @property
    def are_bytes(self) -> bool:
        """Whether the inputs are kept as bytes; none of them is missing then."""
        return self.inputs.dtype == np.uint8

    def values(self, rows: Any = slice(None)) -> Floats:
        """Return the inputs of some rows as numbers; `rows` is what an array is indexed with."""
        if self.are_bytes:
            return np.asarray(self.inputs[rows] / np.float64(self.divisor))
        return np.asarray(self.inputs[rows], np.float64)

    def in_one_unit(self, first: int, second: int) -> bool:
        """Return whether a length along one flat feature is as much along another."""
        return self.one_unit or self._unit(first) == self._unit(second) != ""

    def _unit(self, place: int) -> str:
        """Return the unit of measure of a flat feature: one that is known, or stands behind its name."""
        if self.input_units and self.input_units[place]:
            return self.input_units[place]
        found = _UNIT.search(self.input_names[place]) if self.input_names else None
        return found[1].strip() if found is not None else ""

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the inputs of one example."""
        return self.inputs.shape[1:]

    @property
    def classes(self) -> int:
        """Number of classes; 0 for a regression."""
        return len(self.target_names) if self.task == "classes" else 0


def _labels(targets: Targets, classes: int) -> NDArray[np.int64]:
    """Return `targets` as whole numbers; raises ValueError for the first that is no place in the classes."""
    given = np.asarray(targets)
    wrong = ~((given >= 0) & (given < classes) & (given == np.floor(given)))
    if wrong.any():
        row = int(np.argwhere(wrong)[0][0])
        raise ValueError(f"row {row + 1} has the class {given[row]}, and classes are 0 to {classes - 1}")
    return given.astype(np.int64).view()
