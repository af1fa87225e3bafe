"""What the library's objects show of themselves: a few lines, whatever they hold."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from nnsim.base.brief import brief
from nnsim.engine.probe import probes
from nnsim.library import SGD, Bumps, Dense, Input, Tanh, TwoSpirals, chain, load, probe, save, train


@pytest.fixture(scope="module")
def result():
    layers = (Input(), *(Dense(8, Tanh()) for _ in range(20)), Dense(1))
    return train(chain(*layers, data=TwoSpirals(points=100)), 3, every_step=True)


def test_a_result_shows_how_it_ended(result):
    assert repr(result).startswith("Result(step=")
    assert f"train_loss={result.history['train_loss'][-1]:.6g}" in repr(result)
    assert f"parameters={result.parameters}" in repr(result)
    assert "diverged" not in repr(result)
    diverged = train(chain(Input(), Dense(1), data=Bumps(), learning_rate=1e30, optimizer=SGD()), 5)
    assert f"diverged={diverged.diverged!r}" in repr(diverged)
    assert repr(train(result.project, 0)).startswith("Result(parameters=")


def test_nothing_a_result_leads_to_fills_the_screen(result, tmp_path):
    save(tmp_path / "a.nnsim", result)
    data = result.data
    things = [result, result.project.graph, result.learned, load(tmp_path / "a.nnsim")]
    things += [data, data.train, data.dataset, data.scaler, data.target_scaler, data.rows]
    for thing in things:
        assert len(repr(thing)) < 1500, type(thing)
        assert repr(thing).startswith(type(thing).__name__ + "(")
    assert len(repr(result.project)) < 3000


@pytest.mark.parametrize("kind", list(probes), ids=lambda p: p.key)
def test_no_reading_fills_the_screen(kind, result):
    reading = probe(result, kind())
    assert len(repr(reading)) < 1500
    assert repr(reading).startswith(type(reading).__name__ + "(names=")


def test_values_are_shown_in_short():
    @dataclass
    class Thing:
        array: np.ndarray
        data: bytes
        many: tuple[int, ...]
        mapping: dict[str, float]
        text: str
        inner: object
        hidden: int = field(default=1, repr=False)

    many = {f"k{i}": 0.5 for i in range(9)}
    shown = brief(Thing(np.zeros((3, 4)), b"abc", tuple(range(5)), many, "x" * 500, object))
    assert shown.startswith(
        "Thing(array=<float64 (3, 4)>, data=<3 bytes>, many=<0, 1, 2, … 5 in all>,"
        " mapping=<'k0', 'k1', 'k2', … 9 in all>, text='xxx"
    )
    assert len(shown) < 400
    assert "hidden" not in shown
    assert brief(Thing(np.zeros(2), b"", (), {}, "", None)) == (
        "Thing(array=<float64 (2,)>, data=<0 bytes>, many=(), mapping={}, text='', inner=None)"
    )
