"""Many rows a piece at a time: the same bits as at once."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data import many_rows
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.many_rows import mean_and_deviation, pieces
from nnsim.data.prepare import prepare_dataset
from nnsim.data.tables.growing import Growing
from nnsim.data.tables.words import Words, words_of
from nnsim.data.transforms import Filler, Scaler, fit_scaler
from nnsim.data.usable import usable_rows


@pytest.mark.parametrize(
    "shape", [(1, 3), (1000, 1), (1000, 2), (997, 59), (300, 400), (50, 4, 3), (20, 2, 5, 5)]
)
def test_mean_and_deviation_have_the_bits_of_all_rows_at_once(shape, monkeypatch) -> None:
    monkeypatch.setattr(many_rows, "_PIECE", 700)
    x = np.random.default_rng(0).normal(size=shape) * 10.0 ** (np.arange(shape[1]) % 9).reshape(
        -1, *(1,) * (len(shape) - 2)
    )
    axes = (0, *range(2, len(shape)))
    for given in (x, np.asfortranarray(x)):
        mean, deviation = mean_and_deviation(given, lambda some: some / 3.0, axes)
        at_once = given / 3.0
        assert mean.tobytes() == at_once.mean(axes).tobytes()
        assert deviation.tobytes() == at_once.std(axes).tobytes()


def test_scaling_and_filling_in_place_is_what_they_do_to_a_copy(monkeypatch) -> None:
    monkeypatch.setattr(many_rows, "_PIECE", 64)
    rng = np.random.default_rng(1)
    x = rng.normal(size=(500, 7)) * 100.0
    scaler = fit_scaler("standardize", x)
    expected = scaler.apply(x)
    own = x.copy()
    assert scaler.apply_to(own) is own
    assert own.tobytes() == expected.tobytes()
    x[rng.random(x.shape) < 0.2] = np.nan
    filler = Filler(np.arange(7.0), ())
    assert filler.apply_to(x.copy()).tobytes() == filler.apply(x).tobytes()
    assert Scaler(np.zeros(7), np.ones(7)).apply_to(x[:0]).shape == (0, 7)


def test_pieces_are_all_rows_once() -> None:
    assert [row for rows in pieces(1000, 1 << 15) for row in range(1000)[rows]] == list(range(1000))
    assert list(pieces(0, 5)) == []
    assert len(list(pieces(3, 1 << 30))) == 3


def test_an_array_grows_by_pieces() -> None:
    growing = Growing(np.int32)
    for start in range(0, 1000, 37):
        growing.add(np.arange(start, min(start + 37, 1000), dtype=np.int32))
    assert growing.array().dtype == np.int32
    assert growing.array().tolist() == list(range(1000))
    assert len(growing) == 1000


def test_words_that_become_the_same_are_one() -> None:
    words = words_of(["a", "b", "", "a", "?", "b"])
    assert words.texts == ("a", "b", "", "?")
    assert words.counts == [2, 2, 1, 1]
    gone = words.mapped(lambda text: None if text in ("", "?") else text)
    assert gone.texts == ("a", "b", None)
    assert gone.objects().tolist() == ["a", "b", None, "a", None, "b"]
    assert gone.missing.tolist() == [False, False, True, False, True, False]
    assert not words.missing.any()
    assert words.mapped(lambda text: f"{text}!").objects().tolist() == ["a!", "b!", "!", "a!", "?!", "b!"]
    assert Words((), np.zeros(0, np.int32)).missing.tolist() == []


def test_a_value_no_network_can_be_given_is_named_by_its_own_row(monkeypatch) -> None:
    monkeypatch.setattr(many_rows, "_PIECE", 8)
    inputs = np.zeros((100, 2))
    inputs[70, 1] = np.inf
    dataset = Dataset("t", inputs, np.zeros((100, 1)), "regression", ("a", "b"), ("y",))
    with pytest.raises(NnsimError, match=r"Row 71 .*“b”|“b”.* 71"):
        prepare_dataset(dataset, DataSettings())


def test_rows_that_lack_a_value_are_left_out_in_every_piece(monkeypatch) -> None:
    monkeypatch.setattr(many_rows, "_PIECE", 8)
    inputs = np.zeros((100, 2))
    inputs[[3, 50, 99], [0, 1, 0]] = np.nan
    dataset = Dataset("t", inputs, np.zeros((100, 1)), "regression", ("a", "b"), ("y",), missing="drop")
    assert usable_rows(dataset).tolist() == [row for row in range(100) if row not in (3, 50, 99)]
