"""A file of the user's with arrays in it, of whatever kind."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.reading import chosen_file, open_file
from nnsim.base.settings import choice, file_path, flag, shape, text
from nnsim.base.text import mark, tr
from nnsim.data.arrays.axes import arranged
from nnsim.data.arrays.beside import files_beside
from nnsim.data.arrays.class_arrays import ArraysByClass, with_classes_joined
from nnsim.data.arrays.class_files import classes_opened, files_of_classes, npy_stem
from nnsim.data.arrays.example_axes import example_axes, with_examples_first
from nnsim.data.arrays.idx import is_one_of_several
from nnsim.data.arrays.joined_files import JoinedFiles, joined_with_others
from nnsim.data.arrays.labels import class_names_in, input_names_in
from nnsim.data.arrays.names import ArrayNames, names_labels
from nnsim.data.arrays.pixels import WHITE, are_bright, are_pixels
from nnsim.data.arrays.roles import Roles, roles_in
from nnsim.data.arrays.rows import Rows, rows_in
from nnsim.data.arrays.text_arrays import SUFFIXES as TEXTS
from nnsim.data.arrays.text_arrays import TextArrays, belong_together
from nnsim.data.container import Container, containers, has_arrays, open_container
from nnsim.data.dataset import MISSING_OPTIONS, Bytes, Dataset, Floats
from nnsim.data.files.file_source import FileSource
from nnsim.data.files.packed import chosen, is_packed, members, unpacked
from nnsim.data.notes import Note, Switch
from nnsim.data.source import YOUR_FILES, Progress, sources
from nnsim.data.targets import MOST_CLASSES, TASK_OPTIONS, Coded, encode

_MOST_INPUTS = 1_000_000
"""Numbers of one example: more would each want a name, and a network of them a machine of another kind."""
_MANY_PIXELS = 20_000_000
"""More are kept as bytes, an eighth of the memory; fewer as numbers, as projects have always had them."""
_ARCHIVES = ("*.zip", "*.tar", "*.tgz", "*.tar.gz", "*.tar.bz2", "*.tar.xz")
_FEW = 20
_FEWEST_OF_A_CLASS = 3
"""Rows on the average, where numbers are places of classes."""
"""Arrays that are looked at for a reason why no pair of them can be used."""


@sources.register
@dataclass(frozen=True)
class NpzFile(FileSource):
    """Arrays saved together, or in files side by side; a test part (x_test, y_test) stays a test part.

    Which files are read says `nnsim.data.container`; the name and the key are of the first kind there was.
    """

    key = "npz"
    title = mark("Arrays")
    summary = mark(
        "Arrays of inputs and targets, such as images, from NumPy, MATLAB, HDF5, safetensors or IDX (MNIST); "
        "never opens pickled objects."
    )
    group = YOUR_FILES
    order = 620

    path: str = file_path(
        label=mark("File"),
        filters=(
            (mark("Arrays"), " ".join(p for kind in containers for p in kind.patterns)),
            (
                mark("Packed arrays"),
                " ".join((*(f"{p}.gz" for kind in containers for p in kind.patterns), *_ARCHIVES)),
            ),
            (mark("Texts that belong together"), " ".join(f"*{suffix}" for suffix in TEXTS)),
            (mark("All files"), "*"),
        ),
    )
    member: str = text(
        "",
        label=mark("File in the packed one"),
        advanced=True,
        help=mark("Where several files are packed together; empty takes the largest with arrays."),
        longest=1000,
        since="0.2",
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
    use_validation: bool = flag(
        True,
        label=mark("Keep the file's validation part"),
        help=mark(
            "When the file has x_val and y_val, they validate; off, they are dealt anew with the others."
        ),
        since="0.2",
    )

    class_a_file: bool = flag(
        False,
        label=mark("One class a file"),
        help=mark("The examples of each class lie in a NumPy file of their own, called by the class."),
        advanced=True,
        since="0.2",
    )
    use_rows: bool = flag(
        True,
        label=mark("Use what the file says of rows"),
        help=mark(
            "Arrays such as sample_weight, groups, lengths, mask or time say something of each example."
        ),
        since="0.2",
    )

    def arrays(self) -> tuple[str, ...]:
        """Return the names of the arrays in the file; raises NnsimError as `load` does."""
        with self.opened() as file:
            return file.names

    @classmethod
    def recognises(cls, path: str) -> bool:
        if is_one_of_several(path) or path.lower().endswith(".npy"):
            return True
        if belong_together(path):
            return True
        try:
            packed = is_packed(Path(path))
            return packed and any(has_arrays(member.name) for member in members(Path(path)))
        except NnsimError:
            return False

    @classmethod
    def stands_for_folder(cls, path: str) -> bool:
        if not path.lower().endswith(".npy"):
            return cls.recognises(path)
        return bool(files_of_classes(Path(path))) or len(files_beside(Path(path), npy_stem)) > 1

    @classmethod
    def of_folder(cls, path: str) -> NpzFile:
        return cls(path=path, class_a_file=bool(files_of_classes(Path(path))))

    def opened(self, progress: Progress | None = None) -> Container:
        """Return the file, or what is packed in it, opened; raises NnsimError as `load` does."""
        return with_classes_joined(self._opened(chosen_file(self.at_hand(progress).place), progress))

    def _opened(self, path: Path, progress: Progress | None) -> Container:
        """Return the file at `path` with those that belong to it."""
        classes = files_of_classes(path) if self.class_a_file else {}
        if classes:
            return ArraysByClass(JoinedFiles(classes_opened(classes)), {"": {name: name for name in classes}})
        return joined_with_others(self._alone(path, progress))

    def _alone(self, path: Path, progress: Progress | None) -> Container:
        if path.suffix.lower() in TEXTS:
            return TextArrays(path)
        if has_arrays(path.name) or not is_packed(path) or _holds_npy(path):
            return open_container(path)
        own = chosen(path, self.member, has_arrays)
        beside: tuple[Path, ...] = ()
        if is_one_of_several(own.name):
            others = [other.name for other in members(path) if other != own and is_one_of_several(other.name)]
            beside = tuple(unpacked(path, name) for name in others[:_FEW])
        return open_container(unpacked(path, own.name, has_arrays, progress), beside)

    def _beside(self, place: Path) -> tuple[str, ...]:
        if not has_arrays(place.name) and is_packed(place):
            return ()
        with self._opened(place, None) as file:
            return tuple(path.name for path in file.files if path.parent == place.parent)

    def _called(self) -> str:
        """Return what the data are called."""
        return chosen_file(self.place).name

    def _read(self, progress: Progress) -> Dataset:
        title = self._called()
        with self.opened(progress) as file:
            progress(0.0, tr("Reading {file}").format(file=title))
            roles = self._roles(file)
            train = _pair(file, roles.names.x, roles.names.y)
            progress(0.5, tr("Reading {file}").format(file=title))
            both, held = self._with_held_out(file, roles.names, train)
            names = roles.names
            inputs, divisor, ready, notes = self._inputs(names.x, both.x)
            progress(0.9, tr("Reading {file}").format(file=title))
            taken = (names.x, names.y, names.x_test, names.y_test, names.x_validation, names.y_validation)
            rows = rows_in(file, names.x, taken, inputs.shape, held) if self.use_rows else Rows()
            with np.errstate(invalid="ignore"):
                coded = _coded(names.y or tr("last column"), both.y, self.task)
            input_names = input_names_in(file, inputs.shape[1]) if inputs.ndim == 2 else ()
            classes = class_names_in(file, coded.names) if coded.task == "classes" else coded.names
            told = self._validation_told(names, held[0])
            validated, tested = held
        return Dataset(
            title=title,
            inputs=inputs,
            targets=coded.targets,
            task=coded.task,
            input_names=input_names,
            target_names=classes,
            notes=(*coded.notes, *roles.notes, *train.notes, *notes, *rows.notes, *told),
            ready=ready,
            missing=self.missing,  # type: ignore[arg-type]
            test_rows=tested,
            validation_rows=validated if self.use_validation else 0,
            divisor=divisor,
            weights=rows.weights,
            groups=rows.groups,
            moments=rows.moments,
            lengths=rows.lengths,
        )

    def _roles(self, file: Container) -> Roles:
        """Return which arrays are what."""
        roles = roles_in(file, _exactly(self.inputs, file), _exactly(self.targets, file))
        if roles is not None:
            return roles
        looked = [file.look(name) for name in file.names[:_FEW]]
        unreadable = [found.why_not for found in looked if found.why_not]
        if unreadable and len(file.names) - len(unreadable) < 2:
            raise NnsimError(unreadable[0])
        raise NnsimError(
            tr("Which arrays of {file} are inputs and targets? It has {names}; choose two.").format(
                file=file.path.name, names=file.listed
            )
        )

    def _with_held_out(
        self, file: Container, names: ArrayNames, train: _Pair
    ) -> tuple[_Pair, tuple[int, int]]:
        """Return the examples with those for validation and the test part behind them, where there are such that are
        wanted, and how many rows each of the two has.
        """
        test = (names.x_test, names.y_test) if self.use_test else ("", "")
        pairs, held = [train], []
        for (x, y), is_needed in (((names.x_validation, names.y_validation), False), (test, True)):
            part = self._held_out(file, x, y, train, is_needed=is_needed) if x and y else None
            held.append(0 if part is None else len(part.x))
            pairs += [] if part is None else [part]
        if len(pairs) == 1:
            return train, (0, 0)
        joined = (np.concatenate([one.x for one in pairs]), np.concatenate([one.y for one in pairs]))
        return _Pair(*joined, train.notes), (held[0], held[1])

    def _held_out(self, file: Container, x: str, y: str, train: _Pair, *, is_needed: bool) -> _Pair | None:
        """Return a part of its own; where it does not fit the one to train on, raise NnsimError, or return None if it is
        not needed.
        """
        part = _pair(file, x, y)
        for name, ours, theirs in ((x, train.x, part.x), (y, train.y, part.y)):
            if ours.shape[1:] == theirs.shape[1:] and ours.dtype.kind == theirs.dtype.kind:
                continue
            if not is_needed:
                return None
            raise NnsimError(
                tr("“{name}” has another shape or kind than its training part. Ignore the test part.").format(
                    name=name
                )
            )
        return part

    def _validation_told(self, names: ArrayNames, count: int) -> tuple[Note, ...]:
        """Return the sentence about a validation part of the file's own, where it has one of `count` rows."""
        if not names.x_validation:
            return ()
        if not count:
            text = tr("“{x}” and “{y}” are not used: they have another shape or kind than those to train on")
            return (Note(text.format(x=names.x_validation, y=names.y_validation)),)
        if self.use_validation:
            text = tr("“{x}” and “{y}” validate")
            other = Switch(tr("Deal them anew"), (("use_validation", False),))
        else:
            text = tr("“{x}” and “{y}” join the examples to train on; the split deals them anew")
            other = Switch(tr("Keep them apart"), (("use_validation", True),))
        return (Note(text.format(x=names.x_validation, y=names.y_validation), other),)

    def _inputs(self, name: str, x: NDArray[Any]) -> tuple[Floats | Bytes, float, bool, tuple[str, ...]]:
        """Return inputs as numbers, or many pixels as bytes, what they were divided by, whether they are of unit size, and notes."""
        if x.dtype.kind not in "iufb":
            raise NnsimError(tr("“{name}” holds no real numbers and cannot be the inputs.").format(name=name))
        x, notes = arranged(name, x, self.example_shape, self.channels)  # type: ignore[arg-type]
        pixels = self.divide_bytes and are_pixels(x)
        said = (*notes, _divided()) if pixels else notes
        if pixels and x.dtype == np.uint8 and x.size > _MANY_PIXELS:
            return np.array(x, order="C"), WHITE, are_bright(x), said
        with np.errstate(invalid="ignore"):  # a signalling NaN is one like any other
            inputs = np.array(x, np.float64, order="C")
        if pixels:
            inputs /= WHITE
            return inputs, WHITE, are_bright(x), said
        if self.divide_bytes and x.dtype == np.uint8:
            said = (*notes, tr("Bytes were not divided by 255: they do not look like pixels"))
        return inputs, 1.0, False, said


