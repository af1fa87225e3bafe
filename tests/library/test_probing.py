"""Looking into networks from Python."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.engine.probe import probes
from nnsim.engine.probes.activations import Activations
from nnsim.engine.probes.jacobian_spectrum import JacobianSpectrum
from nnsim.engine.probes.output_gradients import OutputGradients
from nnsim.engine.probes.sharpness import Sharpness
from nnsim.engine.probes.update_ratios import UpdateRatios
from nnsim.library import Dense, Input, Iris, NnsimError, Opened, Tanh, TwoSpirals, chain, load, save, train
from nnsim.library.probing import budget, forecast, probe


def project(**settings):
    return chain(Input(), Dense(6, Tanh()), Dense(1), data=TwoSpirals(points=80), **settings)


def test_a_result_a_file_and_a_fresh_project_can_be_looked_at(tmp_path):
    result = train(project(), 3)
    save(tmp_path / "p.nnsim", result)
    opened = load(tmp_path / "p.nnsim")
    assert isinstance(opened, Opened)
    trained, again, fresh = (probe(x, Activations()) for x in (result, opened, project()))
    assert trained.names == ("dense_1", "dense_2")
    assert trained.std.tobytes() == again.std.tobytes() != fresh.std.tobytes()
    assert (probe(result, UpdateRatios()).ratio > 0).all()
    assert probe(result, JacobianSpectrum("dense_1"), examples=2).singular_values["dense_1"].shape == (2, 2)


def test_looking_leaves_a_result_as_it_was():
    result = train(project(), 2)
    before = {name: array.copy() for name, array in result.weights.items()}
    for kind in probes:
        probe(result, kind())
    rest = train(result.project, 2, start=result.learned)
    assert rest.weights["dense_1/W"].tobytes() == train(project(), 4).weights["dense_1/W"].tobytes()
    assert all((result._network.weights()[name] == array).all() for name, array in before.items())


def test_examples_are_spread_over_all_classes():
    seen = probe(chain(Input(), Dense(3), data=Iris()), OutputGradients(), examples=9)
    assert seen.norm[0] > 0
    few = probe(project(), Sharpness(), examples=10_000, part="validation", training=False)
    assert np.isfinite(few.sharpness).all()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"look": Activations(bins=0)}, "Bars"),
        ({"look": Activations(), "examples": 0}, "at least one"),
        ({"look": Activations(), "part": "all"}, "train, validation, test"),
        ({"look": JacobianSpectrum("nobody")}, "nobody"),
    ],
)
def test_mistakes_are_sentences(arguments, words):
    with pytest.raises(NnsimError, match=words):
        probe(project(), **arguments)


def test_a_budget_and_a_forecast_agree_about_the_first_weights():
    of_weights, sums = budget(project(), "weights", examples=40), budget(project(), examples=40)
    said = forecast(project(), 40)
    assert of_weights.names == sums.names == ("dense_1",)
    assert of_weights.gradient[0] == pytest.approx(said.by_node["dense_1"].gradient, rel=1e-6)
    assert said.share == pytest.approx(of_weights.steps[0].product, rel=1e-6)
    assert sums.gradient[0] == pytest.approx(said.by_node["dense_1"].bias_gradient, rel=1e-6)
    assert said.sentence() in of_weights.notes()
    trained = budget(train(project(), 3), "weights", examples=40)
    assert trained.gradient[0] != of_weights.gradient[0]


def test_a_forecast_of_what_cannot_train_says_why():
    said = forecast(chain(Input(), Dense(6, Tanh()), Dense(1), data=Iris()))
    assert said.layers == ()
    assert "classes" in said.sentence()
