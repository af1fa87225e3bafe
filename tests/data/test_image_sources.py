"""Folders of images and tables that name them, as a user has them."""

from __future__ import annotations

import os
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from nnsim.base.errors import Cancelled, NnsimError
from nnsim.data.files.file_source import FileSource
from nnsim.data.files.opening import source_for
from nnsim.data.images import gathering, image_source, walking
from nnsim.data.images.classes import part_named, parts_of_folders
from nnsim.data.notes import switches_of
from nnsim.data.sources.image_folder import ImageFolder
from nnsim.data.sources.image_table import ImageTable
from tests.data.images import folder_of, save


def folder(root: Path, **settings: Any) -> ImageFolder:
    return ImageFolder(path=str(root), **settings)


def said(data: Any, part: str) -> str:
    [found] = [note for note in data.notes if part in note]
    return found


def test_a_class_is_a_folder_and_rows_follow_names(tmp_path: Path) -> None:
    data = folder(folder_of(tmp_path, {"c10": 11, "c9": 2})).load()
    assert data.target_names == ("c9", "c10")
    assert data.row_names[:2] == ("c9/0.png", "c9/1.png")
    assert data.row_names[2:] == tuple(f"c10/{k}.png" for k in range(11))
    assert data.targets.tolist() == [0, 0, *[1] * 11]
    assert (data.inputs.dtype, data.shape, data.divisor) == (np.uint8, (3, 6, 8), 255.0)
    assert data.title == tmp_path.name


def test_parts_come_from_folders_and_the_test_part_last(tmp_path: Path) -> None:
    for part, count in (("train", 3), ("Test", 2), ("val", 1)):
        folder_of(tmp_path / "inner" / part, {"a": count, "b": count})
    data = folder(tmp_path).load()
    assert data.target_names == ("a", "b")
    assert (data.test_rows, data.validation_rows) == (4, 2)
    assert all(name.startswith("inner/Test/") for name in data.row_names[-4:])
    assert all(name.startswith("inner/val/") for name in data.row_names[-6:-4])
    assert said(data, "for validation").startswith("2 images of the folder for validation validate")
    anew = replace(folder(tmp_path), use_validation=False).load()
    assert (anew.test_rows, anew.validation_rows) == (4, 0)
    assert "the split deals them anew" in said(anew, "for validation")
    without = folder_of(tmp_path / "other" / "train", {"a": 3, "b": 3}).parent
    folder_of(without / "validation", {"a": 1, "b": 1})
    found = folder(without).load()
    assert (found.test_rows, found.validation_rows) == (0, 2)


@pytest.mark.parametrize(
    ("train", "test"),
    [
        ("seg_train/seg_train", "seg_test/seg_test"),
        ("train_images", "test_images"),
        ("Training Set", "Test Set"),
        ("train2017", "test_1"),
        ("train", "test_20k"),
        ("scenes-v2-train", "scenes-v2-test"),
        ("scenes/scenes", "scenes-test-set/scenes-test-set"),
    ],
)
def test_folders_of_parts_have_many_names(tmp_path: Path, train: str, test: str) -> None:
    for part, count in ((train, 3), (test, 2)):
        folder_of(tmp_path / part, {"sea": count, "forest": count})
    data = folder(tmp_path).load()
    assert (data.target_names, data.test_rows) == (("forest", "sea"), 4)


def test_what_nobody_labelled_beside_the_parts_is_no_class(tmp_path: Path) -> None:
    for part in ("seg_train/seg_train", "seg_test/seg_test"):
        folder_of(tmp_path / part, {"sea": 3, "forest": 3})
    folder_of(tmp_path / "seg_pred", {"seg_pred": 4})
    data = folder(tmp_path).load()
    assert (data.target_names, len(data), data.test_rows) == (("forest", "sea"), 12, 6)
    assert "4 images lie in no folder of a class" in said(data, "passed over")


@pytest.mark.parametrize("beside", ["signs", "test-several", "test/images", "val/imgs"])
def test_images_without_classes_beside_the_parts_are_no_class(tmp_path: Path, beside: str) -> None:
    """Signs explained, several things on one image, images of a test part that nobody sorted."""
    folder_of(tmp_path / "train", {"sea": 3, "forest": 3})
    if not beside.startswith("test/"):
        folder_of(tmp_path / "test", {"sea": 2, "forest": 2})
    folder_of(tmp_path, {beside: 4})
    data = folder(tmp_path).load()
    assert data.target_names == ("forest", "sea")
    assert "4 images lie in no folder of a class" in said(data, "passed over")


