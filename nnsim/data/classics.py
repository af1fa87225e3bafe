"""The classic measured sets, read through scikit-learn, which carries them."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnsim.base.text import tr
from nnsim.data.dataset import Dataset, Floats
from nnsim.data.source import Source


def bundled(name: str) -> Any:
    """Return the set that ``sklearn.datasets.load_<name>`` gives, in raw units."""
    # Imported here: scikit-learn takes more than a second to import.
    import sklearn.datasets

    loaders = {
        "iris": sklearn.datasets.load_iris,
        "wine": sklearn.datasets.load_wine,
        "breast_cancer": sklearn.datasets.load_breast_cancer,
        "digits": sklearn.datasets.load_digits,
    }
    if name == "diabetes":
        return sklearn.datasets.load_diabetes(scaled=False)
    return loaders[name]()


def classified(source: Source, raw: Any) -> Dataset:
    """Return a flat classification set under the title of `source`."""
    return Dataset(
        title=tr(source.title),
        inputs=np.array(raw.data, np.float64),
        targets=np.array(raw.target, np.int64),
        task="classes",
        input_names=tuple(str(name) for name in raw.feature_names),
        target_names=tuple(str(name) for name in raw.target_names),
    )


def columns(array: Floats, chosen: tuple[int, ...]) -> Floats:
    """Return the chosen columns as an array of their own."""
    return np.ascontiguousarray(array[:, list(chosen)])
