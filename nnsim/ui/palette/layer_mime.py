"""A layer on its way from the palette to the canvas, as data of a drag."""

from __future__ import annotations

import json

from PySide6.QtCore import QByteArray, QMimeData

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.engine.layer import Layer, layers

LAYER_MIME = "application/x-nnsim-layer"


def mime_of(layer: Layer) -> QMimeData:
    """Return `layer` as the data of a drag."""
    data = QMimeData()
    record = json.dumps(layers.to_record(layer), ensure_ascii=False)
    data.setData(LAYER_MIME, QByteArray(record.encode()))
    return data


def layer_in(data: QMimeData) -> Layer | None:
    """Return the layer that `data` holds, or None when it holds something else.

    Raises NnsimError when it should hold a layer but cannot be read.
    """
    if not data.hasFormat(LAYER_MIME):
        return None
    try:
        record = json.loads(bytes(data.data(LAYER_MIME).data()))
    except ValueError as error:
        raise NnsimError(tr("What was dropped is not a readable layer.")) from error
    return layers.from_record(record)
