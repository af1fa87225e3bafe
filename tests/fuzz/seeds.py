"""Sound files, from which mutants are made."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import h5py
import numpy as np
import pandas
from scipy.io import savemat

from nnsim.base.paths import resources
from nnsim.data.data_settings import DataSettings
from nnsim.document import storage
from nnsim.document.history_file import SavedRun
from nnsim.document.kept import Kept
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.document.tensors import to_npy, to_safetensors
from nnsim.export.weights import save_weights
from nnsim.library import (
    LSTM,
    BatchNorm,
    Conv2D,
    CsvFile,
    Dense,
    Flatten,
    Input,
    Iris,
    NpzFile,
    Reshape,
    Tanh,
    chain,
    train,
)

_TABLES = (
    "x,y,label\n" + "".join(f"{i / 7:.3f},{i * i % 11},{'ab'[i % 2]}\n" for i in range(24)),
    "name;size;price\n" + "".join(f'"n {i}";{i},5;{1000 + 13 * i}\n' for i in range(20)),
    "\t".join("abcd") + "\n" + "".join(f"{i}\t{-i}\t{i % 3}\t{i % 2}\n" for i in range(20)),
    "".join(f"{i / 3:8.4f}   {i % 5}  {i % 2}\n" for i in range(20)),
    "date,when,amount,share,y\n"
    + "".join(f'2021-03-{i + 1:02},0{i % 9}:30,"$1,{i:03}.50",{i}%,{i % 2}\n' for i in range(20)),
    "a,b,y\n1,NA,0\n?,2,1\n3,-,0\n4,nan,1\n" * 4,
)


@cache
def seeds(kind: str) -> tuple[bytes, ...]:
    """Return the sound files of a kind."""
    return tuple(_MAKERS[kind]())


def _projects() -> list[bytes]:
    small = chain(Input(), Dense(3, Tanh()), Dense(3), data=Iris())
    wide = chain(
        Input((1, 8, 8)),
        Conv2D(2),
        BatchNorm(),
        Flatten(),
        Reshape((8, 16)),
        LSTM(2),
        Dense(2),
        data=NpzFile(),
    )
    rng = np.random.default_rng(0)
    id_ = small.graph.nodes[1].id
    arrays = {f"{id_}/W": rng.normal(size=(4, 3)).astype(np.float32), f"{id_}/b": np.zeros(3, np.float32)}
    learned = Learned.named(
        arrays, slots={"velocity": np.ones(15, np.float32)}, step=7, epoch=0.5, place={"random": [1, 2]}
    )
    learned = replace(learned, start=learned.moment)
    kept = (Kept(learned.moment, small.training), Kept(replace(learned.moment, step=9), small.training, True))
    run = SavedRun(small, kept, learned.layout, {"loss": rng.normal(size=5)}, learned.moment, "Run 1", "#a0f")
    trained = train(small, epochs=1, keep=3)
    files = [
        _project(small, learned),
        _project(wide, None),
        _project(small, None, run),
        _project(small, trained.learned, *trained.runs),
        *_keeping(small),
    ]
    return files + [path.read_bytes() for path in sorted((resources() / "examples").glob("*.nnsim"))[:3]]


def _keeping(small: Project) -> list[bytes]:
    """Return projects that keep a table, and two files in one."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "d.csv").write_text(_TABLES[0])
        np.save(folder / "x.npy", np.arange(24.0).reshape(12, 2))
        np.save(folder / "y.npy", np.arange(12) % 2)
        files = CsvFile(str(folder / "d.csv")), NpzFile(str(folder / "x.npy"))
        # Where they lay is another place in every process.
        kept = [replace(file.kept(), path=Path(file.path).name) for file in files]
        return [_project(replace(small, data=DataSettings(source)), None) for source in kept]


def _project(project: Project, learned: Learned | None, *runs: SavedRun) -> bytes:
    def write(path: Path) -> object:
        return storage.save(path, project, learned, {"data.npz": b"PK"}, history=runs)

    return _written(write, ".nnsim")


