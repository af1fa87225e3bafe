"""Classes in the names of files that lie in one folder, and columns of sequences that only tell the time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.files.opening import source_for
from nnsim.data.images.file_names import by_name
from nnsim.data.notes import switches_of
from nnsim.data.sources.image_folder import ImageFolder
from nnsim.data.sources.sequence_folder import SequenceFolder
from tests.data.images import save

WALK = "time,x,y\n" + "".join(f"{k * 0.02:.2f},{k % 5},{k % 7}\n" for k in range(9))


@pytest.mark.parametrize(
    ("forms", "classes"),
    [
        (("cat.{}.jpg", "dog.{}.jpg"), ["cat", "dog"]),
        (("jogging_{:02d}.csv", "walking_{:02d}.csv"), ["jogging", "walking"]),
        (("american_bulldog_{}.jpg", "Abyssinian_{}.jpg"), ["Abyssinian", "american_bulldog"]),
        (("0_jackson_{}.csv", "0_theo_{}.csv", "1_theo_{}.csv"), ["0", "1"]),
        (("paper01-{:03d}.png", "rock06-{:03d}.png"), ["paper01", "rock06"]),
        (("{0}_bird.png", "1{0}_fire truck.png"), ["bird", "fire truck"]),
        # One class, parts, every file its own, nothing before the numbers.
        (("frame_{}.jpg",), []),
        (("train_{}.csv", "test_{}.csv"), []),
        (("{}.jpg",), []),
    ],
)
def test_the_class_stands_before_the_number(forms, classes) -> None:
    names = [form.format(k) for form in forms for k in range(5)]
    assert by_name(names).classes == classes


def test_names_of_their_own_are_no_classes() -> None:
    assert by_name([f"{word}_1.jpg" for word in "abcdefgh"]).classes == []
    few = [*(f"cat.{k}.jpg" for k in range(9)), "dog.1.jpg"]
    assert by_name(few).classes == [], "a class of one file"


def test_parts_hold_files_whose_names_say_the_class() -> None:
    names = [f"train/{word}.{k}.jpg" for word in ("cat", "dog") for k in range(5)]
    found = by_name([*names, "val/cat.7.jpg", "test1/1.jpg"])
    assert found.classes == ["cat", "dog"]
    assert (found.parts[-1], found.outside) == ("validation", ["test1/1.jpg"])


def test_a_table_beside_them_tells_more_than_names_do(tmp_path: Path) -> None:
    for k in range(4):
        for side in ("left", "right"):
            save(tmp_path / "train" / f"{k}_{side}.png")
    assert isinstance(source_for(str(tmp_path)), ImageFolder)
    rows = "".join(f"{k}_{side},{'ab'[k % 2]}\n" for k in range(4) for side in ("left", "right"))
    (tmp_path / "trainLabels.csv").write_text(f"image,level\n{rows}")
    assert source_for(str(tmp_path)).load().target_names == ("a", "b")


def test_loose_images_open_by_their_names(tmp_path: Path) -> None:
    for k in range(4):
        for word in ("cat", "dog"):
            save(tmp_path / f"{word}.{k}.png")
    source = source_for(str(tmp_path))
    assert isinstance(source, ImageFolder)
    data = source.load()
    assert (data.target_names, len(data)) == (("cat", "dog"), 8)
    assert "2 classes, from the names of the files" in data.notes


def test_loose_sequences_open_by_their_names_without_the_time(tmp_path: Path) -> None:
    for k in range(4):
        for word in ("jogging", "walking"):
            (tmp_path / f"{word}_{k}.csv").write_text(WALK)
    source = source_for(str(tmp_path))
    assert isinstance(source, SequenceFolder)
    data = source.load()
    assert (data.target_names, data.shape, data.left_out) == (("jogging", "walking"), (9, 2), ("time",))
    told = next(line for line in data.notes if line.startswith("Left out"))
    (switch,) = switches_of(told)
    assert SequenceFolder(path=source.path, **dict(switch.changes)).load().shape == (9, 3)


@pytest.mark.parametrize(
    ("text", "width"),
    [
        # A time that goes back, a column called otherwise, and rows without names, counted evenly or not.
        (WALK.replace("0.16", "0.01"), 3),
        (WALK.replace("time", "speed"), 3),
        ("".join(f"{k / 4},{k % 5}.5,{k % 7}\n" for k in range(9)), 2),
        ("".join(f"{k * k},{k % 5}.5,{k % 7}\n" for k in range(9)), 3),
        ("time\n" + "".join(f"{k}\n" for k in range(9)), 1),
    ],
)
def test_only_what_counts_the_rows_is_a_time(tmp_path: Path, text, width) -> None:
    for word in ("up", "down"):
        for k in range(3):
            (tmp_path / word).mkdir(exist_ok=True)
            (tmp_path / word / f"{k}.csv").write_text(text)
    assert SequenceFolder(path=str(tmp_path)).load().shape == (9, width)


def test_a_folder_around_all_files_is_passed_over(tmp_path: Path) -> None:
    for name in ("pug_{}.png", "english_setter_{}.png"):
        for k in range(5):
            save(tmp_path / "images" / name.format(k))
    assert ImageFolder(path=str(tmp_path)).load().target_names == ("english_setter", "pug")
    assert by_name(["a/x_1.png", "b/y_1.png"] * 5).classes == []


@pytest.mark.parametrize("around", ["data", "download/data"])
@pytest.mark.parametrize("parts", [("",), ("train", "test")])
def test_folders_around_classes_of_sequences(tmp_path: Path, around, parts) -> None:
    for part in parts:
        for name in ("jogging", "sitting"):
            for k in range(4):
                file = tmp_path / around / part / name / f"{k}.csv"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(WALK)
    source = source_for(str(tmp_path / around.split("/")[0]) if parts[1:] else str(tmp_path))
    assert isinstance(source, SequenceFolder)
    data = source.load()
    assert (data.target_names, len(data)) == (("jogging", "sitting"), 8 * len(parts))


def test_files_without_classes_are_refused_in_words(tmp_path: Path) -> None:
    for k in range(6):
        np.save(tmp_path / f"run_{k}.npy", np.zeros((3, 2)))
    with pytest.raises(NnsimError, match="no classes stand in their names"):
        SequenceFolder(path=str(tmp_path)).load()
