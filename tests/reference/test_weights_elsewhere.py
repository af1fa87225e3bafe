"""The guide on using weights elsewhere does what it says: its code is taken from the page and run."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import numpy as np
import pytest

from nnsim.library import (
    CsvFile,
    DataSettings,
    Dense,
    Hinge,
    Input,
    Iris,
    Normal,
    NpzFile,
    ReLU,
    Result,
    Sigmoid,
    Softmax,
    Tanh,
    TwoSpirals,
    chain,
    train,
)
from nnsim.reference.guides.weights_elsewhere import WeightsElsewhere
from nnsim.reference.program_pages import program_pages


def code() -> str:
    """Return the program on the page."""
    page = next(page for page in program_pages() if page.part is WeightsElsewhere)
    (found,) = re.findall("<pre>(.*)</pre>", page.html, re.DOTALL)
    return unescape(found)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Result, np.ndarray], np.ndarray]:
    """Return a function that exports the weights of a result and gives inputs to the program on the page."""

    def run(result: Result, x: np.ndarray) -> np.ndarray:
        monkeypatch.chdir(tmp_path)
        result.save_weights("weights.npz")
        names: dict[str, Callable[[np.ndarray], np.ndarray]] = {}
        exec(code(), names)
        return names["predict"](x)

    return run


def table(folder: Path) -> CsvFile:
    """Return houses, far from unit size in inputs and prices."""
    rng = np.random.default_rng(0)
    rows = ["size,rooms,price"]
    for size, rooms in zip(rng.uniform(40, 200, 60), rng.integers(1, 7, 60), strict=True):
        rows.append(f"{size:.1f},{rooms},{2_000 * size + 15_000 * rooms:.0f}")
    (folder / "houses.csv").write_text("\n".join(rows))
    return CsvFile(path=str(folder / "houses.csv"))


def test_numbers_come_back_in_the_units_of_the_targets(elsewhere, tmp_path) -> None:
    data = DataSettings(source=table(tmp_path), scale_targets=True)
    result = train(
        chain(Input(), Dense(6, Tanh()), Dense(4, ReLU()), Dense(1), data=data, learning_rate=0.05), epochs=30
    )
    x = result.data.dataset.inputs[:20]
    found = elsewhere(result, x)
    np.testing.assert_allclose(found, result.predict(x), rtol=1e-4)
    assert abs(found).max() > 10_000


@pytest.mark.parametrize("end", [Dense(1), Dense(1, Sigmoid()), Dense(2), Dense(2, Softmax())], ids=str)
def test_probabilities_of_classes_come_back(elsewhere, end) -> None:
    data = DataSettings(source=TwoSpirals(), scaling="min_max")
    result = train(chain(Input(), Dense(8, Tanh()), end, data=data), epochs=2)
    x = result.data.dataset.inputs[:20]
    found = elsewhere(result, x)
    np.testing.assert_allclose(found, result.predict(x), atol=1e-5)
    assert ((found >= 0) & (found <= 1)).all()


def test_bytes_are_given_as_they_stand_in_the_file(elsewhere, tmp_path) -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (40, 9)).astype(np.uint8)
    np.savez(tmp_path / "pixels.npz", X=pixels, y=np.arange(40) % 2)
    source = NpzFile(path=str(tmp_path / "pixels.npz"))
    result = train(chain(Input(), Dense(3, Tanh()), Dense(2), data=source), epochs=2)
    np.testing.assert_allclose(elsewhere(result, pixels), result.predict(pixels / 255), atol=1e-5)
    np.testing.assert_array_equal(result.predict(pixels), result.predict(pixels / 255))


def test_probabilities_of_very_sure_answers_come_back(elsewhere) -> None:
    project = chain(Input(), Dense(3, initializer=Normal(std=1000.0)), data=Iris())
    result = train(project, epochs=0)
    x = result.data.dataset.inputs
    np.testing.assert_allclose(elsewhere(result, x), result.predict(x), atol=1e-5)


def test_scores_of_a_margin_loss_come_back_as_scores(elsewhere) -> None:
    project = chain(Input(), Dense(4, Tanh()), Dense(1), data=TwoSpirals(), loss=Hinge())
    result = train(project, epochs=2)
    x = result.data.dataset.inputs[:20]
    np.testing.assert_allclose(elsewhere(result, x), result.predict(x), atol=1e-5)


def test_the_page_names_the_order_of_gates() -> None:
    html = WeightsElsewhere.html()
    for words in ("i, f, o, g", "r, z, n", "(channels / groups) × height × width × filters"):
        assert words in html
