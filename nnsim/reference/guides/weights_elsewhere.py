"""How exported weights are used without nnsim."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.engine.layer import Layer, ParameterSpec, layers
from nnsim.reference.guide import Guide, guides
from nnsim.reference.pictures import FLAT, IMAGE, SEQUENCE

_CODE = """\
import json
import numpy as np

with np.load("weights.npz") as opened:
    file = dict(opened)
about = json.loads(str(file["__metadata__"]))
functions = {
    "identity": lambda z: z,
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "softmax": lambda z: (e := np.exp(z - z.max(1, keepdims=True))) / e.sum(1, keepdims=True),
}

def predict(x):
    y = (x / about["inputs"]["divided_by"] - file["__inputs__/shift"]) / file["__inputs__/scale"]
    for layer in about["layers"][1:]:
        function = functions[layer["settings"]["activation"]["kind"]]
        y = function(y @ file[layer["name"] + "/W"] + file[layer["name"] + "/b"])
    y = functions[about["outputs"][0]["apply"]](y)
    return y * file["__targets__/scale"] + file["__targets__/shift"]
"""
"""Runs as it stands: a test takes it from the page and compares its answers with those of nnsim."""

_ENTRIES = (
    ("inputs", mark("Names, units of measure and shape of the inputs; divided_by, shift and scale.")),
    (
        "targets",
        mark(
            "Whether they are classes, with their names, or numbers, with names, units of measure, shift and scale."
        ),
    ),
    (
        "layers",
        mark("In running order: name, type, settings, what feeds them, shapes, and the axes of every array."),
    ),
    (
        "outputs",
        mark(
            "The layer of each, its loss, and apply, the function that is yet to be applied; for classes whether it "
            "gives probabilities or scores, and the border above which a single unit means the second class."
        ),
    ),
    (
        "conventions",
        mark("In sentences: axes of examples, scaling, and how each kind of layer uses its arrays."),
    ),
)


@guides.register
class WeightsElsewhere(Guide):
    """Raw inputs in, raw answers out, in NumPy alone."""

    key = "weights_elsewhere"
    title = mark("Using weights elsewhere")
    summary = mark(
        "Exported weights carry scaling, names and layout: ten lines of NumPy turn raw inputs into raw answers."
    )
    order = 60

    @classmethod
    def html(cls) -> str:
        entries = "".join(
            f"<tr><td><code>{key}</code>&nbsp;&nbsp;</td><td>{escape(tr(meaning))}</td></tr>"
            for key, meaning in _ENTRIES
        )
        rows = "".join(_rows())
        return "".join(
            (
                _paragraph(
                    tr(
                        "Arrays are called layer name/array name, such as dense_1/W. Beside them stands a "
                        "description as JSON: in NPZ the text __metadata__, with the scaling once more as arrays "
                        "__inputs__/shift and so on; in safetensors the key nnsim of its metadata."
                    )
                ),
                f"<table cellpadding='4'>{entries}</table>",
                _paragraph(
                    tr(
                        "A chain of dense layers, from inputs in the units of the data to probabilities or to "
                        "numbers in the units of the targets; x has a row for each example:"
                    )
                ),
                f"<pre>{escape(_CODE)}</pre>",
                _paragraph(
                    tr(
                        "Another function is one more line of the dictionary, with the formula of its page and its "
                        "settings beside its kind."
                    )
                ),
                _paragraph(
                    tr(
                        "Axes of the arrays. Columns that consist of blocks, such as the gates of an LSTM, have "
                        "them in the order given here and in the file."
                    )
                ),
                f"<table cellpadding='4'>{rows}</table>",
            )
        )


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _rows() -> Iterator[str]:
    """Yield a row of the table of axes for every array of every layer, as the layers say it."""
    for layer in layers:
        for spec in _parameters(layer()):
            axes = " × ".join(f"({axis})" if " " in axis else axis for axis in spec.axes)
            blocks = f": {', '.join(spec.blocks)}" if spec.blocks else ""
            yield (
                f"<tr><td>{escape(tr(layer.title))}&nbsp;&nbsp;</td>"
                f"<td><code>{escape(spec.name)}</code>&nbsp;&nbsp;</td><td>{escape(axes + blocks)}</td></tr>"
            )


def _parameters(layer: Layer) -> tuple[ParameterSpec, ...]:
    """Return the arrays of a layer for the richest kind of example it takes; none where it takes several."""
    for shape in (IMAGE, SEQUENCE, FLAT):
        try:
            layer.output_shape((shape,))
        except NnsimError:
            continue
        return tuple(layer.parameters((shape,)))
    return ()
