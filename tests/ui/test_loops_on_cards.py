"""What comes back to a layer stays inside it: the card shows the loop, and a drawn one is refused with the way out."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage, QPainter

from nnsim.base.errors import NnsimError
from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.document.resolve import resolve
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.ui.canvas.card import LOOP_HEIGHT, paint_card
from nnsim.ui.canvas.card_look import Look, height_of
from nnsim.ui.canvas.faces import Face, faces
from nnsim.ui.canvas.geometry import card_rect

pytestmark = pytest.mark.usefixtures("qapp")


def face_of(layer: object) -> Face:
    graph, id_ = edits.add(Graph(), layer, 0.0, 0.0)  # type: ignore[arg-type]
    return faces(graph, resolve(graph, None))[id_]


def above_the_card(face: Face) -> int:
    """Return how many pixels of the strip above a card are painted strongly."""
    look = Look()
    rect = card_rect(height_of(face, look))
    image = QImage(round(rect.width()), round(LOOP_HEIGHT), QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.translate(-rect.left(), -rect.top() + LOOP_HEIGHT)
    paint_card(painter, face, look, 1.0)
    painter.end()
    return sum(
        image.pixelColor(x, y).alpha() > 150 for x in range(image.width()) for y in range(image.height())
    )


def test_a_layer_that_is_tied_to_itself_has_a_loop_over_its_card() -> None:
    assert above_the_card(face_of(LSTM())) > 40
    assert above_the_card(face_of(Dense(3))) == 0


def test_a_drawn_loop_is_refused_and_the_layers_that_have_one_inside_are_named() -> None:
    graph = Graph()
    for layer in (Input(), Dense(2), Dense(3)):
        graph, _ = edits.add(graph, layer, 0.0, 0.0)
    assert "LSTM" in str(edits.why_not_connect(graph, "dense_1", "dense_1"))
    for source, target in (("input_1", "dense_1"), ("dense_1", "dense_2")):
        graph = edits.connect(graph, source, target)
    with pytest.raises(NnsimError, match="takes 1 input"):
        edits.connect(graph, "dense_2", "dense_1")
    graph = edits.disconnect(graph, [e for e in graph.edges if e.source == "input_1"])
    ring = resolve(edits.connect(graph, "dense_2", "dense_1"), None)
    assert any("circle" in p.text and "LSTM" in p.text for p in ring.errors)
