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
            mark("Neuron lab"),
            mark(
                "Ctrl+3 shows one perceptron, large, whose inputs, weights and threshold are dragged or typed; gates "
                "wired together, the perceptron rule point by point, back-propagation by hand, and a row followed "
                "through the network. Use in network opens what lies there on the canvas, From network brings the "
                "selected layer."
            ),
        ),
        (
            mark("Gradient lab"),
            mark(
                "Ctrl+4 shows every layer of the open network over time, the budget that says which factor eats the "
                "gradient, how matrices degenerate with depth, and what the layers do to a plane. At the left stand "
                "experiments: published results, measured again by this engine; their networks open side by side."
            ),
        ),
        (
            mark("Zoo"),
            mark(
                "Ctrl+5 shows the structures of the Neural Network Zoo as cards, each drawn from its own project. Train "
                "here opens the chosen one and draws what it learns while it learns; Measure trains and judges it beside "
                "the window, Run all does so with all that are to be seen. Open on the canvas shows it as ordinary "
                "layers, to be changed. File > Export drawing draws any network in the same cells."
            ),
        ),
        (
            mark("Forecast"),
            mark(
                "Forecast gradients (Ctrl+Shift+G) colours every edge of the drawing with the gradient it will carry "
                "back, before any training: whole and thick where it is strong, dashed where it is a thirtieth, dotted "
                "where it is less than a thousandth of the strongest."
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