def test_a_part_in_a_folder_of_its_own_name_is_no_class(tmp_path: Path) -> None:
    folder_of(tmp_path, {"train/train": 4, "test/test": 2})
    labels = table(tmp_path, "id,kind\n" + "".join(f"train/train/{k}.png,{'ab'[k % 2]}\n" for k in range(4)))
    source = source_for(str(tmp_path))
    assert (type(source), source.path) == (ImageTable, labels.path)


def test_a_few_images_shown_beside_all_classes_are_none(tmp_path: Path) -> None:
    folder_of(tmp_path, {"Dataset/0": 3, "Dataset/1": 3, "Examples": 2})
    assert folder(tmp_path).load().target_names == ("0", "1")
    folder_of(tmp_path, {"Other": 2})
    assert folder(tmp_path).load().target_names == ("Dataset", "Examples", "Other")


def test_a_class_that_only_the_test_part_has_beside_others_stays_one(tmp_path: Path) -> None:
    folder_of(tmp_path / "train", {"sea": 3, "forest": 3})
    folder_of(tmp_path / "test", {"sea": 2, "lake": 2})
    assert folder(tmp_path).load().target_names == ("forest", "lake", "sea")


def test_a_form_for_answers_is_no_table_of_images(tmp_path: Path) -> None:
    folder_of(tmp_path, {"train_images": 6, "test_images": 3})
    (tmp_path / "sample_submission.csv").write_text(
        "image_id,label\n" + "".join(f"{k}.png,4\n" for k in range(3))
    )
    labels = table(
        tmp_path, "image_id,label\n" + "".join(f"train_images/{k}.png,{'ab'[k % 2]}\n" for k in range(6))
    )
    source = source_for(str(tmp_path))
    assert (type(source), source.path) == (ImageTable, labels.path)


def test_a_last_column_that_tells_nothing_is_not_predicted(tmp_path: Path) -> None:
    folder_of(tmp_path, {"": 6})
    rows = "".join(f"{k}.png,{'ab'[k % 2]},{'x' if k == 3 else ''}\n" for k in range(6))
    assert table(tmp_path, "image,sort,next\n" + rows).load().target_names == ("a", "b")


def test_columns_with_a_single_1_in_each_row_are_classes(tmp_path: Path) -> None:
    folder_of(tmp_path, {"": 6})
    rows = [f"{k}.png,{','.join('1' if k % 3 == j else '0' for j in range(3))}\n" for k in range(6)]
    data = table(tmp_path, "image,rust,scab,healthy\n" + "".join(rows)).load()
    assert [data.target_names[code] for code in data.targets] == ["rust", "scab", "healthy"] * 2
    both = [*rows[:-1], "5.png,1,0,1\n"]
    assert table(tmp_path, "image,rust,scab,healthy\n" + "".join(both)).load().target_names == ("0", "1")


def test_folders_that_share_a_word_beside_the_part_are_parts_only_where_parts_differ() -> None:
    assert parts_of_folders(["night-train", "day-train"]) == {}
    assert parts_of_folders(["night-train", "night-test"]) == {"night-train": "train", "night-test": "test"}
    assert parts_of_folders(["train", "test", "predicted"]) == {}


@pytest.mark.parametrize("name", ["seg_train_test", "trainer", "train_station", "testa"])
def test_other_words_name_no_part(name: str) -> None:
    assert part_named(name) is None


def test_a_class_may_be_called_train(tmp_path: Path) -> None:
    data = folder(folder_of(tmp_path, {"car": 2, "train": 2, "bus": 2})).load()
    assert (data.target_names, data.test_rows) == (("bus", "car", "train"), 0)


def test_what_systems_leave_is_passed_over_and_what_is_no_image_is_named(tmp_path: Path) -> None:
    folder_of(tmp_path, {"a": 2, "b": 2, "__MACOSX/a": 2, ".git/c": 2})
    (tmp_path / "a" / "Thumbs.db").write_bytes(b"x")
    (tmp_path / "a" / "notes.txt").write_text("x")
    save(tmp_path / "loose.png")
    data = folder(tmp_path).load()
    assert len(data) == 4
    assert "a/notes.txt" in said(data, "no image")
    assert "loose.png" in said(data, "in no folder")


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_links_out_of_the_folder_and_round_in_it_are_not_followed(tmp_path: Path) -> None:
    root = folder_of(tmp_path / "in", {"a": 2, "b": 2})
    out = save(tmp_path / "secret.png")
    (root / "a" / "out.png").symlink_to(out)
    (root / "a" / "round").symlink_to(root)
    (root / "a" / "gone.png").symlink_to(root / "nothing.png")
    (root / "a" / "inside.png").symlink_to(root / "b" / "0.png")
    data = folder(root).load()
    assert data.row_names[:3] == ("a/0.png", "a/1.png", "a/inside.png")
    assert said(data, "not followed").startswith("3 links")


