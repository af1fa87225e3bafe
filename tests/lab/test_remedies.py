"""The remedies: one sick network and what cures it, from the same seeds on the same data."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from nnsim.document.differing import differing
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.layers.dense import Dense
from nnsim.lab import sick
from nnsim.lab.experiment import Found
from nnsim.lab.experiments.batch_normalisation import BatchNormalisation
from nnsim.lab.experiments.clipping import GradientClipping
from nnsim.lab.experiments.degenerate_matrices import DegenerateMatrices
from nnsim.lab.experiments.memory import Memory
from nnsim.lab.experiments.order_and_chaos import OrderAndChaos
from nnsim.lab.experiments.orthogonal_or_gaussian import OrthogonalOrGaussian
from nnsim.lab.experiments.pretraining import Pretraining
from nnsim.lab.experiments.rectifiers import Rectifiers
from nnsim.lab.experiments.residual_connections import ResidualConnections
from nnsim.lab.experiments.weight_decay import WeightDecay
from nnsim.lab.pictures import Pictures, own_pictures
from nnsim.lab.pretraining import pretrained
from nnsim.lab.running import Begun, begin
from nnsim.lab.side_by_side import SideBySide, advance_to, learn, validation_accuracy
from nnsim.training.quantities import GRADIENT
from nnsim.training.run import Run

OWN = own_pictures()


def after(looks: int, experiment: SideBySide) -> Found:
    """Return what is found after so many trainings."""
    return list(islice(experiment.run(0, OWN), looks))[-1]


@pytest.mark.parametrize("kind", [Rectifiers, ResidualConnections, GradientClipping])
def test_the_first_seed_shows_the_sick_network_and_the_cures(kind: type[SideBySide]) -> None:
    family = kind().family(OWN)
    sick_one, *cured = after(len(family), kind()).findings[0].measured
    assert sick_one < 0.2
    assert all(accuracy > 0.7 for accuracy in cured)


def test_the_first_seed_shows_what_pre_training_gives() -> None:
    taught, drawn = after(2, Pretraining()).findings[0].measured
    assert drawn < 0.2
    assert taught > 0.8


def test_findings_come_when_every_member_was_trained_once_and_agree_with_that_training() -> None:
    family = Rectifiers().family(OWN)
    first = after(1, Rectifiers())
    assert first.share == 1 / (20 * len(family))
    assert first.findings == ()
    assert first.figure is not None
    assert [line.name for line in first.figure.plots[0].marks] == [family[0].name]
    found = after(len(family), Rectifiers())
    run = begin(family[1].project, 0)
    advance_to(run, 20 * -(-run.batches.count // 32))
    assert found.findings[0].measured[1] == validation_accuracy(run)


@pytest.mark.parametrize(
    ("kind", "most"),
    [(Rectifiers, {"activation"}), (GradientClipping, {"clipping"}), (WeightDecay, {"weight_decay"})],
)
def test_twins_differ_in_the_remedy_alone(kind: type[SideBySide], most: set[str]) -> None:
    first, *others = kind().family(OWN)
    for other in others:
        found = differing(first.project, other.project)
        assert {difference.address.rsplit(".", 1)[1] for difference in found} == most


def test_all_remedies_are_tried_on_two_sick_networks() -> None:
    vanishing = [kind().family(OWN)[0].project for kind in (Rectifiers, ResidualConnections, Pretraining)]
    exploding = [kind().family(OWN)[0].project for kind in (GradientClipping, WeightDecay)]
    assert vanishing == [sick.vanishing()] * 3
    assert exploding == [sick.exploding()] * 2


def test_a_gradient_vanishes_in_one_sick_network_and_explodes_in_the_other() -> None:
    vanishing, exploding = (learn(begin(p, 0), np.array([0])) for p in (sick.vanishing(), sick.exploding()))
    assert vanishing.fading < 1e-3
    assert exploding.fading > 5
    assert len(vanishing.gradients) == sick.SIGMOID_LAYERS + 1
    row_of = begin(sick.vanishing(), 0)
    row_of.advance(1)
    columns = row_of.unreported.columns.layers
    row = row_of.take_points().rows[0]
    np.testing.assert_allclose(vanishing.gradients, [row[GRADIENT.column(c)] for c in columns], rtol=1e-6)


def test_blocks_are_what_they_say() -> None:
    skipping = sick.vanishing(block=sick.with_skip(Dense(sick.UNITS, Sigmoid())))
    normal = sick.vanishing(block=sick.normalised(Sigmoid()))
    kinds = [[node.layer.key for node in p.graph.nodes] for p in (skipping, normal)]
    assert kinds[0] == ["input", "dense", *["dense", "add"] * 5, "dense"]
    assert kinds[1] == ["input", "dense", *["dense", "batch_norm", "activation"] * 5, "dense"]


def test_what_diverges_keeps_what_it_knew() -> None:
    run = begin(sick.exploding(learning_rate=1e25), 0)
    found = learn(run, np.array([0, 40, 80]))
    assert np.isfinite(found.accuracy).all()
    assert run.step < 80
    assert found.accuracy[-1] == validation_accuracy(run)


# ---- begun again -------------------------------------------------------------------------------


def test_a_project_begun_again_is_the_same_to_the_bit() -> None:
    project = sick.vanishing(block=sick.normalised(Sigmoid()))
    again = Begun(project)
    for seed in (0, 7, 0):
        fresh, known = begin(project, seed), again.at(seed)
        for run in (fresh, known):
            advance_to(run, 90)
        assert known.network.parameters.all.tobytes() == fresh.network.parameters.all.tobytes()
        assert known.evaluate() == fresh.evaluate()


# ---- pre-training ------------------------------------------------------------------------------


def test_pre_training_teaches_one_layer_after_the_other() -> None:
    member = Pretraining().family(OWN)[0]
    stages = member.learned.args[0]  # type: ignore[union-attr]
    assert len(stages) == sick.SIGMOID_LAYERS
    two = pretrained(stages[:2], 0, epochs=1).arrays
    one = pretrained(stages[:1], 0, epochs=1).arrays
    assert set(one) == {"dense_1/W", "dense_1/b"}
    assert set(two) == {*one, "dense_2/W", "dense_2/b"}
    for key, array in one.items():
        np.testing.assert_array_equal(two[key], array)
    untaught = begin(stages[1], 0).network.parameters.copy_arrays()
    assert (untaught["dense_2/W"] != two["dense_2/W"]).all()


def test_the_pre_trained_network_begins_with_what_was_learned() -> None:
    member = Pretraining().family(OWN)[0]
    stages = member.learned.args[0]  # type: ignore[union-attr]
    learned = pretrained(stages, 3, epochs=1)
    arrays = begin(member.project, 3, learned).network.parameters.copy_arrays()
    for key, array in learned.arrays.items():
        np.testing.assert_array_equal(arrays[key], array)
    drawn = begin(member.project, 3).network.parameters.copy_arrays()
    assert set(arrays) - set(learned.arrays) == {"dense_7/W", "dense_7/b"}
    np.testing.assert_array_equal(arrays["dense_7/W"], drawn["dense_7/W"])


# ---- others ------------------------------------------------------------------------------------


def test_numbers_of_mnist_are_the_published_ones_and_ours_are_called_own() -> None:
    assert BatchNormalisation.needs_pictures
    assert BatchNormalisation().accuracy(OWN).own
    published = BatchNormalisation().accuracy(Pictures(OWN.source, are_mnist=True))
    assert not published.own
    assert published.expected == (0.10, 0.91)


def test_sequences_are_of_three_lengths() -> None:
    family = Memory().family(OWN)
    steps = [member.project.data.source.steps for member in family]  # type: ignore[attr-defined]
    assert steps == [10, 30, 100] * 2
    assert [member.project.graph.nodes[1].layer.key for member in family] == ["rnn"] * 3 + ["lstm"] * 3


def test_every_cell_of_the_map_opens_its_network() -> None:
    experiment = OrderAndChaos()
    found = next(experiment.run(0, OWN))
    assert found.figure is not None
    image = found.figure.plots[0].marks[0]
    assert np.isfinite(image.values).sum() == 1  # type: ignore[union-attr]
    for x, y, layers, gain in ((0.6, 4, 4, 0.6), (1.45, 25, 24, 1.4), (2.65, 33.9, 32, 2.6)):
        member = experiment.behind(x, y, OWN)
        assert member is not None
        hidden = [n.layer for n in member.project.graph.nodes if n.layer.key == "dense"][:-1]
        assert len(hidden) == layers
        assert hidden[0].initializer.gain == gain  # type: ignore[attr-defined]
    assert experiment.behind(0.4, 4, OWN) is None
    assert experiment.behind(1.0, 40, OWN) is None
    measured = experiment.behind(0.6, 4, OWN)
    assert measured is not None
    run = begin(measured.project, 0)
    advance_to(run, 300)
    assert image.values[0, 0] == dict(run.evaluate().metrics)["train_accuracy"]  # type: ignore[union-attr]


def test_rotations_keep_all_directions_and_random_matrices_lose_them() -> None:
    found = list(islice(DegenerateMatrices().run(0, OWN), 4))[-1]
    linear, rectified, residual, kept = (finding.measured for finding in found.findings)
    assert found.findings[-1].holds, kept
    for ranks in (linear, rectified, residual):
        assert (np.diff(ranks) < 0).all()
    assert rectified[0] < linear[0] < residual[0]
    assert rectified[-1] < linear[-1] < residual[-1]


def test_two_layers_learn_from_both_kinds_of_first_weights() -> None:
    looks: list[Found] = list(islice(OrthogonalOrGaussian().run(0, OWN), 2))
    figure = looks[-1].figure
    assert figure is not None
    gaussian, orthogonal = figure.plots[0].marks
    for line in (gaussian, orthogonal):
        assert line.y[0] > 0.6  # type: ignore[union-attr]
    assert looks[-1].findings == ()


def test_the_experiments_of_one_family_use_the_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    seeds: list[int] = []
    at = Begun.at

    def noted(self: Begun, seed: int, learned: object = None) -> Run:
        seeds.append(seed)
        return at(self, seed, learned)  # type: ignore[arg-type]

    monkeypatch.setattr(Begun, "at", noted)
    list(islice(ResidualConnections().run(100, OWN), 4))
    assert seeds == [100, 100, 101, 101]
