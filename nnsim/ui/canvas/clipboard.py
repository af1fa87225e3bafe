"""Parts of a drawing on the clipboard, as JSON that also travels as plain text."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QByteArray, QMimeData

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.document.graph import Graph
from nnsim.document.records import graph_from_record, graph_record

GRAPH_MIME = "application/x-nnsim-graph"
_KEY = "nnsim-graph"
_LONGEST = 32_000_000


def mime_of(fragment: Graph) -> QMimeData:
    """Return `fragment` as data for the clipboard."""
    text = json.dumps({_KEY: graph_record(fragment)}, ensure_ascii=False, indent=1)
    data = QMimeData()
    data.setData(GRAPH_MIME, QByteArray(text.encode()))
    data.setText(text)
    return data


def fragment_in(data: QMimeData | None) -> Graph | None:
    """Return the drawing that `data` holds, or None when it holds something else.

    Text that is the JSON of a drawing counts too, so that one can be sent by mail. Raises
    NnsimError when a drawing is there but cannot be read.
    """
    if data is None or not (data.hasFormat(GRAPH_MIME) or _KEY in data.text()[:40]):
        return None
    raw = bytes(data.data(GRAPH_MIME).data()) if data.hasFormat(GRAPH_MIME) else data.text().encode()
    try:
        if len(raw) > _LONGEST:
            raise ValueError("more than any drawing needs")
        record: dict[str, Any] = json.loads(raw)
        graph, _mended = graph_from_record(record[_KEY])
    except (ValueError, KeyError, TypeError, RecursionError, NnsimError) as error:
        raise NnsimError(tr("What is on the clipboard is not a readable drawing. Copy it again.")) from error
    return graph