def test_damaged_images_are_left_out_by_name(tmp_path: Path) -> None:
    folder_of(tmp_path, {"a": 3, "b": 3})
    (tmp_path / "a" / "1.png").write_bytes((tmp_path / "a" / "1.png").read_bytes()[:60])
    (tmp_path / "b" / "x.jpg").write_bytes(b"no")
    data = folder(tmp_path).load()
    assert data.row_names == ("a/0.png", "a/2.png", "b/0.png", "b/1.png", "b/2.png")
    assert data.targets.tolist() == [0, 0, 1, 1, 1]
    assert data.values()[1].tobytes() == folder(tmp_path).load().values()[1].tobytes()
    assert "a/1.png (it is damaged or cut short), b/x.jpg (it is no image" in said(data, "could not be read")


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda root: None, "There are no images in"),
        (lambda root: folder_of(root, {"": 3}), "in no folder of a class. Put"),
        (lambda root: folder_of(root, {"train": 3, "test": 2}), "in no folder of a class. Put"),
        (lambda root: (folder_of(root, {"": 3}), (root / "l.csv").write_text("a")), "l.csv lies beside"),
        (lambda root: folder_of(root, {"a": 3}), "nothing to tell apart"),
        (
            lambda root: [(root / k).mkdir() for k in "ab"] + [_bad(root / k / "x.png") for k in "ab"],
            "Most of",
        ),
    ],
    ids=["empty", "loose", "parts", "table", "one class", "damaged"],
)
def test_folders_that_cannot_be_used_say_what_to_do(tmp_path: Path, make: Any, sentence: str) -> None:
    make(tmp_path)
    with pytest.raises(NnsimError, match=sentence):
        folder(tmp_path).load()


def _bad(path: Path) -> None:
    path.write_bytes(b"\x89PNG")


@pytest.mark.parametrize("name", ["", "gone", "a\0b", "0.png"])
def test_a_path_that_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    save(tmp_path / "0.png")
    with pytest.raises(NnsimError, match="folder"):
        ImageFolder(path=str(tmp_path / name) if name else "").load()


def test_too_many_files_and_numbers_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_of(tmp_path, {"a": 3, "b": 3})
    with monkeypatch.context() as patch:
        patch.setattr(walking, "MOST_FILES", 5)
        with pytest.raises(NnsimError, match="more than 5 files"):
            folder(tmp_path).load()
    monkeypatch.setattr(gathering, "MOST_NUMBERS", 600)
    with pytest.raises(NnsimError, match="Make them smaller, such as 5 × 5"):
        folder(tmp_path).load()
    assert folder(tmp_path, width=5, height=5).load().shape == (3, 5, 5)
    monkeypatch.setattr(image_source, "_MOST_INPUTS", 10)
    with pytest.raises(NnsimError, match="too large to learn from"):
        folder(tmp_path, width=5, height=5).load()


def test_size_and_colours_are_found_out_and_told(tmp_path: Path) -> None:
    folder_of(tmp_path, {"a": 3, "b": 3}, size=(200, 100))
    save(tmp_path / "a" / "odd.png", size=(10, 10))
    data = folder(tmp_path).load()
    assert data.shape == (3, 32, 64)
    assert "200 × 100 pixels; here all are 64 × 32" in said(data, "Most images")
    assert said(data, "of another size").startswith("7 of")
    [switch] = switches_of(said(data, "three channels"))
    assert replace(folder(tmp_path), **dict(switch.changes)).load().shape == (1, 32, 64)
    assert folder(tmp_path, width=20).load().shape == (3, 10, 20)
    assert folder(tmp_path, height=20).load().shape == (3, 20, 40)
    assert folder(tmp_path, width=7, height=9, colour="grey").load().shape == (1, 9, 7)


def test_flat_images_are_their_channels_one_after_another(tmp_path: Path) -> None:
    root = folder_of(tmp_path, {"a": 2, "b": 2})
    flat, image = folder(root, layout="flat").load(), folder(root).load()
    assert flat.inputs.tobytes() == image.inputs.tobytes()
    assert (flat.shape, flat.input_names[:2]) == ((144,), ("x1", "x2"))


