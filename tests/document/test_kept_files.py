"""A project that keeps its data file needs no other; one that is linked notices when that changes."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnsim.base.archive import Streamed, write_archive
from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.files import kept_files
from nnsim.data.files.file_source import FileSource, read_alike
from nnsim.data.files.identity import Files, Identity, identity_of
from nnsim.data.prepare import prepare
from nnsim.data.source import sources
from nnsim.data.sources.characters_file import CharactersFile
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.image_folder import ImageFolder
from nnsim.data.sources.image_table import ImageTable
from nnsim.data.sources.mnist import Mnist
from nnsim.data.sources.npz_file import NpzFile
from nnsim.data.sources.sequence_folder import SequenceFolder
from nnsim.data.sources.text_folder import TextFolder
from nnsim.document import storage
from nnsim.document.data_file import as_read
from nnsim.document.history_file import SavedRun
from nnsim.document.project import Project
from nnsim.document.recovery import RecoveryStore
from nnsim.library import Dense, Input, Tanh, chain, load, save, train

ROWS = "a,b,c\n" + "".join(f"{i},{i % 7},{'xy'[i % 2]}\n" for i in range(40))


@pytest.fixture
def data(tmp_path) -> Path:
    path = tmp_path / "here" / "d.csv"
    path.parent.mkdir()
    path.write_text(ROWS)
    return path


@pytest.fixture(autouse=True)
def fresh(monkeypatch) -> None:
    """Begin every test as a program begins that knows of no file."""
    forget(monkeypatch)


def forget(monkeypatch) -> None:
    monkeypatch.setattr(kept_files, "_sitting", kept_files._Sitting())


def project_on(path: Path, keep: bool = True) -> Project:
    return chain(Input(), Dense(3, Tanh()), Dense(1), data=CsvFile(str(path), keep=keep))


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(path: Path, change) -> None:
    content = members(path)
    change(content)
    with path.open("wb") as file:
        write_archive(file, content)


def kept_member(path: Path) -> str:
    return next(name for name in members(path) if name.startswith("files/"))


# ---- keeping -------------------------------------------------------------------------------------------


def test_it_trains_to_the_same_bits_where_nothing_else_is(data: Path, tmp_path, monkeypatch) -> None:
    linked = train(project_on(data, keep=False), 3)
    save(tmp_path / "p.nnsim", project_on(data))
    assert members(tmp_path / "p.nnsim")[kept_member(tmp_path / "p.nnsim")] == ROWS.encode()
    away = tmp_path / "another machine"
    away.mkdir()
    shutil.move(tmp_path / "p.nnsim", away / "p.nnsim")
    shutil.rmtree(data.parent)
    forget(monkeypatch)
    opened = load(away / "p.nnsim")
    assert opened.problems == ()
    kept = train(opened.project, 3)
    assert np.array_equal(linked.learned.moment.parameters, kept.learned.moment.parameters)
    assert linked.data.summary == kept.data.summary
    assert kept.data.title == "d.csv"


def test_two_saves_are_equal_bytes_and_so_is_one_from_elsewhere(data: Path, tmp_path, monkeypatch) -> None:
    for name in "pq":
        save(tmp_path / f"{name}.nnsim", project_on(data))
    whole = (tmp_path / "p.nnsim").read_bytes()
    assert (tmp_path / "q.nnsim").read_bytes() == whole
    forget(monkeypatch)
    opened = load(tmp_path / "p.nnsim")
    data.unlink()
    save(tmp_path / "p.nnsim", opened.project)
    assert (tmp_path / "p.nnsim").read_bytes() == whole
    save(tmp_path / "p.nnsim", opened.project)
    assert (tmp_path / "p.nnsim").read_bytes() == whole


def test_opening_unpacks_nothing_and_saving_copies_the_member(data: Path, tmp_path, monkeypatch) -> None:
    save(tmp_path / "p.nnsim", project_on(data))
    forget(monkeypatch)
    project = load(tmp_path / "p.nnsim").project
    save(tmp_path / "q.nnsim", project)
    assert not kept_files._sitting.copies
    (tmp_path / "p.nnsim").unlink()
    assert len(prepare(project.data).dataset) == 40, "what was saved last has it, too"


def test_what_is_not_kept_stays_as_it_was_in_files(data: Path, tmp_path) -> None:
    save(tmp_path / "p.nnsim", project_on(data, keep=False))
    record = json.loads(members(tmp_path / "p.nnsim")["project.json"])
    assert "keep" not in record["data"]["source"]["settings"]
    assert record["data_file"].keys() == {"size", "sha256"}
    save(tmp_path / "q.nnsim", Project())
    assert "data_file" not in json.loads(members(tmp_path / "q.nnsim")["project.json"])


def test_a_project_may_grow_from_keeping_to_linking_and_back(data: Path, tmp_path) -> None:
    kept = CsvFile(str(data)).kept()
    assert kept.content
    assert read_alike(kept, CsvFile(str(data)))
    assert kept.released() == CsvFile(str(data))
    data.write_text(ROWS + "1,1,x\n")
    assert len(kept.load()) == 40
    assert len(kept.released().load()) == 41
    anew = kept.released().kept()
    assert not read_alike(kept, anew)
    assert not read_alike(kept, replace(kept, target="a"))
    assert len(anew.load()) == 41


def test_saved_over_without_it_undo_still_has_it(data: Path, tmp_path, monkeypatch) -> None:
    save(tmp_path / "p.nnsim", project_on(data))
    forget(monkeypatch)
    project = load(tmp_path / "p.nnsim").project
    save(tmp_path / "p.nnsim", Project())
    data.unlink()
    assert len(prepare(project.data).dataset) == 40


def test_packed_files_are_kept_as_they_are(tmp_path, monkeypatch) -> None:
    packed = tmp_path / "d.csv.gz"
    packed.write_bytes(gzip.compress(ROWS.encode()))
    save(tmp_path / "p.nnsim", project_on(packed))
    assert members(tmp_path / "p.nnsim")[kept_member(tmp_path / "p.nnsim")] == packed.read_bytes()
    packed.unlink()
    forget(monkeypatch)
    assert len(prepare(load(tmp_path / "p.nnsim").project.data).dataset) == 40


def test_earlier_runs_keep_files_of_their_own(data: Path, tmp_path, monkeypatch) -> None:
    other = data.with_name("e.csv")
    other.write_text(ROWS + "1,1,x\n")
    run = SavedRun(Project(data=DataSettings(CsvFile(str(other)).kept())))
    storage.save(tmp_path / "p.nnsim", project_on(data), history=(run, SavedRun(project_on(data))))
    shutil.rmtree(data.parent)
    forget(monkeypatch)
    opened = storage.load(tmp_path / "p.nnsim")
    assert [len(prepare(run.project.data).dataset) for run in opened.history] == [41, 40]
    assert opened.history[1].project.data == opened.project.data, "the run goes on with the project"


def test_a_recovery_copy_of_it_is_whole(data: Path, tmp_path, monkeypatch) -> None:
    store = RecoveryStore(tmp_path / "recovery")
    store.write(project_on(data), None, None)
    store._lock.release()
    data.unlink()
    forget(monkeypatch)
    after = RecoveryStore(tmp_path / "recovery")
    (leftover,) = after.list()
    opened = after.load(leftover)
    after.take_over(leftover)
    assert len(prepare(opened.project.data).dataset) == 40


def test_what_is_long_lies_beside_recovery_copies_once(data: Path, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("nnsim.document.recovery.MOST_IN_COPY", 10)
    store = RecoveryStore(tmp_path / "recovery")
    project = project_on(data)
    for notes in ("one", "two"):
        store.write(replace(project, notes=notes), None, None)
    assert not [name for name in members(store.path) if name.startswith("files/")]
    (beside,) = (tmp_path / "recovery" / "files").iterdir()
    assert beside.read_text() == ROWS
    store._lock.release()
    data.unlink()
    forget(monkeypatch)
    after = RecoveryStore(tmp_path / "recovery")
    old = 3 * 24 * 3600
    os.utime(beside, (beside.stat().st_atime - old, beside.stat().st_mtime - old))
    (leftover,) = after.list()
    opened = after.load(leftover)
    assert opened.project.notes == "two"
    assert len(prepare(opened.project.data).dataset) == 40
    after.discard(leftover)
    assert after.list() == ()
    assert not beside.exists(), "no copy speaks of it any more"


# ---- what is wrong with it -------------------------------------------------------------------------------


def test_a_damaged_copy_harms_nothing_else(data: Path, tmp_path, monkeypatch) -> None:
    result = train(project_on(data), 2)
    save(tmp_path / "p.nnsim", result)
    name = kept_member(tmp_path / "p.nnsim")
    rewritten(tmp_path / "p.nnsim", lambda all_: all_.update({name: all_[name].replace(b"3", b"4")}))
    forget(monkeypatch)
    opened = load(tmp_path / "p.nnsim")
    assert opened.learned is not None
    assert opened.project.graph == result.project.graph
    with pytest.raises(NnsimError, match="are damaged"):
        prepare(opened.project.data)
    with pytest.raises(NnsimError, match="are damaged"):
        save(tmp_path / "q.nnsim", opened.project)
    assert not (tmp_path / "q.nnsim").exists()
    found = replace(opened.project.data, source=opened.project.data.source.released())
    assert len(prepare(found).dataset) == 40


def test_without_its_member_it_is_read_where_it_was_and_that_is_said(
    data: Path, tmp_path, monkeypatch
) -> None:
    save(tmp_path / "p.nnsim", project_on(data))
    name = kept_member(tmp_path / "p.nnsim")
    rewritten(tmp_path / "p.nnsim", lambda all_: all_.pop(name))
    forget(monkeypatch)
    opened = load(tmp_path / "p.nnsim")
    assert any("does not hold its data file" in text for text in opened.problems)
    assert len(prepare(opened.project.data).dataset) == 40


@pytest.mark.parametrize("name", ["files/../x", "files/x", "files/" + "0" * 64 + "/a", "files/" + "G" * 64])
def test_no_name_in_a_file_leads_anywhere(data: Path, tmp_path, monkeypatch, name: str) -> None:
    save(tmp_path / "p.nnsim", project_on(data))
    real = kept_member(tmp_path / "p.nnsim").removeprefix("files/")

    def change(all_: dict[str, bytes]) -> None:
        all_["project.json"] = all_["project.json"].replace(real.encode(), name[6:].encode())
        all_[name] = all_.pop("files/" + real)

    rewritten(tmp_path / "p.nnsim", change)
    forget(monkeypatch)
    try:
        opened = load(tmp_path / "p.nnsim")
    except NnsimError as error:
        assert "no file of nnsim" in str(error)
    else:
        assert opened.problems
        assert opened.project.data.source.content == ""


def test_names_in_a_bundle_cannot_climb_out(tmp_path) -> None:
    path = tmp_path / "bundle"
    with path.open("wb") as file:
        write_archive(file, {"../out.npy": b"1", "x.npy": b"2"})
    with path.open("rb") as file:
        content = kept_files._digest(file) + ".files"
    kept_files.offer_file(content, path)
    with pytest.raises(NnsimError, match=r"called '\.\./out\.npy'"):
        kept_files.bring(content, "x.npy")
    assert [entry.name for entry in tmp_path.iterdir()] == ["bundle"]


def test_a_file_that_a_project_cannot_hold_is_refused_before_it_is_copied(data: Path, monkeypatch) -> None:
    monkeypatch.setattr(kept_files, "MOST_BYTES", 100)
    with pytest.raises(NnsimError, match=r"d\.csv has 0\.1 MB; a project can keep at most"):
        CsvFile(str(data)).kept()
    assert not kept_files._sitting.copies


@pytest.mark.parametrize(
    "record",
    [7, {"sha256": "x"}, {"sha256": "0" * 64}, {"sha256": "0" * 64, "size": -1}, {"kept": 3}, {"odd": 1}],
)
def test_what_cannot_be_read_of_a_record_is_left_out(data: Path, tmp_path, record) -> None:
    save(tmp_path / "p.nnsim", project_on(data, keep=False))

    def change(all_: dict[str, bytes]) -> None:
        whole = json.loads(all_["project.json"])
        all_["project.json"] = json.dumps({**whole, "data_file": record}).encode()

    rewritten(tmp_path / "p.nnsim", change)
    opened = load(tmp_path / "p.nnsim")
    assert len(opened.problems) == 1
    assert opened.project.data.source.known is None


# ---- linked ----------------------------------------------------------------------------------------------


def test_a_linked_file_is_known_by_its_content(data: Path, tmp_path) -> None:
    save(tmp_path / "p.nnsim", project_on(data, keep=False))
    source = load(tmp_path / "p.nnsim").project.data.source
    assert source.known == source.load().read_from == Identity(len(ROWS), _sha256(data))
    os.utime(data, (1, 1))
    assert source.identity() == source.known, "touched only"
    data.write_text(ROWS.replace("0,0,x", "0,0,y"))
    assert source.identity() != source.known


def _sha256(path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", "import hashlib,sys; print(hashlib.sha256(open(sys.argv[1],'rb').read()).hexdigest())", path],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_what_was_read_is_what_is_remembered(data: Path, tmp_path) -> None:
    project = project_on(data, keep=False)
    prepared = prepare(project.data)
    before = project.data.source.identity()
    data.write_text(ROWS + "1,1,x\n")
    save(tmp_path / "p.nnsim", as_read(project, prepared))
    assert load(tmp_path / "p.nnsim").project.data.source.known == before


def test_of_several_of_one_name_the_right_one_is_found(data: Path, tmp_path) -> None:
    home = tmp_path / "moved"
    (home / "here").mkdir(parents=True)
    save(tmp_path / "p.nnsim", project_on(data, keep=False))
    shutil.move(tmp_path / "p.nnsim", home / "p.nnsim")
    (home / "here" / "d.csv").write_text(ROWS.replace("x", "z"))
    (home / "d.csv").write_text(ROWS)
    data.unlink()
    opened = load(home / "p.nnsim")
    assert opened.project.data.source.path == "d.csv"
    assert "d.csv, found beside the project" in opened.problems[0]
    (home / "d.csv").unlink()
    assert load(home / "p.nnsim").project.data.source.path == "here/d.csv", "else the nearest"


def test_long_files_are_known_by_blocks_of_them(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("nnsim.data.files.identity.MOST_WHOLE", 1000)
    monkeypatch.setattr("nnsim.data.files.identity._BLOCK", 10)
    path = tmp_path / "long"
    content = bytearray(np.random.default_rng(0).bytes(5000))
    path.write_bytes(content)
    files = Files(tmp_path, ("long",))
    before = identity_of(files)
    for place in (0, len(content) - 1):
        changed = bytearray(content)
        changed[place] ^= 1
        path.write_bytes(changed)
        assert identity_of(files) != before
    path.write_bytes(content + b"1")
    assert identity_of(files) != before


def test_streams_are_written_piece_by_piece(tmp_path) -> None:
    with (tmp_path / "z").open("wb") as file:
        write_archive(file, {"a": Streamed(4, lambda: iter((b"12", b"34"))), "b": b"5"})
    assert members(tmp_path / "z") == {"a": b"1234", "b": b"5"}


# ---- every source of files -------------------------------------------------------------------------------


def _table(folder: Path) -> FileSource:
    (folder / "d.csv").write_text(ROWS)
    return CsvFile(str(folder / "d.csv"))


def _pair(folder: Path) -> FileSource:
    np.save(folder / "x.npy", np.random.default_rng(0).normal(size=(30, 3)))
    np.save(folder / "y.npy", np.arange(30) % 2)
    return NpzFile(str(folder / "x.npy"))


def _digits(folder: Path) -> FileSource:
    def idx(name: str, array: np.ndarray) -> None:
        head = bytes((0, 0, 8, array.ndim)) + b"".join(n.to_bytes(4, "big") for n in array.shape)
        (folder / name).write_bytes(head + array.tobytes())

    idx("train-images-idx3-ubyte", np.arange(20 * 16, dtype=np.uint32).astype(np.uint8).reshape(20, 4, 4))
    idx("train-labels-idx1-ubyte", (np.arange(20) % 10).astype(np.uint8))
    return Mnist(str(folder / "train-images-idx3-ubyte"))


def _images(folder: Path) -> list[str]:
    from PIL import Image

    names = []
    for i in range(6):
        name = f"{'ab'[i % 2]}/{i}.png"
        (folder / name).parent.mkdir(exist_ok=True)
        Image.new("L", (4, 4), 40 * i).save(folder / name)
        names.append(name)
    (folder / "a" / ".hidden.png").write_bytes(b"")
    return names


def _image_folder(folder: Path) -> FileSource:
    _images(folder)
    return ImageFolder(str(folder))


def _image_table(folder: Path) -> FileSource:
    lines = [f"{name},{i % 2}\n" for i, name in enumerate(_images(folder))]
    (folder / "labels.csv").write_text("file,label\n" + "".join(lines))
    return ImageTable(str(folder / "labels.csv"))


def _sequences(folder: Path) -> FileSource:
    for i in range(6):
        place = folder / "ab"[i % 2] / f"{i}.csv"
        place.parent.mkdir(exist_ok=True)
        place.write_text("u,v\n" + "".join(f"{j},{i * j}\n" for j in range(3 + i)))
    return SequenceFolder(str(folder))


def _text(folder: Path) -> FileSource:
    (folder / "t.txt").write_text("to be or not to be, that is the question\n" * 5)
    return CharactersFile(str(folder / "t.txt"))


def _texts(folder: Path) -> FileSource:
    for i in range(6):
        place = folder / "ab"[i % 2] / f"{i}.txt"
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"to be or not to be {'now' if i % 3 else 'then'}\n")
    return TextFolder(str(folder))


MADE = {
    "csv": _table,
    "npz": _pair,
    "mnist": _digits,
    "image_folder": _image_folder,
    "image_table": _image_table,
    "sequence_folder": _sequences,
    "text_folder": _texts,
    "characters_file": _text,
}


def test_every_source_of_files_is_tried() -> None:
    assert set(MADE) == {cls.key for cls in sources if issubclass(cls, FileSource)}


@pytest.mark.parametrize("key", MADE)
def test_it_gives_the_same_examples_from_a_project_that_keeps_it(key: str, tmp_path, monkeypatch) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    source = MADE[key](folder)
    told: list[float] = []
    before = prepare(DataSettings(source), lambda share, doing: told.append(share))
    assert told == sorted(told)
    assert before.dataset.read_from == source.identity() is not None
    storage.save(tmp_path / "p.nnsim", Project(data=DataSettings(replace(source, keep=True))))
    shutil.rmtree(folder)
    forget(monkeypatch)
    opened = storage.load(tmp_path / "p.nnsim")
    assert opened.problems == ()
    after = prepare(opened.project.data)
    for part in ("train", "validation", "test"):
        one, other = getattr(before, part), getattr(after, part)
        assert np.array_equal(one.values(), other.values())
        assert np.array_equal(one.targets, other.targets)
    assert before.summary == after.summary
    assert after.dataset.read_from == before.dataset.read_from
    whole = (tmp_path / "p.nnsim").read_bytes()
    storage.save(tmp_path / "p.nnsim", opened.project)
    assert (tmp_path / "p.nnsim").read_bytes() == whole


def test_any_file_of_a_folder_that_changes_is_noticed(tmp_path) -> None:
    source = _image_folder(tmp_path)
    before = source.identity()
    image = tmp_path / "b" / "5.png"
    content = image.read_bytes()
    image.write_bytes(content + b"\0")
    assert source.identity() != before
    image.write_bytes(content)
    assert source.identity() == before
    image.rename(tmp_path / "a" / "5.png")
    assert source.identity() != before


def test_a_table_whose_path_is_a_folder_does_not_read_all_of_it(tmp_path) -> None:
    with pytest.raises(NnsimError, match="is a folder"):
        CsvFile(str(tmp_path)).own_files()
