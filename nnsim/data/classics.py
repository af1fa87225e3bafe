"""The classic measured sets, which scikit-learn carries as files."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnsim.base.text import tr
from nnsim.data.dataset import Dataset, Floats
from nnsim.data.source import Source

_IRIS = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
_WINE = (
    "alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids",
    "nonflavanoid_phenols", "proanthocyanins", "color_intensity", "hue", "od280/od315_of_diluted_wines", "proline",
)  # fmt: skip
_CELLS = (
    "radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points",
    "symmetry", "fractal dimension",
)  # fmt: skip
_CANCER = (
    *(f"mean {name}" for name in _CELLS),
    *(f"{name} error" for name in _CELLS),
    *(f"worst {name}" for name in _CELLS),
)
_DIABETES = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")


@dataclass(frozen=True, eq=False)
class Bundled:
    """A set in raw units.

    Attributes
    ----------
    data, target
        (n, k) and (n,).
    """

    data: Floats
    target: NDArray[np.float64] | NDArray[np.int64]
    feature_names: tuple[str, ...]
    target_names: tuple[str, ...] = ()


def bundled(name: str) -> Bundled:
    """Return ``iris``, ``wine``, ``breast_cancer``, ``digits`` or ``diabetes`` as scikit-learn has it.

    Its files are read themselves: importing the package takes seconds, in which nothing else of the program moves.
    """
    try:
        return _read(name, _folder())
    except (OSError, ValueError):
        # They lie elsewhere, or are written in another way, in a version to come.
        return _asked_for(name)


def classified(source: Source, raw: Bundled) -> Dataset:
    """Return a flat classification set under the title of `source`."""
    return Dataset(
        title=tr(source.title),
        inputs=np.array(raw.data, np.float64),
        targets=np.array(raw.target, np.int64),
        task="classes",
        input_names=raw.feature_names,
        target_names=raw.target_names,
    )


def columns(array: Floats, chosen: tuple[int, ...]) -> Floats:
    """Return the chosen columns as an array of their own."""
    return np.ascontiguousarray(array[:, list(chosen)])


def _folder() -> Path:
    """Return where the files are; raises OSError where scikit-learn is none of files."""
    spec = PathFinder.find_spec("sklearn")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("sklearn")
    return Path(spec.submodule_search_locations[0]) / "datasets" / "data"


def _read(name: str, folder: Path) -> Bundled:
    """Return a set from its file; raises OSError and ValueError where that is not what it was."""
    if name == "diabetes":
        data = _numbers(folder / "diabetes_data_raw.csv.gz", None)
        return _sound(Bundled(data, _numbers(folder / "diabetes_target.csv.gz", None), _DIABETES))
    if name == "digits":
        rows = _numbers(folder / "digits.csv.gz", ",")
        pixels = tuple(f"pixel_{y}_{x}" for y in range(8) for x in range(8))
        return _sound(Bundled(rows[:, :-1], rows[:, -1].astype(np.int64), pixels, tuple("0123456789")))
    file, names = {
        "iris": ("iris.csv", _IRIS),
        "wine": ("wine_data.csv", _WINE),
        "breast_cancer": ("breast_cancer.csv", _CANCER),
    }[name]
    head, _, text = (folder / file).read_text(encoding="utf-8").partition("\n")
    rows = np.loadtxt(text.splitlines(), delimiter=",", ndmin=2)
    return _sound(
        Bundled(rows[:, :-1], rows[:, -1].astype(np.int64), names, tuple(head.strip().split(",")[2:]))
    )


def _numbers(path: Path, delimiter: str | None) -> Floats:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return np.loadtxt(file, delimiter=delimiter)


def _sound(found: Bundled) -> Bundled:
    """Return `found`; raises ValueError unless its parts fit one another."""
    if found.data.shape != (len(found.target), len(found.feature_names)):
        raise ValueError(f"{found.data.shape}, not {len(found.target)} x {len(found.feature_names)}")
    return found


def _asked_for(name: str) -> Bundled:
    """Return a set as ``sklearn.datasets.load_<name>`` gives it."""
    import sklearn.datasets

    loaders = {
        "iris": sklearn.datasets.load_iris,
        "wine": sklearn.datasets.load_wine,
        "breast_cancer": sklearn.datasets.load_breast_cancer,
        "digits": sklearn.datasets.load_digits,
    }
    raw = sklearn.datasets.load_diabetes(scaled=False) if name == "diabetes" else loaders[name]()
    names = tuple(str(title) for title in raw.get("target_names", ()))
    return Bundled(raw.data, raw.target, tuple(str(title) for title in raw.feature_names), names)
