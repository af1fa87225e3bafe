"""From numbers to colours: the small picture of every neuron."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtGui import QImage

from nnsim.document.data_facts import DataFacts
from nnsim.document.resolve import Resolved
from nnsim.figures import palette
from nnsim.training.pictures.neuron_maps import StageNeurons
from nnsim.ui.look.theme import theme
from nnsim.ui.sitting.workspace import Workspace


class Pictures:
    """The small pictures of the neurons of a workspace's run: made when they are first looked for."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._made: dict[str, tuple[StageNeurons, list[QImage]]] = {}

    def forget(self) -> None:
        """Make all of them anew: their colours are others."""
        self._made.clear()

    def of(self, neurons: StageNeurons, row: int) -> QImage | None:
        """Return what one neuron of a stage computes; None without a plane."""
        made = self._made.get(neurons.stage)
        if made is None or made[0] is not neurons:
            scale = scale_of(neurons.stage, self._workspace.resolved, self._workspace.prepared)
            made = self._made[neurons.stage] = neurons, pictures(neurons, scale)
        return made[1][row] if row < len(made[1]) else None


def scale_of(stage: str, resolved: Resolved, data: DataFacts | None) -> str:
    """Return how the outputs of a stage are coloured.

    ``share`` for what lies between 0 and 1 or decides at ½, ``range`` for inputs, ``sign`` for
    everything else.
    """
    found = next((s for s in resolved.stages if s.id == stage), None)
    if found is None:
        return "sign"
    if found.layer.role.is_fed:
        return "range"
    activation = found.layer.activation_function()
    shares = activation is not None and activation.limits == (0.0, 1.0)
    for output in resolved.outputs:
        if output.stage == stage:
            decides = output.loss.class_reading(activation).border
            shares = bool(output.loss.applies) or (
                decides == 0.5 if data is not None and data.classes else shares
            )
    return "share" if shares else "sign"


def pictures(neurons: StageNeurons, scale: str) -> list[QImage]:
    """Return a picture for every unit shown; negative is orange, positive blue, v runs upwards."""
    maps = neurons.maps
    if maps is None or not maps.size:
        return []
    look = theme()
    neutral = "#11141a" if look.dark else "#ffffff"
    table = _table(look.negative, neutral, look.positive)
    part = _normed(np.asarray(maps, np.float32), scale)
    unknown = ~np.isfinite(part)
    index = np.clip(np.where(unknown, 0.0, part) * 127.5 + 128.0, 0, 255).astype(np.uint8)
    colours = np.ascontiguousarray(table[index][:, ::-1])
    n, rows, columns = colours.shape
    whole = colours.view(np.uint8).reshape(n, rows, columns * 4)
    # A copy each: an image must not outlive the array it would look into.
    kind = QImage.Format.Format_RGB32
    return [QImage(whole[i].data, columns, rows, columns * 4, kind).copy() for i in range(n)]


def _normed(maps: np.ndarray, scale: str) -> np.ndarray:
    """Return the maps with every unit's values in −1 … 1."""
    if scale == "share":
        return maps * 2 - 1
    with np.errstate(all="ignore"):
        if scale == "range":
            low, high = maps.min(axis=(1, 2)), maps.max(axis=(1, 2))
            middle, half = (low + high) / 2, (high - low) / 2
            half = np.where(half > 1e-6 * np.maximum(np.abs(middle), 1), half, np.inf)
            return np.asarray((maps - middle[:, None, None]) / half[:, None, None])
        most = np.abs(maps).max(axis=(1, 2))
        return np.asarray(maps / np.where(most > 1e-12, most, np.inf)[:, None, None])


@lru_cache(maxsize=4)
def _table(negative: str, neutral: str, positive: str) -> np.ndarray:
    """Return 256 colours as 0xffRRGGBB."""
    rgb = palette.lookup((negative, neutral, positive))[:, :3].astype(np.uint32)
    return np.asarray(0xFF000000 | rgb[:, 0] << 16 | rgb[:, 1] << 8 | rgb[:, 2], np.uint32)
