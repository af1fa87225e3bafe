"""One image file: right pixels of every kind, and a sentence for every fault."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from nnsim.data.images.decoding import Form, NotAnImageError, decoded, header_of
from tests.data.images import save

COLOUR, GREY = Form(4, 4, 3), Form(4, 4, 1)
RAMP = (np.arange(16) * 16).reshape(4, 4)


def pixels(path: Path, form: Form) -> np.ndarray:
    return decoded(str(path), form).pixels


def keep(path: Path, image: Image.Image, **how: object) -> Path:
    image.save(path, **how)
    return path


@pytest.mark.parametrize("ending", ["png", "bmp", "gif", "tiff", "webp", "ppm"])
def test_grey_images_of_every_format_hold_their_pixels(tmp_path: Path, ending: str) -> None:
    how = {"lossless": True} if ending == "webp" else {}
    path = save(tmp_path / f"a.{ending}", RAMP, **how)
    assert pixels(path, GREY)[0].tolist() == RAMP.tolist()
    assert header_of(str(path)) == (4, 4, False)


def test_colours_come_channel_first(tmp_path: Path) -> None:
    red = np.zeros((4, 4, 3))
    red[..., 0] = 200
    path = save(tmp_path / "a.png", red)
    assert pixels(path, COLOUR).max((1, 2)).tolist() == [200, 0, 0]
    assert pixels(path, GREY).tolist() == [[[60] * 4] * 4]  # 0.299 · 200
    assert header_of(str(path)).is_colour


def test_grey_saved_as_colour_is_grey(tmp_path: Path) -> None:
    path = save(tmp_path / "a.jpg", np.repeat(RAMP[..., None], 3, -1))
    assert not header_of(str(path)).is_colour


def test_what_is_transparent_stands_on_white(tmp_path: Path) -> None:
    clear = np.zeros((4, 4, 4))
    clear[0, 0] = (10, 20, 30, 255)
    clear[1, 1] = (0, 0, 0, 127.5)
    found = pixels(save(tmp_path / "a.png", clear), COLOUR)
    assert found[:, 0, 0].tolist() == [10, 20, 30]
    assert found[:, 3, 3].tolist() == [255] * 3
    assert found[:, 1, 1].tolist() == [128] * 3


def test_palettes_are_looked_up_and_may_be_transparent(tmp_path: Path) -> None:
    image = Image.fromarray(np.array([[0, 1], [2, 3]], np.uint8), "L").convert("P")
    image.putpalette([0, 0, 255, 0, 255, 0, 9, 9, 9, 255, 0, 0])
    plain, clear = keep(tmp_path / "a.png", image), keep(tmp_path / "b.png", image, transparency=2)
    form = Form(2, 2, 3)
    assert pixels(plain, form).reshape(3, 4).T.tolist() == [[0, 0, 255], [0, 255, 0], [9, 9, 9], [255, 0, 0]]
    assert pixels(clear, form)[:, 1, 0].tolist() == [255] * 3


@pytest.mark.parametrize("ending", ["png", "tiff"])
def test_sixteen_bits_keep_the_high_ones(tmp_path: Path, ending: str) -> None:
    path = keep(tmp_path / f"a.{ending}", Image.fromarray((RAMP * 256 + 7).astype(np.uint16)))
    assert pixels(path, GREY)[0].tolist() == RAMP.tolist()


def test_numbers_with_a_point_run_from_black_to_white(tmp_path: Path) -> None:
    unit = keep(tmp_path / "a.tiff", Image.fromarray((RAMP / 255).astype(np.float32)))
    wide = keep(tmp_path / "b.tiff", Image.fromarray((RAMP * 100.0 - 5).astype(np.float32)))
    assert pixels(unit, GREY)[0].tolist() == RAMP.tolist()
    assert (pixels(wide, GREY).min(), pixels(wide, GREY).max()) == (0, 255)


def test_one_bit_and_four_inks_are_images_too(tmp_path: Path) -> None:
    bits = keep(tmp_path / "a.png", Image.fromarray(RAMP > 100))
    assert pixels(bits, GREY)[0].tolist() == ((RAMP > 100) * 255).tolist()
    inks = keep(tmp_path / "b.jpg", Image.new("CMYK", (4, 4), (0, 255, 255, 0)))
    red = pixels(inks, COLOUR).mean((1, 2))
    assert red[0] > 200
    assert red[1:].max() < 60


def test_a_camera_held_upright_is_obeyed(tmp_path: Path) -> None:
    wide = np.zeros((4, 8, 3))
    wide[:, :4] = 255  # left half white
    exif = Image.Exif()
    exif[0x0112] = 6
    path = save(tmp_path / "a.jpg", wide, exif=exif, quality=95)
    assert header_of(str(path))[:2] == (4, 8)
    found = decoded(str(path), Form(4, 8, 1))
    assert found.size == (4, 8)
    assert found.pixels[0, :3].min() > 200  # turned: the left is above
    assert found.pixels[0, 5:].max() < 60


def test_three_ways_to_another_shape(tmp_path: Path) -> None:
    wide = np.zeros((8, 16))
    wide[:, 4:12] = 255
    path = str(save(tmp_path / "a.png", wide))
    crop, stretch, border = (
        decoded(path, Form(8, 8, 1, fitting)).pixels[0] for fitting in ("crop", "stretch", "border")
    )
    assert crop.min() == 255
    assert (stretch[:, 0].max(), stretch[:, 4].min()) == (0, 255)
    assert (border[0].max(), border[-1].max(), border[4].max()) == (0, 0, 255)


def test_of_several_images_in_a_file_the_first_is_taken(tmp_path: Path) -> None:
    first, second = (Image.fromarray(np.full((4, 4), k, np.uint8)) for k in (0, 255))
    path = keep(tmp_path / "a.gif", first, save_all=True, append_images=[second])
    assert pixels(path, GREY).max() == 0


def png_header(width: int, height: int) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    begin = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    few = b"IDAT" + zlib.compress(bytes(100))
    return begin + struct.pack(">I", len(few) - 4) + few + struct.pack(">I", zlib.crc32(few))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (png_header(30_000, 30_000), "too many pixels"),
        (png_header(9_000, 9_000), "which is too many"),
        (png_header(12_000, 10_000), "too many"),
        (png_header(5_000, 5_000), "damaged"),
        (b"", "no image"),
        (b"not an image at all", "no image"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "no image"),
    ],
    ids=["bomb", "large", "between", "lying", "empty", "text", "program"],
)
def test_what_is_no_image_says_why(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(data)
    with pytest.raises(NotAnImageError, match=why):
        decoded(str(path), COLOUR)


def test_a_file_that_went_is_said_like_a_damaged_one(tmp_path: Path) -> None:
    with pytest.raises(NotAnImageError, match="damaged"):
        decoded(str(tmp_path / "gone.png"), COLOUR)


def _saved(ending: str) -> bytes:
    data = BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (9, 7, 3)).astype(np.uint8)).save(data, ending)
    return data.getvalue()


WHOLE = {ending: _saved(ending) for ending in ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF")}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(WHOLE)),
    st.integers(1, 10_000),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=8),
)
@pytest.mark.filterwarnings("ignore")
def test_no_damage_does_more_than_be_named(
    tmp_path: Path, kind: str, length: int, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(WHOLE[kind][:length])
    for place, byte in changes:
        data[place % len(data)] = byte
    path = tmp_path / "a.png"
    path.write_bytes(data)
    try:
        found = decoded(str(path), COLOUR)
    except NotAnImageError as error:
        assert str(error)
    else:
        assert (found.pixels.shape, found.pixels.dtype) == ((3, 4, 4), np.uint8)