def test_progress_is_told_for_every_image_and_may_stop_it(tmp_path: Path) -> None:
    root = folder_of(tmp_path, {"a": 20, "b": 20})
    told: list[float] = []
    folder(root).load(lambda share, doing: told.append(share))
    assert len(told) > 40
    assert told == sorted(told)

    def stop(share: float, doing: str) -> None:
        told.append(share)
        if share > 0.3:
            raise Cancelled

    told.clear()
    with pytest.raises(Cancelled):
        folder(root).load(stop)
    assert told[-1] < 0.4


def test_threads_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = folder_of(tmp_path, {"a": 20, "b": 20})
    (root / "a" / "3.png").write_bytes(b"no")
    alone = folder(root).load()
    monkeypatch.setattr(gathering, "_LARGE", 0)
    together = folder(root).load()
    assert alone.inputs.tobytes() == together.inputs.tobytes()
    assert (alone.row_names, alone.notes) == (together.row_names, together.notes)


# ---- tables ------------------------------------------------------------------------------------


def table(root: Path, text: str, **settings: Any) -> ImageTable:
    path = root / "labels.csv"
    path.write_text(text, "utf-8")
    return ImageTable(path=str(path), **settings)


def test_a_table_names_images_and_their_classes(tmp_path: Path) -> None:
    folder_of(tmp_path, {"": 2, "deep/er": 3})
    rows = "file,width,kind\n1.png,8,dog\ndeep/er/2.png,8,cat\n0.png,8,dog\ner/0.png,8,cat\n"
    source = table(tmp_path, rows)
    data = source.load()
    assert type(source).recognises(source.path)
    assert data.row_names == ("1.png", "deep/er/2.png", "0.png", "deep/er/0.png")
    assert [data.target_names[k] for k in data.targets] == ["dog", "cat", "dog", "cat"]
    assert data.title == "labels.csv"


def test_names_without_endings_and_windows_slashes_are_found(tmp_path: Path) -> None:
    folder_of(tmp_path, {"images": 12})
    ids = [*range(4, 12), "images\\1.png", "./images/2.png"]
    data = table(tmp_path, "id;breed\n" + "".join(f"{i};{'xy'[k % 2]}\n" for k, i in enumerate(ids))).load()
    assert data.row_names[:2] == ("images/4.png", "images/5.png")
    assert data.row_names[-2:] == ("images/1.png", "images/2.png")


def test_the_column_called_so_is_predicted_wherever_it_stands(tmp_path: Path) -> None:
    folder_of(tmp_path, {"": 6})
    rows = "".join(f"{k},{k}.png,{'ab'[k % 2]},{'xyz'[k % 3]}\n" for k in range(6))
    assert table(tmp_path, "lesion,image,dx,place\n" + rows).load().target_names == ("a", "b")
    assert table(tmp_path, "lesion,image,kind,place\n" + rows).load().target_names == ("x", "y", "z")


def test_numbers_make_a_regression_and_a_column_the_test_part(tmp_path: Path) -> None:
    folder_of(tmp_path, {"": 8})
    parts = ["train", "test", "val", "train", "train", "test", "train", "train"]
    rows = "".join(f"{part},{i}.png,{i * 1.37}\n" for i, part in enumerate(parts))
    data = table(tmp_path, f"split,file,age\n{rows}").load()
    assert (data.task, data.test_rows, data.target_names) == ("regression", 2, ("age",))
    assert data.row_names[-2:] == ("1.png", "5.png")
    assert data.targets[-1, 0] == pytest.approx(5 * 1.37)


def test_rows_without_an_image_or_a_target_are_left_out_and_counted(tmp_path: Path) -> None:
    folder_of(tmp_path, {"": 6})
    outside = save(tmp_path.parent / "outside.png")
    rows = "".join(f"{i}.png,{'ab'[i % 2]}\n" for i in range(5))
    text = f"file,kind\n{rows}5.png,\ngone.png,a\n../{outside.name},b\n{outside},b\n"
    data = table(tmp_path, text).load()
    assert len(data) == 5
    assert said(data, "not there").startswith("3 rows")
    assert said(data, "missing").startswith("1 row ")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b\n1,2\n3,4\n", "No column of labels.csv names images"),
        ("file\n0.png\n1.png\n", "nothing to predict"),
        ("file,kind\nx.png,a\ny.png,b\n", "such as x.png"),
        ("file,kind\n0.png,\n1.png,\n", "have something to predict"),
        ("file,kind\n0.png,a\n1.png,a\n", "nothing to tell apart"),
    ],
)
def test_tables_that_cannot_be_used_say_what_to_do(tmp_path: Path, text: str, sentence: str) -> None:
    folder_of(tmp_path, {"": 2})
    with pytest.raises(NnsimError, match=sentence):
        table(tmp_path, text).load()


