"""What a generator makes beside what is real: clouds in a plane, curves of single numbers, or pictures."""

from __future__ import annotations

import numpy as np

from nnsim.base.text import tr
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, ColourBar, Image, Line, Mark, Plot, Points
from nnsim.figures.maps import cell_extent
from nnsim.figures.plane import Plane, default_plane
from nnsim.training.scene import Scene
from nnsim.zoo.drawing.digits_told import as_images
from nnsim.zoo.drawing.pale import PALE
from nnsim.zoo.drawing.tiles import tiles

_SHOWN, _RESOLUTION, _BINS = 400, 48, 24
_TILES, _COLUMNS = 20, 5


def beside_real(scene: Scene, made: Array, verdict: str) -> tuple[Plot, ...]:
    """Return what was generated beside the examples, and what the discriminator says, where there is room for it.

    Parameters
    ----------
    made
        (n, numbers), generated.
    verdict
        Id of the stage that says how probable it is that an example is real.
    """
    real = scene.prepared.train.some(slice(len(made))).values().reshape(-1, made.shape[1])
    if made.shape[1] == 1:
        return (_curves(scene, real[:, 0], made[:, 0]), _verdicts(scene, real[:, 0], made[:, 0], verdict))
    images = as_images(made)
    if images is not None and made.shape[1] > 4:
        return _sheets(images, real.reshape(-1, *images.shape[1:]))
    return (_clouds(scene, made, verdict),)


def _clouds(scene: Scene, made: Array, verdict: str) -> Plot:
    prepared = scene.prepared
    plane = default_plane(prepared)
    x, y = plane.extent(prepared, 0.2)
    real = plane.of(prepared.train.some(slice(_SHOWN)))
    fake = plane.coordinates(made[:_SHOWN])
    marks: list[Mark] = []
    if made.shape[1] == 2 and not plane.before_steps:
        marks.append(_field(scene, plane, verdict))
    marks += [
        Points("", real[:, 0], real[:, 1], palette.CLASSES[1], label=tr("real"), size=3.5),
        Points("", fake[:, 0], fake[:, 1], palette.CLASSES[0], "diamond", tr("generated"), size=4.5),
    ]
    axes = Axis(plane.axes[0].label, range=x), Axis(plane.axes[1].label, range=y)
    return Plot(*axes, tuple(marks), aspect=plane.aspect)


def _field(scene: Scene, plane: Plane, verdict: str) -> Image:
    """Return how probable the discriminator thinks it is that an example is real, everywhere in the plane."""
    x, y = plane.extent(scene.prepared, 0.2)
    fed = scene.fed(plane.grid(x, y, _RESOLUTION))
    assert fed is not None
    said = scene.network.run(fed, [verdict])[0][:, 0].reshape(_RESOLUTION, _RESOLUTION)
    rgba = palette.coloured(said, (0.0, 1.0), palette.lookup(PALE))
    name = tr("probability of being real")
    return Image(name, said, rgba, cell_extent(x, y, said.shape), bar=ColourBar(name, (0.0, 1.0), PALE))


def _edges(real: Array, made: Array) -> Array:
    """Return the borders of the bins, wide enough for both."""
    both = np.concatenate((real, np.clip(made, 2 * real.min() - real.max(), 2 * real.max() - real.min())))
    edges: Array = np.linspace(both.min(), both.max() or 1.0, _BINS + 1)
    return edges


def _axis(scene: Scene) -> Axis:
    return Axis(default_plane(scene.prepared).axes[0].label)


def _curves(scene: Scene, real: Array, made: Array) -> Plot:
    edges = _edges(real, made)
    middle = (edges[1:] + edges[:-1]) / 2
    width = float(edges[1] - edges[0]) or 1.0
    shares = [np.histogram(numbers, edges)[0] / len(numbers) / width for numbers in (real, made)]
    marks = (
        Line(tr("real"), middle, shares[0], palette.CLASSES[1]),
        Line(tr("generated"), middle, shares[1], palette.CLASSES[0], style="dashed"),
    )
    return Plot(_axis(scene), Axis(tr("density")), marks)


def _verdicts(scene: Scene, real: Array, made: Array, verdict: str) -> Plot:
    edges = _edges(real, made)
    rows = edges.reshape(-1, *scene.prepared.shape)
    said = scene.network.predict(rows, [verdict])[0][:, 0]
    name = tr("probability of being real")
    marks = (Line(name, edges, said, palette.SERIES[2], in_legend=False),)
    return Plot(_axis(scene), Axis(name, range=(0.0, 1.0)), marks, legend=False)


def _sheets(made: Array, real: Array) -> tuple[Plot, ...]:
    levels = (float(real.min()), float(real.max()))
    return tuple(
        tiles(tr("pixel"), images[:_TILES], _COLUMNS, levels=levels, title=title)
        for title, images in ((tr("Real"), real), (tr("Generated"), made))
    )
