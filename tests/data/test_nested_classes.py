"""Folders of classes that lie in other folders: which of them is the class."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnsim.data.files.opening import source_for
from nnsim.data.images.classes import by_folder
from nnsim.data.notes import switches_of
from nnsim.data.sources.image_folder import ImageFolder
from nnsim.data.sources.sequence_folder import SequenceFolder
from tests.data.images import save

CHARACTERS = [
    f"{alphabet}/character{c:02}/{10 * a + c:04}_{k:02}.png"
    for a, (alphabet, count) in enumerate((("Greek", 3), ("Latin", 2)))
    for c in range(1, count + 1)
    for k in range(4)
]
VIEWS = [
    f"{view}/{kind}/{k}.jpg" for view in ("photo", "sketch") for kind in ("dog", "cat", "elk") for k in "12"
]
TAKES = [f"{kind}/take{t}/frame_{k}.jpg" for kind in ("run", "jump") for t in (1, 2) for k in (1, 2)]
KINDS = [
    f"{kind}/{place}/{k}.jpg" for kind in ("oak", "elm", "ash") for place in ("park", "wood") for k in "12"
]


@pytest.mark.parametrize(
    ("names", "classes"),
    [
        (
            CHARACTERS,
            [f"Greek/character0{c}" for c in (1, 2, 3)] + ["Latin/character01", "Latin/character02"],
        ),
        (CHARACTERS[:-1], ["Greek", "Latin"]),
        ([f"omniglot/train/{name}" for name in CHARACTERS[4:12]], ["character02", "character03"]),
        (VIEWS, ["cat", "dog", "elk"]),
        (TAKES, ["jump", "run"]),
        (KINDS, ["ash", "elm", "oak"]),
        ([*VIEWS, "photo/3.jpg"], ["photo", "sketch"]),
        # Something lies around all classes of a view; persons that all show the same.
        ([name.replace("/", "/images/", 1) for name in VIEWS], ["cat", "dog", "elk"]),
        (
            [f"{who}/{kind}/{k}.png" for who in ("8863", "8864", "9036") for kind in "01" for k in "12"],
            ["0", "1"],
        ),
        (
            [f"subject{who}/{kind}/{k}.png" for who in "123" for kind in ("sad", "glad") for k in "12"],
            ["glad", "sad"],
        ),
        (
            [f"{digit}/{hand}/{k}.png" for digit in "0123" for hand in ("left", "right") for k in "12"],
            list("0123"),
        ),
    ],
)
def test_the_class_is_the_folder_that_tells_most(names: list[str], classes: list[str]) -> None:
    assert by_folder(names, "auto").classes == classes


def test_the_other_folders_are_one_switch_away(tmp_path: Path) -> None:
    for name in TAKES:
        save(tmp_path / Path(name).with_suffix(".png"))
    source = source_for(str(tmp_path))
    assert isinstance(source, ImageFolder)
    data = source.load()
    assert data.target_names == ("jump", "run")
    switches = [one for note in data.notes for one in switches_of(note) if one.changes[0][0] == "classes_in"]
    found = [ImageFolder(path=source.path, **dict(one.changes)).load().target_names for one in switches]
    assert found == [("take1", "take2"), ("jump/take1", "jump/take2", "run/take1", "run/take2")]


def test_sequences_of_persons_are_told_apart_by_what_these_did(tmp_path: Path) -> None:
    for who in range(1, 4):
        for kind in ("sit", "walk"):
            folder = tmp_path / f"subject{who:02}" / kind
            folder.mkdir(parents=True)
            for k in range(2):
                (folder / f"{k}.csv").write_text(
                    "x,y\n" + "".join(f"{j % 3},{j * who % 5}\n" for j in range(8))
                )
    source = source_for(str(tmp_path))
    assert isinstance(source, SequenceFolder)
    data = source.load()
    assert data.target_names == ("sit", "walk")
    assert SequenceFolder(path=source.path, classes_in="outer").load().target_names[0] == "subject01"
    new = source.new_inputs(data, str(tmp_path), lambda *_: None)
    assert new.targets is not None
    assert sorted(new.targets.tolist()) == [0] * 6 + [1] * 6
