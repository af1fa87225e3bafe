"""Files of weights say what it takes to use them, and are loaded again all the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnsim.data.steps.choose import Choose
from nnsim.data.steps.one_hot import OneHot
from nnsim.export.description import description
from nnsim.export.weights import load_weights, save_weights
from nnsim.library import (
    LSTM,
    Conv2D,
    DataSettings,
    Dense,
    Diabetes,
    Digits,
    Flatten,
    Hinge,
    Input,
    Iris,
    PulseOrder,
    Result,
    Tanh,
    TwoSpirals,
    chain,
    train,
)


def written(result: Result, path: Path) -> dict[str, object]:
    """Return the description in the file of weights that `result` writes at `path`."""
    result.save_weights(path)
    assert {name: array.tolist() for name, array in load_weights(path).items()} == {
        name: array.tolist() for name, array in result.weights.items()
    }
    if path.suffix == ".npz":
        with np.load(path, allow_pickle=False) as file:
            return json.loads(str(file["__metadata__"]))
    data = path.read_bytes()
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    return json.loads(header["__metadata__"]["nnsim"])


@pytest.mark.parametrize("name", ["w.npz", "w.safetensors"])
def test_scaling_and_names_of_a_regression(tmp_path, name) -> None:
    data = DataSettings(source=Diabetes(), scale_targets=True)
    result = train(chain(Input(), Dense(3, Tanh()), Dense(1), data=data), epochs=1)
    found = written(result, tmp_path / name)
    prepared = result.data
    assert found["inputs"]["names"] == list(prepared.input_names)
    assert found["inputs"]["shift"] == prepared.scaler.shift.tolist()
    assert found["inputs"]["scale"] == prepared.scaler.scale.tolist()
    assert found["targets"]["task"] == "regression"
    assert found["targets"]["names"] == list(prepared.target_names)
    assert found["targets"]["shift"] == prepared.target_scaler.shift.tolist()
    assert found["targets"]["scale"] == prepared.target_scaler.scale.tolist()
    assert [layer["name"] for layer in found["layers"]] == ["input_1", "dense_1", "dense_2"]
    assert found["layers"][1]["inputs"] == ["input_1"]
    assert found["layers"][1]["arrays"]["W"] == {"shape": [10, 3], "axes": ["inputs", "units"]}
    assert found["outputs"] == [{"layer": "dense_2", "loss": "mse", "apply": "identity", "columns": None}]


def test_inputs_that_steps_made_say_of_what_and_how(tmp_path) -> None:
    data = DataSettings(source=Iris(), steps=(OneHot("petal length (cm)"), Choose(active=False)))
    result = train(chain(Input(), Dense(3), data=data), epochs=1)
    inputs = written(result, tmp_path / "w.npz")["inputs"]
    assert inputs["names"] == list(result.data.input_names)
    assert inputs["made_from"]["names"] == list(result.data.origin.input_names)
    (step,) = inputs["made_from"]["steps"]
    assert step["kind"] == "one_hot"
    assert step["settings"]["values"].startswith("1, 1.1, 1.2"), "what was found in the data is written down"
    plain = train(chain(Input(), Dense(3), data=Iris()), epochs=1)
    assert "made_from" not in written(plain, tmp_path / "p.npz")["inputs"]


def test_scaling_stands_in_an_npz_as_arrays_too(tmp_path) -> None:
    result = train(
        chain(Input(), Dense(1), data=DataSettings(source=Diabetes(), scale_targets=True)), epochs=1
    )
    result.save_weights(tmp_path / "w.npz")
    with np.load(tmp_path / "w.npz", allow_pickle=False) as file:
        assert file["__inputs__/shift"].tolist() == result.data.scaler.shift.tolist()
        assert file["__inputs__/scale"].tolist() == result.data.scaler.scale.tolist()
        assert file["__targets__/shift"].tolist() == result.data.target_scaler.shift.tolist()
        assert file["__targets__/scale"].tolist() == result.data.target_scaler.scale.tolist()


def test_classes_and_the_function_that_is_yet_to_be_applied(tmp_path) -> None:
    result = train(chain(Input(), Dense(3), data=Iris()), epochs=1)
    found = written(result, tmp_path / "w.npz")
    assert found["targets"]["classes"] == list(result.data.target_names)
    assert found["outputs"][0]["apply"] == "softmax"
    assert found["outputs"][0]["gives"] == "probabilities"


def test_scores_are_called_scores_and_have_another_border(tmp_path) -> None:
    project = chain(Input(), Dense(1), data=TwoSpirals(), loss=Hinge())
    found = written(train(project, epochs=1), tmp_path / "w.npz")
    (output,) = found["outputs"]
    assert (output["gives"], output["border"], output["apply"]) == ("scores", 0.0, "identity")


def test_layout_of_pictures_and_sequences(tmp_path) -> None:
    pictures = train(chain(Input(), Conv2D(2), Flatten(), Dense(10), data=Digits(layout="image")), epochs=1)
    found = written(pictures, tmp_path / "w.npz")
    assert found["inputs"]["shape"] == [1, 8, 8]
    assert found["layers"][1]["arrays"]["W"]["axes"] == ["channels / groups", "height", "width", "filters"]
    assert "channels, height, width" in found["conventions"]["examples"]
    sequences = train(chain(Input(), LSTM(2), Dense(2), data=PulseOrder(points=40)), epochs=1)
    found = written(sequences, tmp_path / "w.safetensors")
    assert found["layers"][1]["arrays"]["U"]["blocks"] == ["i", "f", "o", "g"]


def test_units_of_measure_are_said_where_they_are_known() -> None:
    result = train(chain(Input(), Dense(1), data=Diabetes()), epochs=1)
    units = ("", "", "kg/m²", *[""] * 7)
    dataset = replace(result.data.dataset, input_units=units, target_units=("%",))
    network = result._network
    found = description(network.stages, network.outputs, replace(result.data, dataset=dataset))
    assert found["inputs"]["units"] == ["", "", "kg/m²", *[""] * 7]
    assert found["targets"]["units"] == ["%"]


def test_equal_networks_are_equal_bytes_and_nothing_is_said_without_data(tmp_path) -> None:
    result = train(chain(Input(), Dense(1), data=Diabetes()), epochs=1)
    network = result._network
    described = description(network.stages, network.outputs, None)
    assert "inputs" not in described
    for name in ("w.npz", "w.safetensors"):
        save_weights(tmp_path / name, result.weights, described)
        first = (tmp_path / name).read_bytes()
        save_weights(
            tmp_path / name, dict(reversed(result.weights.items())), dict(reversed(described.items()))
        )
        assert (tmp_path / name).read_bytes() == first
        assert set(load_weights(tmp_path / name)) == set(result.weights)
