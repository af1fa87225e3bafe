"""Channels keep their numbers, wherever a file has them."""

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.arrays.axes import arranged


def pictures(*shape: int) -> np.ndarray:
    """Return two examples in which every number says where it is from."""
    return np.arange(2 * np.prod(shape), dtype=float).reshape(2, *shape)


@pytest.mark.parametrize("shape", [(8, 8, 3), (28, 28, 1), (9, 7, 4), (6, 5, 2), (4, 4, 3), (2, 2, 1)])
@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize("channels", ["auto", "last"])
def test_channels_last_become_first(shape, asked, channels) -> None:
    x = pictures(*shape)
    wanted = (shape[2], *shape[:2])
    found, notes = arranged("x", x, wanted if asked else (), channels)
    assert (found == x.transpose(0, 3, 1, 2)).all()
    assert len(notes) == 1
    assert " × ".join(map(str, wanted)) in notes[0]


@pytest.mark.parametrize(
    "shape", [(3, 8, 8), (1, 28, 28), (4, 9, 7), (3, 5, 5), (16, 8, 8), (8, 8, 16), (5, 5, 5)]
)
def test_channels_first_stay(shape) -> None:
    x = pictures(*shape)
    for wanted in ((), shape):
        for channels in ("auto", "first"):
            found, notes = arranged("x", x, wanted, channels)
            assert (found == x).all()
            assert found.shape == x.shape
            assert notes == ()


@pytest.mark.parametrize("shape", [(3, 4, 4), (3, 3, 3), (3, 10, 3), (4, 9, 2)])
def test_where_both_ends_could_be_channels_the_order_taken_is_named(shape) -> None:
    x = pictures(*shape)
    found, notes = arranged("x", x, (), "auto")
    assert (found == x).all()
    assert notes == ("Read as channels × height × width; where channels come last in the file, say so",)
    assert arranged("x", x, (), "first")[1] == ()
    assert (arranged("x", x, (), "last")[0] == x.transpose(0, 3, 1, 2)).all()


@pytest.mark.parametrize("x", [pictures(192), pictures(8, 8, 3)])
def test_a_shape_asked_for_with_channels_last_is_doubted(x) -> None:
    found, notes = arranged("x", x, (8, 8, 3), "auto")
    assert found.shape == (2, 8, 8, 3)
    assert "Read as 8 channels of 8 × 3" in notes[0]
    assert "to 3 × 8 × 8" in notes[0]
    advised = arranged("x", x, (3, 8, 8), "last")[0]
    assert (advised == x.reshape(2, 8, 8, 3).transpose(0, 3, 1, 2)).all()


def test_what_is_asked_for_is_recognised_where_sizes_say_nothing() -> None:
    x = pictures(8, 8, 16)
    found, _ = arranged("x", x, (16, 8, 8), "auto")
    assert (found == x.transpose(0, 3, 1, 2)).all()
    cube = pictures(4, 4, 4)
    assert (arranged("x", cube, (4, 4, 4), "last")[0] == cube.transpose(0, 3, 1, 2)).all()
    assert (arranged("x", cube, (4, 4, 4), "auto")[0] == cube).all()


def test_the_order_of_the_file_can_be_kept() -> None:
    x = pictures(8, 8, 3)
    assert (arranged("x", x, (8, 8, 3), "auto")[0] == x).all()
    assert (arranged("x", x, (), "first")[0] == x).all()
    assert (arranged("x", x, (192,), "auto")[0] == x.reshape(2, -1)).all()
    assert (arranged("x", x, (8, 24), "auto")[0] == x.reshape(2, 8, 24)).all()
    moved = x.transpose(0, 3, 1, 2)
    assert (arranged("x", x, (192,), "last")[0] == moved.reshape(2, -1)).all()


def test_lists_become_pictures_as_the_file_is_said_to_hold_them() -> None:
    x = pictures(192)
    first, told = arranged("x", x, (3, 8, 8), "auto")
    assert (first == x.reshape(2, 3, 8, 8)).all()
    assert "channels × height × width" in told[0]
    assert arranged("x", x, (3, 8, 8), "first")[1] == ()
    last, told = arranged("x", x, (3, 8, 8), "last")
    assert (last == x.reshape(2, 8, 8, 3).transpose(0, 3, 1, 2)).all()
    assert "channels last" in told[0]
    assert arranged("x", pictures(784), (1, 28, 28), "auto")[1] == ()


@pytest.mark.parametrize(
    ("shape", "wanted", "channels"),
    [
        ((8, 8, 3), (3, 8, 8), "first"),
        ((8, 8, 3), (24, 8), "auto"),
        ((4, 6), (6, 4), "auto"),
        ((4, 6), (8, 3), "auto"),
        ((6, 8, 8), (3, 16, 8), "last"),
    ],
)
def test_axes_are_never_mixed_up(shape, wanted, channels) -> None:
    with pytest.raises(NnsimError, match="axes would be mixed up"):
        arranged("x", pictures(*shape), wanted, channels)


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [
        ((28, 28), (1, 28, 28)),
        ((28, 28), (784,)),
        ((784,), (28, 28)),
        ((1, 28, 28), (28, 28)),
        ((10, 8, 8), (10, 64)),
        ((10, 64), (10, 8, 8)),
        ((), (1,)),
        ((5,), ()),
        ((1, 1), (1,)),
    ],
)
def test_neighbouring_axes_are_joined_and_split(shape, wanted) -> None:
    x = pictures(*shape)
    found, _ = arranged("x", x, wanted, "auto")
    assert (found.reshape(-1) == x.reshape(-1)).all()
    assert found.shape[1:] == (wanted or shape or (1,))


def test_pictures_without_channels_say_how_to_get_some() -> None:
    x = np.zeros((2, 5, 6), np.uint8)
    found, notes = arranged("x", x, (), "auto")
    assert found.shape == (2, 5, 6)
    assert notes == ("For convolutions, set the shape of one example to 1 × 5 × 6",)
