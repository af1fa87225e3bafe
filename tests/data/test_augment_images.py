"""Varied copies of training images: of the training part alone, from the seed alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnsim.base.byte_numbers import ByteNumbers
from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare_dataset
from nnsim.data.prepared import Prepared
from nnsim.data.steps import augment_images
from nnsim.data.steps.augment_images import AugmentImages

SPOT = np.zeros((1, 1, 9, 9), np.uint8)
SPOT[0, 0, 4, 4] = 255
NO_TARGETS = np.zeros(1, np.int64)


def pictures(count: int = 40, kind: Any = np.uint8) -> Dataset:
    codes = np.random.default_rng(1).integers(0, 256, (count, 3, 8, 9)).astype(np.uint8)
    inputs = codes if kind == np.uint8 else codes / 255.0
    return Dataset("t", inputs, np.arange(count) % 2, "classes", (), ("a", "b"), ready=True, divisor=255.0)


def prepared(step: AugmentImages | None = None, data: Dataset | None = None, seed: int = 0) -> Prepared:
    steps = () if step is None else (step,)
    return prepare_dataset(data or pictures(), DataSettings(steps=steps, seed=seed))


def varied(step: AugmentImages, images: np.ndarray, seed: int = 0) -> np.ndarray:
    targets = np.zeros(len(images), np.int64)
    made, _, _ = step.extend(images, targets, None, np.random.default_rng(seed))
    return np.asarray(made[len(images) :])


@pytest.mark.parametrize("kind", [np.uint8, np.float64])
def test_only_the_training_part_grows(kind: Any) -> None:
    data = pictures(kind=kind)
    plain, grown = prepared(data=data), prepared(AugmentImages(copies=2, flip=True, noise=0.1), data)
    n = len(plain.train)
    assert len(grown.train) == 3 * n
    assert grown.train.targets.tolist() == plain.train.targets.tolist() * 3
    assert grown.train.values()[:n].tobytes() == plain.train.values().tobytes()
    for part in ("validation", "test"):
        one, other = getattr(grown, part), getattr(plain, part)
        assert one.values().tobytes() == other.values().tobytes()
        assert one.targets.tolist() == other.targets.tolist()
    assert isinstance(grown.train.inputs, ByteNumbers) == (kind == np.uint8)
    assert any(
        f"{2 * n} rows were made of the {n} training rows, so {3 * n} train" in s for s in grown.summary
    )
    assert any(
        "2 varied copies (shifted by up to 2 pixels, mirrored, noise of 0.1)" in s for s in grown.summary
    )


def test_the_scaler_is_that_of_the_images_as_they_are() -> None:
    step = AugmentImages(copies=3, noise=0.5)
    settings = DataSettings(scaling="standardize", steps=(step,))
    assert prepare_dataset(pictures(), settings).scaler.shift.tolist() == (
        prepare_dataset(pictures(), DataSettings(scaling="standardize")).scaler.shift.tolist()
    )


def test_the_seed_alone_decides() -> None:
    step = AugmentImages(flip=True, angle=10.0, noise=0.1)
    one, same, other = (prepared(step, seed=seed).train.values() for seed in (3, 3, 4))
    assert one.tobytes() == same.tobytes()
    assert one.tobytes() != other.tobytes()


@given(st.integers(0, 3), st.integers(0, 2**20))
def test_a_shift_moves_a_spot_no_further_than_it_says(most: int, seed: int) -> None:
    [[found]] = varied(AugmentImages(shift=most), SPOT, seed)
    [[y, x]] = np.argwhere(found)
    assert max(abs(y - 4), abs(x - 4)) <= most
    assert found[y, x] == 255


def test_every_shift_occurs_in_both_directions() -> None:
    found = varied(AugmentImages(shift=1), SPOT.repeat(200, 0))
    assert {tuple(np.argwhere(one[0])[0] - 4) for one in found} == {
        (y, x) for y in (-1, 0, 1) for x in (-1, 0, 1)
    }


def test_half_are_mirrored_left_to_right() -> None:
    image = np.arange(6, dtype=np.uint8).reshape(1, 1, 2, 3).repeat(100, 0)
    found = varied(AugmentImages(shift=0, flip=True), image)
    mirrored = [one[0].tolist() == [[2, 1, 0], [5, 4, 3]] for one in found]
    assert all(m or one[0].tolist() == [[0, 1, 2], [3, 4, 5]] for m, one in zip(mirrored, found, strict=True))
    assert 30 < sum(mirrored) < 70


def test_what_a_shift_uncovers_goes_on_as_the_border(monkeypatch: pytest.MonkeyPatch) -> None:
    image = np.full((1, 1, 5, 5), 9, np.uint8)
    assert (varied(AugmentImages(shift=3, angle=45.0), image) == 9).all()


def test_a_turn_keeps_the_middle_and_turns_the_rest() -> None:
    line = np.zeros((1, 1, 9, 9))
    line[..., 4, :] = 1.0
    [[found]] = varied(AugmentImages(shift=0, angle=45.0), line, seed=2)
    assert found[4, 4] == pytest.approx(1.0)
    y, x = np.indices((9, 9)) - 4
    # The direction with the most weight along it is that of the line.
    angle = 0.5 * np.arctan2(2 * (found * x * y).sum(), (found * (x * x - y * y)).sum())
    assert 0.05 < abs(angle) <= np.pi / 4 + 0.05


def test_noise_is_as_strong_as_it_says_and_stays_within_bytes() -> None:
    grey = np.full((50, 1, 8, 8), 128, np.uint8)
    found = varied(AugmentImages(shift=0, noise=0.1), grey).astype(float)
    assert found.std() == pytest.approx(25.5, rel=0.05)
    assert abs(found.mean() - 128) < 1
    loud = varied(AugmentImages(shift=0, noise=1.0), grey)
    assert {0, 255} <= set(loud.ravel().tolist())


def test_pieces_make_no_difference_to_how_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(augment_images, "_AT_ONCE", 100)
    assert varied(
        AugmentImages(copies=2, shift=0), np.arange(210, dtype=np.uint8).reshape(7, 1, 5, 6)
    ).tolist() == (np.arange(210, dtype=np.uint8).reshape(7, 1, 5, 6).tolist() * 2)


def test_importance_goes_along() -> None:
    weights = np.array([1.0, 2.0])
    images = np.zeros((2, 1, 8, 8), np.uint8)
    _, _, found = AugmentImages(copies=2).extend(images, np.arange(2), weights, np.random.default_rng(0))
    assert found is not None
    assert found.tolist() == [1.0, 2.0] * 3


def test_what_is_no_image_is_refused() -> None:
    flat = Dataset("t", np.zeros((4, 3)), np.arange(4) % 2, "classes", tuple("xyz"), ("a", "b"))
    with pytest.raises(NnsimError, match="Step 1, Vary images: It works on images"):
        prepared(AugmentImages(), flat)


def test_more_copies_than_fit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(augment_images, "_MOST_NUMBERS", 1000)
    with pytest.raises(NnsimError, match="do not fit"):
        prepared(AugmentImages())
