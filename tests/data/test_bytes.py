"""Examples kept as bytes: what a network sees of them is what it sees of the same numbers, bit for bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnsim.base.byte_numbers import ByteNumbers
from nnsim.data import byte_scaling
from nnsim.data.byte_scaling import as_seen, fit_byte_scaler
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare_dataset
from nnsim.data.transforms import fit_scaler

SHAPES = [(7,), (1, 4, 5), (3, 4, 5), (4, 5)]
KINDS = ["none", "standardize", "min_max"]


def pixels(shape: tuple[int, ...], count: int = 40, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(3, 250, (count, *shape)).astype(np.uint8)


def dataset(codes: np.ndarray, **fields: object) -> Dataset:
    names = tuple(f"x{i}" for i in range(codes.shape[1])) if codes.ndim == 2 else ()
    targets = np.arange(len(codes)) % 2
    return Dataset("t", codes, targets, "classes", names, ("a", "b"), divisor=255.0, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_scaler_of_bytes_is_that_of_their_numbers(shape: tuple[int, ...], kind: str) -> None:
    codes = pixels(shape)
    found, right = fit_byte_scaler(kind, codes, 255.0), fit_scaler(kind, codes / 255.0)  # type: ignore[arg-type]
    np.testing.assert_allclose(found.shift, right.shift, rtol=1e-12)
    np.testing.assert_allclose(found.scale, right.scale, rtol=1e-12)
    assert found.shift.shape == right.shift.shape


def test_a_pixel_that_never_changes_has_scale_one() -> None:
    codes = pixels((5,))
    codes[:, 2] = 77
    found = fit_byte_scaler("standardize", codes, 255.0)
    assert (found.scale[2], found.shift[2]) == (1.0, 77 / 255)
    assert found.apply(codes / 255.0)[:, 2].tolist() == [0.0] * len(codes)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("most", [byte_scaling.MOST_MEANINGS, 0])
def test_what_is_seen_is_what_scaling_gives(
    shape: tuple[int, ...], kind: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(byte_scaling, "MOST_MEANINGS", most)
    codes = pixels(shape)
    scaler = fit_byte_scaler(kind, codes, 255.0)  # type: ignore[arg-type]
    seen = as_seen(codes, 255.0, scaler)
    numbers = seen.numbers() if isinstance(seen, ByteNumbers) else seen
    assert numbers.tobytes() == scaler.apply(codes / 255.0).tobytes()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("scaling", ["auto", *KINDS])
def test_parts_of_bytes_hold_what_parts_of_numbers_hold(shape: tuple[int, ...], scaling: str) -> None:
    codes = pixels(shape)
    settings = DataSettings(scaling=scaling, seed=4)
    kept = prepare_dataset(dataset(codes, ready=True), settings)
    plain = prepare_dataset(dataset(codes / 255.0, ready=True), settings)
    assert (kept.dataset.are_bytes, plain.dataset.are_bytes) == (True, False)
    for part in ("train", "validation", "test"):
        one, other = getattr(kept, part), getattr(plain, part)
        np.testing.assert_allclose(one.values(), other.values(), rtol=1e-11, atol=1e-12)
        assert one.targets.tolist() == other.targets.tolist()
        assert np.concatenate(list(one.pieces())).tobytes() == one.values().tobytes()
        assert one.values(2).tobytes() == one.values()[2].tobytes()
        assert one.values([2, 0]).tobytes() == one.values()[[2, 0]].tobytes()
        assert one.some(slice(1, 3)).values().tobytes() == one.values()[1:3].tobytes()
    assert kept.summary == plain.summary
    assert kept.dataset.values().tobytes() == plain.dataset.values().tobytes()


def test_scaling_by_channel_keeps_bytes() -> None:
    ready = prepare_dataset(dataset(pixels((3, 4, 5))), DataSettings(scaling="standardize"))
    assert isinstance(ready.train.inputs, ByteNumbers)
    assert len(ready.train.inputs.meanings) == 3


@given(st.integers(0, 2**32), st.sampled_from([1, 2, 3, 6]))
def test_every_byte_means_what_its_stretch_says(seed: int, stretches: int) -> None:
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, 256, (3, 6)).astype(np.uint8)
    meanings = rng.normal(size=(stretches, 256))
    found = ByteNumbers(codes, meanings).numbers()
    for row, place in np.ndindex(3, 6):
        assert found[row, place] == meanings[place * stretches // 6, codes[row, place]]


def test_meanings_that_do_not_fit_are_a_bug() -> None:
    codes = np.zeros((2, 6), np.uint8)
    for meanings in (np.zeros((4, 256)), np.zeros((1, 255)), np.zeros(256), np.zeros((0, 256))):
        with pytest.raises(ValueError, match="meanings"):
            ByteNumbers(codes, meanings)


def test_a_dataset_of_bytes_can_be_replaced() -> None:
    data = dataset(pixels((3, 2, 2)))
    again = replace(data, inputs=data.inputs[::2], targets=data.targets[::2])
    assert again.are_bytes
    assert again.values().tobytes() == data.values(slice(None, None, 2)).tobytes()
