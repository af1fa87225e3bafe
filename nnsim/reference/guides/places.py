"""What the window is made of."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.reference.guide import Guide, guides


@guides.register
class Places(Guide):
    """What the window is made of."""

    key = "places"
    title = mark("The window and its places")
    keywords = mark("window place page tab canvas dock panel top bar foot status menu layout")
    order = 10
    sections = (
        (
            mark("Network"),
            mark(
                "The canvas in the middle holds the drawing: layers as cards, joined by edges. Drag a "
                "layer from the left onto it, double-click it or press A to add one by its name."
            ),
        ),
        (
            mark("Data beside the network"),
            mark(
                "In the upper corner of the canvas stand the data in use. A click there, or Ctrl+Shift+A, opens "
                "the gallery of sources, with noise, points and seed as sliders. What is chosen is trained on at once, from new "
                "weights; one drag is one step to undo, and leaves one run in the table."
            ),
        ),
        (
            mark("Data"),
            mark(
                "Ctrl+2 shows where examples come from: a source or your own file, how they are split "
                "into training, validation and test part, how they are scaled, and what was done on the "
                "way."
            ),
        ),
        (
            mark("Top bar"),
            mark(
                "Reset, Step and Play train the network. Beside them stand the epoch and the speed, then "
                "learning rate, batch, optimizer and loss; at the end a pill says how training goes."
            ),
        ),
        (
            mark("Docks and panels"),
            mark(
                "Layers to add, settings and the panels with plots can be moved, floated and hidden. "
                "Bring them back from the View menu; Reset layout puts all where they stood at first."
            ),
        ),
    )
