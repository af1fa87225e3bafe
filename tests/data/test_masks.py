"""Masks that lie beside the images of a class."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnsim.data.images.masks import without_masks
from nnsim.data.sources.image_folder import ImageFolder
from tests.data.images import folder_of


def test_masks_beside_images_are_no_examples(tmp_path: Path) -> None:
    folder_of(tmp_path, {"COVID/images": 3, "COVID/masks": 3, "Normal/images": 2, "Normal/masks": 2})
    data = ImageFolder(path=str(tmp_path)).load()
    assert data.target_names == ("COVID", "Normal")
    assert data.row_names == (
        *(f"COVID/images/{k}.png" for k in range(3)),
        *(f"Normal/images/{k}.png" for k in range(2)),
    )
    assert any(note.startswith("5 images are masks of others and were passed over") for note in data.notes)


@pytest.mark.parametrize("folder", ["masks", "shop/masks"])
def test_masks_that_lie_beside_no_images_are_a_class(folder: str) -> None:
    names = [f"{folder}/1.png", "images/1.png" if "/" in folder else "hats/1.png"]
    assert without_masks(names) == (names, [])