def _tables() -> list[bytes]:
    return [text.encode() for text in _TABLES] + [_TABLES[1].encode("utf-16"), _TABLES[0].encode("utf-8-sig")]


def _frame() -> pandas.DataFrame:
    days = pandas.date_range("2024-01-01", periods=12, freq="9h")
    kinds = np.array(["a", "b", "c"])[np.arange(12) % 3]
    x = np.linspace(-1, 1, 12)
    x[4] = np.nan
    return pandas.DataFrame(
        {"day": days, "kind": kinds, "x": x, "n": np.arange(12) % 5, "y": np.arange(12) % 2}
    )


def _workbooks() -> list[bytes]:
    file = io.BytesIO()
    with pandas.ExcelWriter(file) as book:
        pandas.DataFrame({"about": ["a table"]}).to_excel(book, sheet_name="Read me", index=False)
        _frame().to_excel(book, sheet_name="Data", index=False, startrow=2)
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    told = "docProps/core.xml"
    members[told] = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2024-01-01T00:00:00Z", members[told])
    return [_zip(members)]


def _parquets() -> list[bytes]:
    plain, packed = io.BytesIO(), io.BytesIO()
    _frame().to_parquet(plain, compression=None)
    _frame().astype({"kind": "category"}).to_parquet(packed, compression="gzip", row_group_size=5)
    return [plain.getvalue(), packed.getvalue()]


def _jsons() -> list[bytes]:
    frame = _frame()
    forms: list[str] = [
        frame.to_json(orient=o, date_format="iso") for o in ("records", "columns", "split", "values")
    ]
    nested = (
        '[{"a": {"b": 1, "c": "x"}, "y": 0}, {"a": {"b": 2, "c": "z"}, "y": 1}, {"a": {"b": 4.5}, "y": 1}]'
    )
    return [
        text.encode()
        for text in (*forms, frame.to_json(orient="records", lines=True, date_format="iso"), nested)
    ]


def _packed() -> list[bytes]:
    packed = [gzip.compress(text.encode(), mtime=0) for text in _TABLES[:3]]
    return [*packed, bz2.compress(_TABLES[0].encode()), lzma.compress(_TABLES[1].encode())]


def _zipped() -> list[bytes]:
    members = {
        "data/one.csv": _TABLES[0].encode(),
        "data/two.json": _jsons()[0],
        "readme.txt": b"Two tables.",
    }
    return [_zip(members)]


