"""What stands in a file of weights beside them, so that they can be used elsewhere.

Plain JSON data, in English and the words of the field whatever the language of the window: it is
for programs. The guide *Using weights elsewhere* (key F1) says the same to people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import nnsim
from nnsim.base.strict_json import Json
from nnsim.data.prepared import Prepared
from nnsim.data.step import steps
from nnsim.data.transforms import Scaler
from nnsim.engine.layer import layers
from nnsim.engine.network import folded
from nnsim.engine.stage import Output, Stage, ending_activation

FORMAT = "nnsim weights"
VERSION = 1
CONVENTIONS: Mapping[str, str] = {
    "names": "An array is called layer name/array name.",
    "examples": "The batch is the first axis. An example is (features,), a sequence (time, features), a "
    "picture (channels, height, width); Flatten and Reshape run through the last axis fastest.",
    "scaling": "A network sees (x / divided_by - shift) / scale of the raw inputs x; the raw answer is "
    "apply(y) * scale + shift of the targets, where y is what the output layer gives.",
    "dense": "y = x @ W + b.",
    "convolution": "A sum over channels and places of the kernel of input times W, as in PyTorch: the kernel "
    "is not turned round. PyTorch has the axes of W in the order filters, channels, height, width.",
    "recurrent": "Sums are x @ W + h @ U + b, their columns the blocks in the order that is given. Second and "
    "later cells end with _2, _3, ...; cells that read backwards with _back. "
    "An LSTM has c = sigmoid(f) * c + sigmoid(i) * tanh(g) and h = sigmoid(o) * tanh(c); a GRU "
    "n = tanh(x @ W_n + b_n + sigmoid(r) * (h @ U_n + b_h)) and h = (1 - sigmoid(z)) * n + sigmoid(z) * h.",
}


def description(stages: Sequence[Stage], outputs: Sequence[Output], data: Prepared | None) -> dict[str, Json]:
    """Return what another program has to know to use the weights of a network.

    Parameters
    ----------
    stages, outputs
        The network, in running order.
    data
        The examples it was trained on; None when they are not there, and then nothing is said of them.

    Returns
    -------
    dict
        ``format``, ``version``, ``program``, ``conventions``; ``inputs`` (names, units of measure, shape,
        and scaling; where steps made them, ``made_from``: the inputs of the source, and the steps); ``targets`` (names of classes or columns, units of measure, scaling); ``layers`` in
        running order (name, type, settings, inputs, shapes, and of every array what its axes are);
        ``outputs`` (layer, loss, the function that is yet to be applied, columns of the targets, and for
        classes whether it gives probabilities or scores, and the border above which a single unit means
        the second class).
    """
    seen = folded(stages, outputs)
    names = {stage.id: stage.name for stage in seen}
    found: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "program": f"nnsim {nnsim.__version__}",
        "conventions": dict(CONVENTIONS),
        "layers": [_layer(stage, names) for stage in seen],
        "outputs": [_output(output, {stage.id: stage for stage in seen}, data) for output in outputs],
    }
    if data is not None:
        found["inputs"] = _inputs(data)
        found["targets"] = _targets(data)
    return found


def scaling(described: Mapping[str, Any]) -> dict[str, Any]:
    """Return the numbers of the scaling in a description, by ``inputs/shift`` and the like."""
    return {
        f"{side}/{number}": described[side][number]
        for side in ("inputs", "targets")
        if side in described
        for number in ("shift", "scale")
    }


def _layer(stage: Stage, names: Mapping[str, str]) -> dict[str, Any]:
    record = layers.to_record(stage.layer)
    return {
        "name": stage.name,
        "type": record["kind"],
        "settings": record["settings"],
        "inputs": [names[source] for source in stage.sources],
        "columns": None if stage.columns is None else list(stage.columns),
        "input_shapes": [list(shape) for shape in stage.inputs],
        "output_shape": list(stage.shape),
        "arrays": _arrays(stage),
    }


def _arrays(stage: Stage) -> dict[str, Any]:
    """Return the shape of every array of a layer, and what stands along its axes."""
    found: dict[str, Any] = {}
    for spec in stage.layer.parameters(stage.inputs):
        found[spec.name] = {"shape": list(spec.shape), "axes": list(spec.axes)}
        if spec.blocks:
            found[spec.name]["blocks"] = list(spec.blocks)
    for state in stage.layer.states(stage.inputs):
        found[state.name] = {"shape": list(state.shape), "axes": list(state.axes)}
    return found


def _output(output: Output, stages: Mapping[str, Stage], data: Prepared | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "layer": stages[output.stage].name,
        "loss": output.loss.key,
        "apply": output.loss.applies or "identity",
        "columns": None if output.columns is None else list(output.columns),
    }
    if data is not None and data.classes:
        reading = output.loss.class_reading(ending_activation(stages, output.stage))
        found["gives"] = "probabilities" if reading.probabilities else "scores"
        found["border"] = reading.border
    return found


def _inputs(data: Prepared) -> dict[str, Any]:
    found = _described_inputs(data)
    if data.steps:
        found["made_from"] = {
            "shape": list(data.origin.shape),
            "names": list(data.origin.input_names),
            "divided_by": float(data.origin.divisor),
            "steps": [steps.to_record(step) for step in data.steps],
        }
    return found


def _described_inputs(data: Prepared) -> dict[str, Any]:
    return {
        "shape": list(data.shape),
        "names": list(data.input_names),
        "units": _units(data.dataset.input_units, data.input_names),
        "divided_by": float(data.dataset.divisor),
        **_scaled(data.scaler),
    }


def _targets(data: Prepared) -> dict[str, Any]:
    names = list(data.target_names)
    if data.classes:
        return {"task": "classes", "classes": names, "shift": 0.0, "scale": 1.0}
    return {
        "task": "regression",
        "names": names,
        "units": _units(data.dataset.target_units, data.target_names),
        **_scaled(data.target_scaler),
    }


def _scaled(scaler: Scaler) -> dict[str, Any]:
    return {"shift": scaler.shift.tolist(), "scale": scaler.scale.tolist()}


def _units(known: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return the unit of measure of every column, empty where none is known."""
    return list(known) or [""] * len(names)
