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


@pytest.mark.parametrize(
    ("names", "masks"),
    [
        (["a/a (1).png", "a/a (1)_mask.png", "a/a (1)_mask_1.png", "b/1.png"], 2),
        (["a/face_mask.png", "a/1.png", "b/no_mask.png"], 0),
        (["test/good/1.png", "test/bad/1.png", "ground_truth/bad/1_m.png", "train/good/1.png"], 1),
        (["mask/1.png", "no_mask/1.png"], 0),
        (["ground_truth/a/1.png", "ground_truth/b/1.png"], 0),
    ],
)
def test_masks_are_called_after_their_image_or_lie_apart(names: list[str], masks: int) -> None:
    kept, found = without_masks(names)
    assert len(found) == masks
    assert sorted([*kept, *found]) == sorted(names)
