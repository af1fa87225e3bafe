"""Warnings about settings of training that do not fit each other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnsim.data.prepared import Prepared
from nnsim.document.graph import Graph
from nnsim.document.project import TrainingSettings
from nnsim.document.training_doubts import training_doubts
from nnsim.engine.activations.step import Step
from nnsim.engine.layers.boltzmann import Boltzmann
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.markov_chain import MarkovChain
from nnsim.engine.layers.rbm import RBM
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.optimizers.lbfgs import LBFGS
from nnsim.engine.rule import Rule
from nnsim.engine.rules.backprop import BackPropagation
from nnsim.engine.rules.boltzmann_learning import BoltzmannLearning
from nnsim.engine.rules.contrastive_divergence import ContrastiveDivergence
from nnsim.engine.rules.counting import Counting
from nnsim.engine.rules.perceptron import PerceptronRule
from tests.builders import chain, examples, meaning, start


@pytest.mark.parametrize(
    ("training", "said"),
    [
        (TrainingSettings(optimizer=LBFGS(), batch=99), True),
        (TrainingSettings(optimizer=LBFGS(), batch=100), False),
        (TrainingSettings(optimizer=Adam(), batch=10), False),
        (TrainingSettings(optimizer=LBFGS(), batch=10, rule=PerceptronRule()), False),
    ],
)
def test_optimizers_for_the_whole_data_warn_of_smaller_batches(
    training: TrainingSettings, said: bool
) -> None:
    data = examples(np.zeros((100, 2)), np.arange(100) % 2, 2)
    found = list(training_doubts(training, meaning(chain(Dense(1)), data), data))
    assert bool(found) == said
    assert all(p.severity == "warning" and "L-BFGS" in p.text and "100" in p.text for p in found)


@pytest.mark.parametrize("rule", [PerceptronRule(), BackPropagation()])
def test_rules_without_the_gradient_of_a_loss_say_that_importance_is_nothing_to_them(rule: Rule) -> None:
    data = examples(np.zeros((6, 2)), np.arange(6) % 2, 2)
    weighted = replace(data, train=replace(data.train, weights=np.ones(6)))
    training = TrainingSettings(rule=rule)
    net = chain(Dense(1) if rule.uses_optimizer else Dense(1, Step()))
    said = [list(training_doubts(training, meaning(net, d, rule), d)) for d in (data, weighted)]
    assert not said[0]
    assert [p.severity for p in said[1]] == ([] if rule.uses_optimizer else ["warning"])


STATES = examples(np.arange(6).reshape(6, 1) % 3, np.array([1, 2, 0, 2, 1, 0]), 3)
INKS = examples(np.random.default_rng(1).integers(0, 2, (6, 4)), np.arange(6) % 2, 2)


@pytest.mark.parametrize(
    ("rule", "net", "data"),
    [
        (Counting(), chain(MarkovChain(3), loss=SoftmaxCrossEntropy()), STATES),
        (ContrastiveDivergence(), chain(RBM(3), loss=None), INKS),
        (BoltzmannLearning(), chain(Boltzmann(2), loss=None), INKS),
        (PerceptronRule(), chain(Dense(1, Step())), INKS),
        (BackPropagation(), chain(Dense(1)), INKS),
    ],
    ids=lambda part: getattr(part, "key", ""),
)
def test_that_importance_is_nothing_to_a_rule_is_said_where_its_steps_are_the_same_without(
    rule: Rule, net: Graph, data: Prepared
) -> None:
    uneven = replace(data, train=replace(data.train, weights=np.array([2.0, 2.0, 1.0, 1.0, 0.0, 0.0])))
    found = []
    for given in (data, uneven):
        run = start(net, given, rule=rule, batch=6, shuffle=False)
        run.advance(1)
        found.append(run.network.parameters.vector.copy())
    warned = list(training_doubts(TrainingSettings(rule=rule, batch=6), meaning(net, uneven, rule), uneven))
    assert bool(warned) == np.array_equal(*found)