@dataclass(frozen=True, eq=False)
class _Pair:
    """Inputs (n, …) and targets (n, …) of one part, with what was done to them."""

    x: NDArray[Any]
    y: NDArray[Any]
    notes: tuple[str, ...] = ()


def _pair(file: Container, x_name: str, y_name: str) -> _Pair:
    """Return one part of the data, examples along the first axis; raises NnsimError where both do not fit.

    Where no targets are named, the last column of the inputs is.
    """
    x = file.array(x_name)
    if not y_name:
        x, y = x[:, :-1], x[:, -1]
        _refuse_mismatch(x_name, x, x_name, y)
        return _Pair(x, y)
    y = file.array(y_name)
    if y.ndim > 2 and math.prod(y.shape[1:]) == 1:
        y = y.reshape(len(y), 1)
    axes = example_axes(x.shape, y.shape, last=file.examples_last) or (0, 0)
    x, x_notes = with_examples_first(x_name, x, axes[0])
    y, y_notes = with_examples_first(y_name, y, axes[1])
    _refuse_mismatch(x_name, x, y_name, y)
    return _Pair(x, y, (*x_notes, *y_notes))


def _divided() -> Note:
    return Note(
        tr("Pixels from 0 to 255 were divided by 255"),
        Switch(tr("Leave them as they are"), (("divide_bytes", False),)),
    )


