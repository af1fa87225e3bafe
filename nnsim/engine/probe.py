"""The contract of probes: one look at a network, taken only when somebody asks for it.

A probe is a frozen dataclass of settings, like every part. It takes a `Subject` (a private copy of
a network and a small batch) and returns a `Reading`: plain arrays, by stage or by parameter.
Nothing of it runs in a training step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import ClassVar, Generic, TypeVar

import numpy as np

from nnsim.base.brief import brief
from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark, tr
from nnsim.engine.subject import Subject


def headed(title: str) -> Mapping[str, str]:
    """Return the metadata of a field of a reading that a table shows below `title`, marked for translation."""
    return {"title": title}


@dataclass(frozen=True, eq=False)
class Reading:
    """What a probe saw.

    Attributes
    ----------
    names
        What the rows are: names of layers, or ``layer name/parameter name``. Arrays whose first axis
        is as long have one row for each; mappings have one array for each that has one.
    """

    names: tuple[str, ...]

    def __repr__(self) -> str:
        return brief(self)

    def table(self) -> dict[str, np.ndarray]:
        """Return the fields that are one number a row, by field name, each of shape (rows,)."""
        found: dict[str, np.ndarray] = {}
        for column in fields(self)[1:]:
            value = getattr(self, column.name)
            if isinstance(value, np.ndarray) and value.shape == (len(self.names),):
                found[column.name] = value
        return found

    def notes(self) -> tuple[str, ...]:
        """Return translated sentences about what the numbers alone do not say."""
        return ()

    @classmethod
    def head(cls, column: str) -> str:
        """Return the translated title of a field, its name where it has none."""
        titles = {f.name: f.metadata["title"] for f in fields(cls) if f.metadata}
        return tr(titles[column]) if column in titles else column


R = TypeVar("R", bound=Reading, covariant=True)


class Probe(Part, Generic[R]):
    """One look at a network; its fields are its settings."""

    needs_targets: ClassVar[bool] = False
    """True for probes that need the targets of the examples: those that look at gradients."""

    def take(self, subject: Subject) -> R:
        """Return what there is to see; raises NnsimError when this network has nothing of the kind."""
        raise NotImplementedError


probes: Registry[Probe[Reading]] = Registry(Probe, "nnsim.engine.probes", mark("probe"))


# ---- what several probes need --------------------------------------------------------------------


@dataclass(frozen=True, eq=False, repr=False)
class Spread(Reading):
    """How numbers are spread, one row a stage or parameter.

    Attributes
    ----------
    norm, rms, mean, std
        L2 norm, root mean square, mean and standard deviation, each (rows,), in float64.
    counts, edges
        Histograms (rows, bins) and the bounds of their bars (rows, bins + 1), from the least to the
        greatest finite number.
    """

    norm: np.ndarray = field(metadata=headed(mark("norm")))
    rms: np.ndarray = field(metadata=headed(mark("RMS")))
    mean: np.ndarray = field(metadata=headed(mark("mean")))
    std: np.ndarray = field(metadata=headed(mark("std")))
    counts: np.ndarray
    edges: np.ndarray


def spread(arrays: Mapping[str, np.ndarray], bins: int) -> Spread:
    """Return how each array is spread, one row an array."""
    flat = [array.reshape(-1).astype(np.float64) for array in arrays.values()]
    with np.errstate(all="ignore"):
        norms = np.array([np.linalg.norm(x) for x in flat])
        bars = [np.histogram(_sane(x), bins) for x in flat]
        return Spread(
            names=tuple(arrays),
            norm=norms,
            rms=norms / np.sqrt([x.size for x in flat]),
            mean=np.array([x.mean() for x in flat]),
            std=np.array([x.std() for x in flat]),
            counts=np.array([counts for counts, _ in bars], np.int64).reshape(-1, bins),
            edges=np.array([edges for _, edges in bars]).reshape(-1, bins + 1),
        )


def _sane(x: np.ndarray) -> np.ndarray:
    """Return the numbers a histogram can hold: finite, and not so far apart that their span is not."""
    return np.asarray(x[np.abs(x) < 1e150])
