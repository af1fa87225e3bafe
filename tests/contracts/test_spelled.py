"""What parts spell out by hand comes to the engine's own numbers, for every activation and loss there is."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls
from nnsim.engine.expression import Comparison, Constant, Known, exp, total
from nnsim.engine.loss import Loss, LossEmitter, losses
from nnsim.engine.measure import activation_curve
from tests.builders import variants

NEAR = 1e-10
FUNCTIONS = [a for cls in activations if cls.elementwise for a in variants(cls())]
LOSSES = [loss for cls in losses for loss in variants(cls())]
PLACES = (-700.0, -31.0, -4.0, -2.9, -0.7, 0.0, 0.3, 1.0, 2.5, 3.5, 40.0, 700.0)


@pytest.mark.parametrize("function", FUNCTIONS, ids=str)
def test_activation(function: Activation) -> None:
    z = np.array(PLACES)
    outputs, slopes = activation_curve(function, z)
    for place, output, slope in zip(z, outputs, slopes, strict=True):
        symbol, y = Known("z", float(place)), Known("y", float(output))
        spelled, spelled_slope = function.spelled(symbol), function.spelled_slope(symbol, y)
        assert spelled is not None
        assert spelled_slope is not None
        assert spelled.value == pytest.approx(output, rel=NEAR, abs=NEAR)
        assert spelled_slope.value == pytest.approx(slope, rel=NEAR, abs=NEAR)


def engine(loss: Loss, z: np.ndarray, t: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the loss of one example and its gradient, by the calls a network runs."""
    calls = Calls(np.dtype(np.float64))
    e = LossEmitter(calls, z[:, None].copy(), t[:, None].copy(), np.zeros((len(z), 1)), np.zeros(()))
    loss.emit(e)
    for call in calls:
        call()
    return float(e.total) * e.factor, e.gradient[:, 0]


def compared(loss: Loss, z: np.ndarray, t: np.ndarray) -> Comparison:
    outputs = [Known(f"z{i}", float(v)) for i, v in enumerate(z)]
    answers = loss.probabilities(z[None])[0]
    return Comparison(
        tuple(outputs),
        tuple(Known(f"p{i}", float(v)) for i, v in enumerate(answers)),
        tuple(Known(f"t{i}", float(v)) for i, v in enumerate(t)),
    )


@pytest.mark.parametrize("loss", LOSSES, ids=str)
@pytest.mark.parametrize("far", [1.0, 8.0, 300.0])
def test_loss(loss: Loss, far: float) -> None:
    rng = np.random.default_rng(3)
    for units in (1, 3):
        z = rng.normal(size=units) * far
        if loss.key == "poisson":
            z = np.minimum(z, 60.0)
        t = loss.encode(np.array([units - 1]), units, units)[0] if units > 1 else np.array([1.0])
        if loss.key == "kl" and units > 1:
            t = np.array([0.2, 0.0, 0.8])
        c = compared(loss, z, t)
        value, gradient = engine(loss, z, t)
        terms, slopes, answers = loss.spelled(c), loss.spelled_slopes(c), loss.spelled_answers(c.outputs)
        assert terms is not None
        assert slopes is not None
        assert answers is not None
        assert total(terms).value == pytest.approx(value, rel=NEAR, abs=NEAR)
        assert [s.value for s in slopes] == pytest.approx(gradient.tolist(), rel=NEAR, abs=NEAR)
        assert [a.value for a in answers] == pytest.approx([p.value for p in c.answers], rel=NEAR, abs=NEAR)


def test_writing() -> None:
    a, b, c = Known("a", -2.0, "from a"), Known("b", 3.0), Known("c", 0.5)
    numbers = {"a": "−2", "b": "3", "c": "½"}

    def both(expression: object) -> tuple[str, str]:
        return expression.symbols(), expression.text(lambda known: numbers[known.symbol])  # type: ignore[attr-defined]

    assert both((a + b) * c) == ("(a + b)·c", "(−2 + 3)·½")
    assert both(b * a) == ("b·a", "3·(−2)")
    assert both(b - a) == ("b − a", "3 − (−2)")
    assert both(b - (a - c)) == ("b − (a − c)", "3 − (−2 − ½)")
    assert both(a**2) == ("a²", "(−2)²")
    assert both((a * b) ** 2) == ("(a·b)²", "((−2)·3)²")
    assert both(1 / (1 + exp(-a))) == ("1/(1 + exp(−a))", "1/(1 + exp(−(−2)))")
    assert both(-(a + b)) == ("−(a + b)", "−(−2 + 3)")
    assert both(c * (b / a)) == ("c·(b/a)", "½·(3/(−2))")
    assert [p.of for p in (a * b).pieces(lambda k: k.symbol)] == ["from a", None, None]
    assert [k.symbol for k in ((a + b) * c / (1 - a)).known()] == ["a", "b", "c", "a"]


def test_what_is_no_number_stays_none() -> None:
    nothing = Known("x", float("inf"))
    assert np.isnan((0.0 * nothing).value)
    assert np.isinf((1 / Constant(0.0)).value)