def _holds_npy(path: Path) -> bool:
    """Return whether a packed file is a zip of NPY files, which is what NPZ is."""
    with open_file(path) as file:
        is_zip = file.read(2) == b"PK"
    return is_zip and any(member.name.lower().endswith(".npy") for member in members(path))


def _exactly(name: str, file: Container) -> str:
    """Return the array that was asked for; blanks around a name count where an array has them."""
    return name if name in file.names else name.strip()


def _refuse_mismatch(x_name: str, x: NDArray[Any], y_name: str, y: NDArray[Any]) -> None:
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
        return encode(
            {name: y.reshape(-1)}, "classes" if task == "auto" and _count_classes(name, y) else task
        )
    if task != "regression" and _is_one_hot(y):
        return encode({name: y.argmax(1)}, "classes")
    return encode({f"{name} {j + 1}": y[:, j] for j in range(y.shape[1])}, task)


def _count_classes(name: str, y: NDArray[Any]) -> bool:
    """Return whether whole numbers are places of many classes: all from 0 or 1 on, each of which comes back.

    MATLAB keeps them with a fraction that is none; then they have to be called labels.
    """
    if y.dtype.kind == "f" and names_labels(name) and (y % 1 == 0).all():
        y = y.astype(np.int64)
    if y.dtype.kind not in "iu" or not y.size:
        return False
    distinct = np.unique(y)
    counts = distinct[0] in (0, 1) and distinct[-1] - distinct[0] + 1 == len(distinct)
    return bool(counts) and _FEWEST_OF_A_CLASS * len(distinct) <= y.size and len(distinct) <= MOST_CLASSES


def _is_one_hot(y: NDArray[Any]) -> bool:
    return y.dtype.kind in "iufb" and bool(((y == 0) | (y == 1)).all() and (y.sum(1) == 1).all())
