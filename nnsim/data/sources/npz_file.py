"""A file of the user's with NumPy arrays in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.arrays_file import ArraysFile
from nnsim.base.errors import NnsimError
from nnsim.base.reading import chosen_file
from nnsim.base.settings import choice, file_path, flag, shape, text
from nnsim.base.text import mark, tr
from nnsim.data.array_names import by_usual_name, held_out_for
from nnsim.data.axes import arranged
from nnsim.data.dataset import MISSING_OPTIONS, MOST_NUMBERS, Dataset, Floats
from nnsim.data.file_source import FileSource
from nnsim.data.pixels import WHITE, are_bright, are_pixels
from nnsim.data.source import YOUR_FILES, Progress, sources
from nnsim.data.targets import TASK_OPTIONS, Coded, encode

_MOST_INPUTS = 1_000_000
"""Numbers of one example: more would each want a name, and a network of them a machine of another kind."""


@sources.register
@dataclass(frozen=True)
class NpzFile(FileSource):
    """NumPy arrays saved together; a test part in the file (x_test, y_test) stays a test part."""

    key = "npz"
    title = mark("NPZ file")
    summary = mark("NumPy arrays of inputs and targets, such as images; never opens pickled objects.")
    group = YOUR_FILES
    order = 620

    path: str = file_path(
        label=mark("File"), filters=((mark("NumPy arrays"), "*.npz"), (mark("All files"), "*"))
    )
    inputs: str = text("", label=mark("Array of inputs"), placeholder=mark("x_train, X or x"))
    targets: str = text("", label=mark("Array of targets"), placeholder=mark("y_train or y"))
    example_shape: tuple[int, ...] = shape(
        (),
        label=mark("Shape of one example"),
        help=mark("Such as 1 × 28 × 28 for convolutions or 784 for dense layers; empty keeps the file's."),
    )
    channels: str = choice(
        "auto",
        ("auto", mark("automatic")),
        ("first", mark("first: channels × height × width")),
        ("last", mark("last: height × width × channels")),
        label=mark("Channels in the file"),
        help=mark("Where pictures have their colours in the file. The network always gets channels first."),
    )
    task: str = choice("auto", *TASK_OPTIONS, label=mark("Task"))
    missing: str = choice("drop", *MISSING_OPTIONS, label=mark("Missing values"))
    divide_bytes: bool = flag(
        True,
        label=mark("Divide bytes by 255"),
        help=mark("Pixels from 0 to 255 become numbers from 0 to 1; flags and other bytes stay as they are."),
    )
    use_test: bool = flag(
        True,
        label=mark("Keep the file's test part"),
        help=mark("When the file has x_test and y_test, they are the test part."),
    )

    def arrays(self) -> tuple[str, ...]:
        """Return the names of the arrays in the file; raises NnsimError as `load` does."""
        with ArraysFile(chosen_file(self.place)) as file:
            return file.names

    def _read(self, progress: Progress) -> Dataset:
        with ArraysFile(chosen_file(self.place)) as file:
            x_name, y_name = self._names(file)
            title = file.path.name
            progress(0.0, tr("Reading {file}").format(file=title))
            x, y = file.array(x_name, MOST_NUMBERS), file.array(y_name, MOST_NUMBERS)
            _refuse_mismatch(x_name, x, y_name, y)
            progress(0.5, tr("Reading {file}").format(file=title))
            x_test, y_test = self._test_part(file, x_name, x, y_name, y)
        test_rows = len(x_test)
        if test_rows:
            x, y = np.concatenate((x, x_test)), np.concatenate((y, y_test))
        inputs, divisor, ready, notes = self._inputs(x_name, x)
        progress(0.9, tr("Reading {file}").format(file=title))
        coded = _coded(y_name, y, self.task)
        flat = inputs.ndim == 2
        return Dataset(
            title=title,
            inputs=inputs,
            targets=coded.targets,
            task=coded.task,
            input_names=tuple(f"x{i + 1}" for i in range(inputs.shape[1])) if flat else (),
            target_names=coded.names,
            notes=(*coded.notes, *notes),
            ready=ready,
            missing=self.missing,  # type: ignore[arg-type]
            test_rows=test_rows,
            divisor=divisor,
        )

    def _names(self, file: ArraysFile) -> tuple[str, str]:
        """Return the names of the arrays of inputs and targets."""
        usual = by_usual_name(file.names)
        x_name, y_name = _exactly(self.inputs, file) or usual.x, _exactly(self.targets, file) or usual.y
        if not (x_name and y_name):
            raise NnsimError(
                tr("Which arrays of {file} are inputs and targets? It has {names}; choose two.").format(
                    file=file.path.name, names=file.listed
                )
            )
        return x_name, y_name

    def _test_part(
        self, file: ArraysFile, x_name: str, x: NDArray[Any], y_name: str, y: NDArray[Any]
    ) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the test arrays, empty when there are none or they are not wanted."""
        names = held_out_for(x_name, y_name, file.names) if self.use_test else ("", "")
        if not all(names):
            return x[:0], y[:0]
        x_test, y_test = (file.array(name, MOST_NUMBERS) for name in names)
        _refuse_mismatch(names[0], x_test, names[1], y_test)
        for name, train, test in ((names[0], x, x_test), (names[1], y, y_test)):
            if train.shape[1:] != test.shape[1:] or train.dtype != test.dtype:
                raise NnsimError(
                    tr(
                        "“{name}” has another shape or kind than its training part. Ignore the test part."
                    ).format(name=name)
                )
        return x_test, y_test

    def _inputs(self, name: str, x: NDArray[Any]) -> tuple[Floats, float, bool, tuple[str, ...]]:
        """Return inputs as numbers, what they were divided by, whether they are of unit size, and notes."""
        if x.dtype.kind not in "iufb":
            raise NnsimError(tr("“{name}” holds no real numbers and cannot be the inputs.").format(name=name))
        x, notes = arranged(name, x, self.example_shape, self.channels)  # type: ignore[arg-type]
        inputs = np.array(x, np.float64, order="C")
        if not self.divide_bytes:
            return inputs, 1.0, False, notes
        if not are_pixels(x):
            kept = tr("Bytes were not divided by 255: they do not look like pixels")
            return inputs, 1.0, False, (*notes, kept) if x.dtype == np.uint8 else notes
        ready = are_bright(x)
        inputs /= WHITE
        return inputs, WHITE, ready, (*notes, tr("Pixels from 0 to 255 were divided by 255"))