def _zip(members: Mapping[str, bytes]) -> bytes:
    """Return a zip that is the same whenever it is made."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _arrays() -> list[bytes]:
    rng = np.random.default_rng(0)
    y = np.arange(12) % 3
    sets: list[Mapping[str, np.ndarray]] = [
        {"X": rng.normal(size=(12, 4)), "y": y},
        {"x_train": rng.integers(0, 256, (12, 4, 4)).astype(np.uint8), "y_train": np.eye(3)[y]},
        {"train/x": rng.normal(size=(12, 6, 6, 3)).astype(">f4"), "train/y": np.array(list("abc"))[y]},
        {
            "x": np.asfortranarray(rng.normal(size=(12, 3))).astype(np.float16),
            "y": np.array([b"u", b"v"])[y % 2],
        },
        {
            "x_train": rng.normal(size=(12, 2)),
            "y_train": y,
            "x_test": rng.normal(size=(4, 2)),
            "y_test": y[:4],
        },
    ]
    files = []
    for arrays in sets:
        for save in (np.savez, np.savez_compressed):
            file = io.BytesIO()
            save(file, **arrays)  # type: ignore[arg-type]
            files.append(file.getvalue())
    return files


def _npy() -> list[bytes]:
    rng = np.random.default_rng(1)
    tables = (
        np.column_stack((rng.normal(size=(12, 3)), np.arange(12) % 2)),
        np.asfortranarray(rng.normal(size=(12, 3))).astype(">f4"),
        rng.integers(0, 3, (12, 4)),
    )
    return [to_npy(table) for table in tables]


def _mat() -> list[bytes]:
    rng = np.random.default_rng(2)
    y = np.arange(12) % 3 + 1
    sets: list[Mapping[str, np.ndarray]] = [
        {"X": rng.normal(size=(12, 4)), "y": y},
        {"inputs": rng.normal(size=(4, 12)), "targets": np.eye(3)[y - 1].T},
        {"X": rng.integers(0, 256, (5, 5, 3, 12)).astype(np.uint8), "y": y.astype(np.uint8)},
        {"meas": rng.normal(size=(12, 2)), "species": np.array([["ab", "cde"][i % 2] for i in y], object)},
        {"x": rng.normal(size=(12, 2)), "y": np.array(["u", "vw"])[y % 2], "flag": y > 1, "z": y + 1j},
    ]
    files = []
    for arrays in sets:
        for packed in (False, True):
            file = io.BytesIO()
            savemat(file, arrays, do_compression=packed, oned_as="column")
            files.append(file.getvalue())
    return files


def _hdf5() -> list[bytes]:
    rng = np.random.default_rng(3)
    y = np.arange(12) % 3

    def write(path: Path, libver: str) -> None:
        with h5py.File(path, "w", libver=libver) as file:
            file.create_dataset("train/x", data=rng.normal(size=(12, 4)), compression="gzip", chunks=(5, 2))
            file["train/y"] = y
            file["names"] = ["a", "bc"]

    return [_written(lambda path, v=v: write(path, v), ".h5") for v in ("earliest", "latest")]  # type: ignore[misc]


def _tensors() -> list[bytes]:
    rng = np.random.default_rng(4)
    return [
        to_safetensors({"x": rng.normal(size=(12, 3)).astype(kind), "y": np.arange(12) % 2})
        for kind in (np.float32, np.float16, np.float64)
    ]


_WEIGHTS = {"dense_1/W": np.arange(12, dtype=np.float32).reshape(4, 3), "dense_1/b": np.zeros(3, np.float32)}
_DESCRIBED = {
    "inputs": {"shift": [0.5, 1.0], "scale": [2.0, 3.0], "names": ["a", "b"]},
    "format": "nnsim weights",
}


def _weights() -> list[bytes]:
    return [
        _written(lambda path: save_weights(path, _WEIGHTS, _DESCRIBED), ".npz"),  # type: ignore[arg-type]
        *_arrays()[:4],
    ]


def _safetensors() -> list[bytes]:
    kinds = {str(i): np.arange(4).astype(kind) for i, kind in enumerate(("f8", "f2", "i8", "u1", "?", "i2"))}
    return [
        _written(lambda path: save_weights(path, _WEIGHTS, _DESCRIBED), ".safetensors"),  # type: ignore[arg-type]
        to_safetensors(kinds),
        to_safetensors({}),
    ]


def _written(save: Callable[[Path], object], suffix: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / ("seed" + suffix)
        save(path)
        return path.read_bytes()


def _sequences() -> list[bytes]:
    rows = [f"{i},{i / 3:.3f},{i * i % 7}\n" for i in range(20)]
    return [text.encode() for text in ("t,a,b\n" + "".join(rows), "".join(rows), "t;a\n1;2,5\n2;3,5\n")]


def _idx() -> list[bytes]:
    pixels = np.random.default_rng(3).integers(0, 256, 2 * 7 * 7).astype(np.uint8).tobytes()
    images = bytes((0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 7, 0, 0, 0, 7)) + pixels
    labels = bytes((0, 0, 8, 1, 0, 0, 0, 5, 7, 2, 1, 0, 4))
    return [images, labels, gzip.compress(images, mtime=0)]


_MAKERS: Mapping[str, Callable[[], list[bytes]]] = {
    "project": _projects,
    "csv": _tables,
    "xlsx": _workbooks,
    "parquet": _parquets,
    "json": _jsons,
    "gz": _packed,
    "zip": _zipped,
    "npz": _arrays,
    "npy": _npy,
    "mat": _mat,
    "hdf5": _hdf5,
    "tensors": _tensors,
    "idx": _idx,
    "sequence": _sequences,
    "weights": _weights,
    "safetensors": _safetensors,
}
