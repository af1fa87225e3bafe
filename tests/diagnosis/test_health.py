"""The verdict in three words: every one is reached, by the numbers that deserve it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nnsim.diagnosis import simple_cures as cures
from nnsim.diagnosis.baseline import Baseline
from nnsim.diagnosis.gradients import greatest_slope
from nnsim.diagnosis.health import judge
from nnsim.diagnosis.vitals import Circumstances, LayerSigns, Vitals
from nnsim.document.doubts import Doubt
from nnsim.document.project import Project
from nnsim.document.repair import Repair
from nnsim.engine.activation import Activation
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layers.dense import Dense
from tests.builders import chain

KNOWN = Circumstances(Baseline(0.7, 0.5))


def _layers(
    *weights: float, activation: Activation | None = None, bias: float = 0.0
) -> tuple[LayerSigns, ...]:
    last = len(weights) - 1
    return tuple(
        LayerSigns(f"l{i + 1}", f"dense_{i + 1}", w, bias, 1.0, activation if i < last else None)
        for i, w in enumerate(weights)
    )


LEARNING = Vitals(
    steps=500,
    layers=_layers(0.02, 0.03),
    train_loss=0.4,
    val_loss=0.41,
    first_loss=0.7,
    best_val_loss=0.4,
    val_accuracy=0.8,
    known=KNOWN,
)
REGRESSION = replace(LEARNING, val_accuracy=None, known=Circumstances(Baseline(1.0)), first_loss=400.0)


@pytest.mark.parametrize(
    ("changes", "mood", "words"),
    [
        ({}, "good", "Learning"),
        ({"steps": 0}, "neutral", "Ready to train"),
        ({"diverged": True}, "bad", "Diverged"),
        ({"layers": _layers(1e-6, 0.03)}, "warning", "Gradients vanish"),
        ({"layers": _layers(100.0, 0.03)}, "warning", "Gradients explode"),
        ({"layers": _layers(0.0, 0.03)}, "bad", "No gradient"),
        ({"val_accuracy": 0.97}, "good", "Has learned"),
        (
            {"val_accuracy": 0.97, "train_loss": 1e-9, "val_loss": 0.3, "best_val_loss": 0.15},
            "warning",
            "Learned, overfits now",
        ),
        (
            {"val_accuracy": 1.0, "train_loss": 1e-9, "val_loss": 3e-8, "best_val_loss": 1e-8},
            "good",
            "Has learned",
        ),
        ({"train_loss": 0.05, "val_loss": 0.9}, "warning", "Memorises, not learns"),
        ({"train_loss": 0.695, "steps": 5000}, "warning", "Hardly learns"),
        ({"train_loss": 0.695}, "neutral", "Just started"),
        ({"train_loss": 0.9, "first_loss": 2.0}, "good", "Learning"),
        ({"train_loss": 0.9, "first_loss": 2.0, "steps": 5000}, "warning", "Hardly learns"),
        ({"corrections_ended": True}, "good", "Converged"),
        ({"known": replace(KNOWN, minimises_loss=False)}, "neutral", "Training"),
    ],
)
def test_every_verdict(changes: dict[str, object], mood: str, words: str) -> None:
    found = judge(replace(LEARNING, **changes))
    assert (found.mood, found.words) == (mood, words)
    assert found.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"train_loss": 1.0, "val_loss": 1.0}, "Learning"),
        ({"train_loss": 1.0, "val_loss": 1.0, "steps": 3000}, "Hardly learns"),
        ({"train_loss": 0.04, "val_loss": 0.05, "best_val_loss": 0.05}, "Has learned"),
        ({"train_loss": 0.04, "val_loss": 0.2, "best_val_loss": 0.2}, "Learning"),
    ],
)
def test_a_regression_is_measured_by_the_best_constant_and_not_by_the_first_loss(changes, words: str) -> None:
    assert judge(replace(REGRESSION, **changes)).words == words


def test_being_right_as_often_as_the_most_frequent_class_is_no_learning() -> None:
    rare = replace(LEARNING, val_accuracy=0.96, known=Circumstances(Baseline(0.198, 0.95)), train_loss=0.197)
    assert judge(replace(rare, steps=3000)).words == "Hardly learns"
    assert judge(replace(rare, train_loss=0.02, val_accuracy=0.98)).words == "Has learned"


@pytest.mark.parametrize(
    ("ratio", "words"),
    [(0.9e-3, "Gradients vanish"), (1.1e-3, "Learning"), (0.9e3, "Learning"), (1.1e3, "Gradients explode")],
)
def test_gradients_vanish_and_explode_by_a_factor_of_a_thousand(ratio: float, words: str) -> None:
    assert judge(replace(LEARNING, layers=_layers(0.01 * ratio, 0.01))).words == words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"train_loss": 0.94 * 0.7}, "Learning"),
        ({"train_loss": 0.96 * 0.7, "steps": 2001}, "Hardly learns"),
        ({"train_loss": 0.96 * 0.7, "steps": 2000, "first_loss": 0.68}, "Just started"),
        ({"val_accuracy": 0.94}, "Learning"),
        ({"train_loss": 0.2, "val_loss": 0.32, "best_val_loss": 0.2}, "Memorises, not learns"),
        ({"train_loss": 0.2, "val_loss": 0.28, "best_val_loss": 0.2}, "Learning"),
    ],
)
def test_where_each_verdict_begins(changes: dict[str, object], words: str) -> None:
    assert judge(replace(LEARNING, **changes)).words == words


def test_the_banner_names_the_layers_and_the_ratio() -> None:
    found = judge(replace(LEARNING, layers=_layers(7e-6, 0.03)))
    assert found.title == "dense_1 learns 4,300× slower than dense_2"


@pytest.mark.parametrize(
    ("activation", "said", "unsaid"),
    [(Sigmoid(), "at most 0.25", "Tanh"), (Tanh(), "Tanh", "at most"), (ReLU(), "ReLU", "Sigmoid")],
)
def test_the_words_speak_of_the_activation_that_is_there(activation, said: str, unsaid: str) -> None:
    found = judge(replace(LEARNING, layers=_layers(1e-6, 1e-4, 0.03, activation=activation)))
    assert said in found.text
    assert unsaid not in found.text


def test_the_greatest_slopes_are_measured() -> None:
    assert greatest_slope(Sigmoid()) == pytest.approx(0.25, rel=1e-4)
    assert greatest_slope(Tanh()) == pytest.approx(1.0, rel=1e-4)


def test_a_network_that_has_learned_may_have_small_gradients() -> None:
    for layers in (_layers(1e-12, 1e-3), _layers(0.0, 0.0)):
        assert judge(replace(LEARNING, val_accuracy=1.0, layers=layers)).mood == "good"
    assert (
        judge(replace(LEARNING, train_loss=0.0, val_loss=0.0, val_accuracy=0.9, layers=_layers(0.0))).mood
        == "good"
    )


def test_exactly_nothing_is_another_illness_than_little() -> None:
    dead = judge(replace(LEARNING, layers=_layers(0.0, 0.0, activation=ReLU(), bias=0.0)))
    assert dead.words == "No gradient"
    saturated = judge(replace(LEARNING, layers=_layers(0.0, 0.1, activation=Tanh())))
    assert "saturated" in saturated.text
    assert "×" not in saturated.title
    tiny = judge(replace(LEARNING, layers=_layers(0.0, 1e-18, 0.1, activation=Sigmoid())))
    assert tiny.words == "Gradients vanish"
    assert "∞" not in tiny.title


def test_one_step_is_too_few_to_say_that_nothing_comes() -> None:
    assert judge(replace(LEARNING, steps=3, layers=_layers(0.0, 0.1))).words != "No gradient"


def test_a_layer_whose_bias_alone_learns_gets_something() -> None:
    layers = (*_layers(0.02), LayerSigns("l2", "dense_2", 0.0, 0.1, 1.0))
    assert judge(replace(LEARNING, layers=layers)).words != "No gradient"


DOUBT = Doubt("l2", "Targets unscaled", "They reach 3e5.", Repair("Standardise", lambda p: p), overflows=True)
DOUBTFUL = replace(KNOWN, doubts=(DOUBT,))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"steps": 0}, "Targets unscaled"),
        ({"layers": _layers(0.0, 0.03), "train_loss": 0.7}, "Targets unscaled"),
        ({"train_loss": 0.7, "steps": 9000}, "Targets unscaled"),
        ({"diverged": True}, "Diverged"),
        ({}, "Learning"),
        ({"val_accuracy": 0.99}, "Has learned"),
    ],
)
def test_what_was_doubtful_before_is_the_cause_until_it_is_overcome(changes, words: str) -> None:
    found = judge(replace(LEARNING, known=DOUBTFUL, **changes), Project())
    assert found.words == words
    if found.mood != "good":
        assert (found.text, found.cure) == (DOUBT.text, DOUBT.repair)


def test_a_cure_is_offered_only_where_it_fits() -> None:
    small, large = Normal(0.01), Normal(5.0)
    squashing = Project(chain(Dense(4, Sigmoid()), Dense(4, Sigmoid()), Dense(1)))
    rectified = Project(chain(Dense(4, ReLU(), small), Dense(4, ReLU(), small), Dense(1)))
    wild = Project(chain(Dense(4, Tanh(), large), Dense(1, initializer=large)))
    vanishing = replace(LEARNING, layers=_layers(1e-9, 1e-5, 0.1, activation=Sigmoid()))
    assert judge(vanishing, squashing).cure.label == "Use ReLU + He"
    vanishing = replace(LEARNING, layers=_layers(1e-9, 1e-5, 0.1, activation=ReLU()))
    assert judge(vanishing, rectified).cure.label == "Draw fitting weights"
    exploding = replace(LEARNING, layers=_layers(1e5, 1.0, activation=Tanh()))
    assert judge(exploding, wild).cure.label == "Draw fitting weights"
    assert judge(exploding, squashing).cure.label == "Clip gradients"
    clipped = judge(exploding, squashing).cure.change(squashing)
    assert judge(exploding, clipped).cure is None
    dead = replace(LEARNING, layers=_layers(0.0, 0.1, activation=ReLU()))
    assert judge(dead, rectified).cure.label == "Use Leaky ReLU"
    diverged = judge(replace(LEARNING, diverged=True), squashing)
    assert diverged.cure.change(squashing).training.learning_rate == pytest.approx(0.001)
    assert judge(LEARNING, squashing).cure is None


# ---- cures to be tried ---------------------------------------------------------------------------


def test_cures_that_are_possible_change_something_each_and_none_of_them_twice() -> None:
    project = Project(chain(Dense(4, Sigmoid()), Dense(4, ReLU()), Dense(1)))
    found = cures.possible(project)
    made = [cure.change(project) for cure in found]
    assert project not in made
    assert all(one != other for i, one in enumerate(made) for other in made[:i])
    assert all(cure.change(one) == one for cure, one in zip(found[:-1], made, strict=False))
    labels = [cure.label for cure in found]
    assert labels[0] == "Use ReLU + He"
    assert "Use Leaky ReLU" in labels
    assert "Use ReLU + He" not in [cure.label for cure in cures.possible(made[0])]