def _exactly(name: str, file: ArraysFile) -> str:
    """Return the array that was asked for; blanks around a name count where an array has them."""
    return name if name in file.names else name.strip()


def _refuse_mismatch(x_name: str, x: NDArray[Any], y_name: str, y: NDArray[Any]) -> None:
    if x.ndim > 2 and y.ndim and len(x) != len(y) == x.shape[-1]:
        raise NnsimError(
            tr(
                "“{x}” has its {n} examples along the last axis. Save it with examples along the first."
            ).format(x=x_name, n=len(y))
        )
    if x.ndim == 0 or y.ndim == 0 or len(x) != len(y):
        raise NnsimError(
            tr("“{x}” has {n} rows and “{y}” has {m}; each example needs one of both.").format(
                x=x_name, n=len(x) if x.ndim else 0, y=y_name, m=len(y) if y.ndim else 0
            )
        )
    if x.size > _MOST_INPUTS * len(x):
        raise NnsimError(
            tr(
                "An example in “{x}” has {n} numbers; at most {most} can be inputs. "
                "Are the examples along the first axis?"
            ).format(x=x_name, n=f"{x.size // len(x):,}", most=f"{_MOST_INPUTS:,}")
        )
    if len(x) < 2 or x.size == 0 or y.size == 0:
        raise NnsimError(tr("“{x}” has fewer than two examples.").format(x=x_name))


def _coded(name: str, y: NDArray[Any], task: str) -> Coded:
    """Return targets of shape (n,), (n, 1), (n, k) or one-hot as classes or numbers."""
    if y.ndim > 2 and max(y.shape[1:]) == y[0].size:
        y = y.reshape(len(y), -1)
    if y.ndim > 2 or y.dtype.kind not in "iufbUS":
        raise NnsimError(
            tr("“{name}” cannot be the targets: one class or a few numbers per example are needed.").format(
                name=name
            )
        )
    if y.dtype.kind == "S":
        y = np.char.decode(y, "utf-8", "replace")
    if y.ndim == 1 or y.shape[1] == 1:
        return encode({name: y.reshape(-1)}, task)
    if task != "regression" and _is_one_hot(y):
        return encode({name: y.argmax(1)}, "classes")
    return encode({f"{name} {j + 1}": y[:, j] for j in range(y.shape[1])}, task)


def _is_one_hot(y: NDArray[Any]) -> bool:
    return y.dtype.kind in "iufb" and bool(((y == 0) | (y == 1)).all() and (y.sum(1) == 1).all())