def test_sources_know_what_is_meant_for_them(tmp_path: Path) -> None:
    root = folder_of(tmp_path, {"in/a": 2, "in/b": 2})
    assert ImageFolder.recognises(str(root))
    assert not ImageFolder.recognises(str(root / "in" / "a"))
    assert not ImageFolder.recognises(str(root / "gone"))
    assert not ImageTable.recognises(table(tmp_path, "a,b\n1,2\n3,4\n").path)
    assert not ImageTable.recognises(str(root / "gone.csv"))
    assert not FileSource.recognises(str(root))


def test_a_table_may_call_images_without_their_endings_and_parts_are_no_classes(tmp_path: Path) -> None:
    root = folder_of(tmp_path, {"train": 4, "test": 2})
    assert not ImageFolder.recognises(str(root)), "train and test are no classes"
    rows = "".join(f"{i},{'ab'[i % 2]}\n" for i in range(4))
    labels = table(root, "id,kind\n" + rows)
    assert ImageTable.recognises(labels.path)
    assert type(source_for(str(root))) is ImageTable
    plain = table(root, "id,kind\n" + "".join(f"{i},{'ab'[i % 2]}\n" for i in range(20)))
    assert not ImageTable.recognises(plain.path), "most of its numbers are no images"
    folder_of(root / "train", {"a": 2, "b": 2})
    assert ImageFolder.recognises(str(root))


# ---- anything at all ---------------------------------------------------------------------------

NAMES = ("a", "b", "train", "test", "val", "__MACOSX", ".hidden", "10", "9", "Ä ö", "x" * 60)
FILES = ("1.png", "2.JPG", "10.png", "notes.txt", ".dot.png", "Thumbs.db", "noending", "l.csv")
TREES = st.lists(
    st.tuples(st.lists(st.sampled_from(NAMES), max_size=3), st.sampled_from(FILES), st.booleans()),
    max_size=14,
)
GOOD = BytesIO()
Image.fromarray(np.arange(48, dtype=np.uint8).reshape(4, 4, 3)).save(GOOD, "PNG")


@settings(max_examples=30)
@given(TREES)
def test_any_tree_of_folders_gives_images_or_one_sentence(tree: list[tuple[list[str], str, bool]]) -> None:
    with TemporaryDirectory() as name:
        root = Path(name)
        for parents, file, is_good in tree:
            path = root.joinpath(*parents, file)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(GOOD.getvalue() if is_good else GOOD.getvalue()[:50])
        try:
            data = folder(root).load()
        except NnsimError as error:
            assert str(error).endswith((".", "it."))
            return
        assert len(set(data.row_names)) == len(data) == len(data.inputs) >= 2
        for row, label in zip(data.row_names, data.targets, strict=True):
            assert data.target_names[label] in row.split("/")[:-1]
            assert not row.startswith((".hidden", "__MACOSX"))
            assert (root / row).read_bytes() == GOOD.getvalue()
        tested = [bool({"test", "val"} & set(row.split("/")[:2])) for row in data.row_names]
        assert all(tested[len(data) - data.test_rows :])


@settings(max_examples=30)
@given(st.text(st.sampled_from('a1.png,;\n"/\\ \t#é'), max_size=60))
def test_any_text_beside_images_gives_images_or_one_sentence(text: str) -> None:
    with TemporaryDirectory() as name:
        for file in ("a.png", "1.png", "11.png", "deep/1.png"):
            path = Path(name) / file
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(GOOD.getvalue())
        try:
            data = table(Path(name), f"file,kind\n{text}\na.png,a\n11.png,1\n1.png,1\n").load()
        except NnsimError as error:
            assert str(error)
        else:
            assert set(data.row_names) <= {"a.png", "1.png", "11.png", "deep/1.png"}


def test_a_table_that_names_images_in_the_web_is_a_table(tmp_path: Path) -> None:
    rows = "".join(f"https://example.org/{k}.png,{k / 7:.2f},{'ab'[k % 2]}\n" for k in range(30))
    (tmp_path / "t.csv").write_text("photo,x,kind\n" + rows)
    assert not isinstance(source_for(str(tmp_path / "t.csv")), ImageTable)
    (tmp_path / "t.csv").write_text("photo,x,kind\n" + rows.replace("https://example.org/", ""))
    assert isinstance(source_for(str(tmp_path / "t.csv")), ImageTable)
