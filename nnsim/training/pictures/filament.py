"""Where every layer brings the places of a plane: how a network squeezes what it sees into a thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from nnsim.base.brief import brief
from nnsim.base.read_only import read_only
from nnsim.base.text import mark
from nnsim.engine.stage import running
from nnsim.training.grid import Grid
from nnsim.training.picture import Picture, pictures
from nnsim.training.pictures.neuron_maps import resolution_for
from nnsim.training.scene import Scene

MOST_LAYERS = 64
"""Layers that are shown, spread evenly over a deeper network; the last is always among them."""
MOST_PLACES = 1_000
"""Places that the principal directions of a wide layer are found from, spread evenly over the grid."""


@dataclass(frozen=True, eq=False)
class BroughtTo:
    """Where one layer brings the places of the grid.

    Attributes
    ----------
    stage, name
        Id and name of the layer.
    units
        Numbers in its output. Of more than two, `places` are those along the first two principal directions.
    places
        (rows along v, columns along u, 2), float32, read-only, around their mean, over the root mean square
        of both coordinates: how far it is is taken out, how it is spread remains. NaN where it is no number.
    share
        Of the variance of the output, how much lies along the first direction, 0.5 to 1 for two units: 1 is a
        thread without any width. NaN where the layer says the same everywhere.
    """

    stage: str
    name: str
    units: int
    places: np.ndarray
    share: float


@dataclass(frozen=True, eq=False)
class FilamentOver:
    """The places of a grid, and where the layers bring them, in running order; the first are the inputs."""

    grid: Grid
    layers: tuple[BroughtTo, ...]

    def __repr__(self) -> str:
        return brief(self)


@pictures.register
@dataclass(frozen=True)
class Filament(Picture[FilamentOver]):
    """Where every layer brings a plane through the inputs, with layers as in use.

    `nnsim.figures.corner_colours` makes colours of it. A large network is shown with fewer places.
    """

    key = "filament"
    title = mark("Filament")
    summary = mark("Where every layer brings the places of a plane through the inputs.")
    source = "Duvenaud et al. 2014"

    grid: Grid

    @classmethod
    def usual(cls, scene: Scene) -> Self:
        return cls(scene.usual_grid())

    def take(self, scene: Scene) -> FilamentOver | None:
        grid = replace(self.grid, resolution=resolution_for(scene.network, self.grid.resolution))
        fed = scene.fed(grid)
        if fed is None:
            return None
        chosen = [(s.id, s.name) for s in running(scene.network.stages)]
        rows = np.linspace(0, len(chosen) - 1, min(MOST_LAYERS, len(chosen))).astype(int)
        chosen = [(s.id, s.name) for s in scene.network.inputs] + [chosen[i] for i in rows]
        outputs = scene.network.run(fed, [id_ for id_, _ in chosen])
        n = grid.resolution
        layers = (_brought(id_, name, found, n) for (id_, name), found in zip(chosen, outputs, strict=True))
        return FilamentOver(grid, tuple(layers))


def _brought(stage: str, name: str, outputs: np.ndarray, resolution: int) -> BroughtTo:
    places, share = brought_to(outputs)
    square = read_only(places.reshape(resolution, resolution, 2), np.float32)
    return BroughtTo(stage, name, outputs.shape[1], square, share)


def brought_to(outputs: np.ndarray) -> tuple[np.ndarray, float]:
    """Return outputs (n, units) as places on a plane (n, 2), and the first direction's share of the variance.

    Two units are the axes themselves, one has 0 beside it; of more the plane is that of the first two principal
    directions, each turned so that its greatest part is positive. See `BroughtTo` for how they are scaled.
    """
    exact = np.asarray(outputs, np.float64)
    if not np.isfinite(exact).all():
        return np.full((len(exact), 2), np.nan), float("nan")
    centred = exact - exact.mean(axis=0)
    greatest = float(np.abs(centred).max(initial=0.0))
    if greatest == 0:
        return np.zeros((len(exact), 2)), float("nan")
    # Squares of what is far out would be beyond all numbers.
    centred /= greatest
    some = centred[np.linspace(0, len(centred) - 1, min(MOST_PLACES, len(centred))).astype(int)]
    _, singular, directions = np.linalg.svd(some, full_matrices=False)
    squares = singular**2
    share = float(squares[0] / squares.sum()) if squares.sum() > 0 else float("nan")
    if exact.shape[1] <= 2:
        places = np.pad(centred, ((0, 0), (0, 2 - exact.shape[1])))
    else:
        first = directions[:2]
        signs = np.sign(first[np.arange(len(first)), np.abs(first).argmax(axis=1)])
        places = centred @ (first * signs[:, None]).T
    size = float(np.sqrt(np.mean(places**2)))
    return (places / size if size > 0 else places), share
