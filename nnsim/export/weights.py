"""Learned arrays as files of their own: NPZ for NumPy, safetensors for everybody.

Arrays are called ``layer name/parameter name``, such as ``dense_1/W``. Beside them stands what it
takes to use them elsewhere (`nnsim.export.description`), as JSON: in NPZ as the text ``__metadata__``,
with the numbers of the scaling once more as arrays ``__inputs__/shift``, ``__inputs__/scale``,
``__targets__/shift`` and ``__targets__/scale``; in safetensors under the key ``nnsim`` of its
``__metadata__``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnsim.base.archive import MOST_BYTES, write_archive
from nnsim.base.arrays_file import ArraysFile
from nnsim.base.atomic import atomic_writer, why_not_read
from nnsim.base.errors import NnsimError
from nnsim.base.reading import open_file
from nnsim.base.safetensors_bytes import from_safetensors
from nnsim.base.strict_json import Json, to_text
from nnsim.base.text import tr
from nnsim.data.dataset import LARGEST
from nnsim.document.graph import Graph
from nnsim.document.tensors import plain, to_npy, to_safetensors
from nnsim.export.description import scaling

_NPY = ".npy"
_MOST_NUMBERS = MOST_BYTES // 8
_METADATA = "__metadata__"
_BESIDE = {
    f"{side}/{number}": f"__{side}__/{number}"
    for side in ("inputs", "targets")
    for number in ("shift", "scale")
}
"""Names of the arrays that hold the scaling in an NPZ file."""


@dataclass(frozen=True, eq=False)
class Fit:
    """What of a file fits a network: the arrays that do, and a sentence for each that does not."""

    arrays: Mapping[str, np.ndarray]
    problems: tuple[str, ...]


def save_weights(
    path: Path | str,
    arrays: Mapping[str, np.ndarray],
    described: Mapping[str, Json] | None = None,
    suffix: str = "",
) -> None:
    """Write `arrays` as NPZ or safetensors; equal arrays give equal bytes.

    `described` is what `nnsim.export.description.description` says of the network. `suffix` (``.npz`` or
    ``.safetensors``) says which format; without it the suffix of `path` does.

    Raises
    ------
    NnsimError
        For another suffix, a name or an array no such file can hold, or a file that cannot be written.
    """
    place = Path(path)
    writer, _ = _format_of(Path("weights" + suffix) if suffix else place)
    for name in arrays:
        if any(piece in ("", ".", "..") for piece in name.split("/")) or any(c in name for c in "\\:\0"):
            raise NnsimError(
                tr("An array cannot be called {name} in a file. Rename its layer.").format(name=repr(name))
            )
    writer(place, arrays, described or {})


def load_weights(path: Path | str) -> dict[str, np.ndarray]:
    """Return the learned arrays in an NPZ or safetensors file, by name. Nothing in it is ever run.

    What stands beside them in a file of nnsim is left out.

    Raises
    ------
    NnsimError
        When there is no such file, it is of another kind or damaged, holds pickled objects or
        anything but numbers, or breaks a limit.
    """
    place = Path(path)
    _, reader = _format_of(place)
    return reader(place)


def check_weights(arrays: Mapping[str, np.ndarray], expected: Mapping[str, tuple[int, ...]]) -> Fit:
    """Return which of `arrays` a network can take that has parameters of the shapes in `expected`."""
    fitting: dict[str, np.ndarray] = {}
    problems: list[str] = []
    for name, shape in expected.items():
        problem = _misfit(name, arrays.get(name), shape)
        if problem is None:
            fitting[name] = arrays[name]
        else:
            problems.append(problem)
    text = tr("The network has no parameter {name}. It is left out.")
    problems += [text.format(name=name) for name in arrays if name not in expected]
    return Fit(fitting, tuple(problems))


def by_layer_name(graph: Graph, arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return `arrays`, called ``node id/parameter``, as ``layer name/parameter``."""
    return {
        f"{graph[id_].name}/{parameter}": array
        for (id_, _, parameter), array in ((name.partition("/"), a) for name, a in arrays.items())
        if id_ in graph
    }


def by_node_id(graph: Graph, arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return `arrays`, called ``layer name/parameter``, as ``node id/parameter``; strangers are left out."""
    ids = {node.name: node.id for node in graph.nodes}
    return {
        f"{ids[layer]}/{parameter}": array
        for (layer, _, parameter), array in ((name.partition("/"), a) for name, a in arrays.items())
        if layer in ids
    }


def _misfit(name: str, array: np.ndarray | None, shape: tuple[int, ...]) -> str | None:
    if array is None:
        return tr("{name} is not in the file; it keeps its values.").format(name=name)
    if array.shape != tuple(shape):
        return tr("{name} has shape {found}, the network needs {needed}. It keeps its values.").format(
            name=name, found=array.shape, needed=tuple(shape)
        )
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        return tr("{name} holds infinite or undefined numbers. It keeps its values.").format(name=name)
    if (abs(array.astype(np.float64)) > LARGEST).any():
        return tr("{name} holds numbers beyond {largest}. It keeps its values.").format(
            name=name, largest=f"{LARGEST:g}"
        )
    return None


# ---- the two formats ---------------------------------------------------------------------------

Writer = Callable[[Path, Mapping[str, np.ndarray], Mapping[str, Json]], None]
Reader = Callable[[Path], dict[str, np.ndarray]]


def _write_npz(path: Path, arrays: Mapping[str, np.ndarray], described: Mapping[str, Json]) -> None:
    members = {name + _NPY: to_npy(plain(name, array)) for name, array in arrays.items()}
    if described:
        members[_METADATA + _NPY] = to_npy(np.array(to_text(described)))
        for name, number in scaling(described).items():
            members[_BESIDE[name] + _NPY] = to_npy(np.asarray(number, np.float64))
    with atomic_writer(path) as file:
        write_archive(file, members)


def _read_npz(path: Path) -> dict[str, np.ndarray]:
    with ArraysFile(path) as file:
        if file.others:
            raise NnsimError(
                tr("{path} holds {name}, which is no array. Choose an NPZ file with weights.").format(
                    path=path, name=repr(file.others[0][:100])
                )
            )
        learned = [name for name in file.names if name != _METADATA and name not in _BESIDE.values()]
        arrays = {name: file.array(name, _MOST_NUMBERS) for name in learned}
    return {name: plain(name, array) for name, array in arrays.items()}


def _write_safetensors(path: Path, arrays: Mapping[str, np.ndarray], described: Mapping[str, Json]) -> None:
    data = to_safetensors(arrays, {"nnsim": to_text(described)} if described else None)
    with atomic_writer(path) as file:
        file.write(data)


def _read_safetensors(path: Path) -> dict[str, np.ndarray]:
    with open_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > MOST_BYTES:
            raise NnsimError(
                tr("{path} is larger than {most} GB. It is not read.").format(
                    path=path, most=MOST_BYTES // 10**9
                )
            )
        try:
            # Never more than there is: `read` makes room for all it is asked for.
            data = file.read(size)
        except OSError as error:
            raise why_not_read(error, path) from error
    return from_safetensors(data, path.name)


_FORMATS: Mapping[str, tuple[Writer, Reader]] = {
    ".npz": (_write_npz, _read_npz),
    ".safetensors": (_write_safetensors, _read_safetensors),
}


def _format_of(path: Path) -> tuple[Writer, Reader]:
    try:
        return _FORMATS[path.suffix.lower()]
    except KeyError:
        raise NnsimError(
            tr("Weights are kept in .npz or .safetensors files, not in {name}. Choose one of these.").format(
                name=repr(path.name[:100])
            )
        ) from None
