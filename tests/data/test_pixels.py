"""Only pixels are divided by 255."""

import numpy as np
import pytest

from nnsim.data.arrays.pixels import are_pixels

rng = np.random.default_rng(0)
BYTES = rng.integers(0, 256, (20, 12)).astype(np.uint8)
PICTURES = rng.integers(0, 256, (20, 3, 8, 8)).astype(np.uint8)
FLAGS = rng.integers(0, 2, (20, 12)).astype(np.uint8)


@pytest.mark.parametrize(
    "x",
    [
        BYTES,
        PICTURES,
        PICTURES[:, 0],
        PICTURES // 16,
        PICTURES.astype(np.float32),
        PICTURES.astype(np.int64),
        PICTURES.astype(">f8"),
        np.where(np.arange(12) < 4, 0, BYTES).astype(np.uint8),  # a border that is always black
        np.where((np.arange(12) == 3) & (np.arange(20) != 7)[:, None], 0, BYTES // 255 + BYTES).astype(
            np.uint8
        ),
    ],
)
def test_pixels(x) -> None:
    assert are_pixels(x)


@pytest.mark.parametrize(
    "x",
    [
        FLAGS,
        FLAGS.reshape(20, 3, 4),
        FLAGS.reshape(20, 1, 3, 4),
        FLAGS.astype(bool),
        np.concatenate((FLAGS, BYTES), 1),  # flags beside ages
        BYTES // 4,
        BYTES.astype(float),
        PICTURES / 255,
        PICTURES + 0.5,
        PICTURES.astype(int) - 128,
        PICTURES.astype(int) * 257,
        np.where(PICTURES > 250, np.nan, PICTURES),
        np.zeros((3, 4), np.uint8),
        np.zeros((3, 0), np.uint8),
        PICTURES.astype(float).reshape(20, 48, 2, 2),  # feature maps
    ],
)
def test_what_is_none(x) -> None:
    assert not are_pixels(x)
