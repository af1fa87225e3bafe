"""Folders in packed files, tar files, and members whose names say nothing."""

from __future__ import annotations

import bz2
import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from nnsim.base.errors import Cancelled, NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.files.opening import source_for
from nnsim.data.files.packed import members
from nnsim.data.prepare import prepare
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.image_folder import ImageFolder
from nnsim.data.sources.sequence_folder import SequenceFolder
from tests.data.images import save

TABLE = b"a,b,y\n" + b"1,2,0\n3,5,1\n" * 10


def png(folder: Path) -> bytes:
    return save(folder / "one.png").read_bytes()


def packed(path: Path, content: dict[str, bytes]) -> str:
    """Pack some files by what the name says, and return where."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in content.items():
                archive.writestr(name, data)
        return str(path)
    mode = {".tar": "w", ".tgz": "w:gz", ".bz2": "w:bz2", ".xz": "w:xz"}[path.suffix]
    with tarfile.open(path, mode) as tar:
        for name, data in content.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return str(path)


ENDINGS = ["zip", "tar", "tgz", "tar.bz2", "tar.xz"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_packed_folder_of_images_opens_as_it_lies_there(tmp_path, ending) -> None:
    one = png(tmp_path)
    files = {f"pets/{word}/{k}.png": one for word in ("cat", "dog") for k in range(4)}
    others = {"pets/readme.txt": b"cats and dogs", "__MACOSX/pets/._cat": b"\0", "pets/cat/._0.png": b"\0"}
    source = source_for(packed(tmp_path / f"pets.{ending}", files | others))
    assert isinstance(source, ImageFolder)
    data = prepare(DataSettings(source)).dataset
    assert (data.title, data.target_names, len(data)) == ("pets", ("cat", "dog"), 8)
    assert source.is_there(Path(source.path))


def test_parts_in_a_packed_folder_are_kept(tmp_path) -> None:
    one = png(tmp_path)
    files = {f"a/{part}/{word}/{k}.png": one for part in ("train", "test") for word in "uv" for k in range(3)}
    assert source_for(packed(tmp_path / "a.zip", files)).load().test_rows == 6


def test_a_packed_folder_of_sequences(tmp_path) -> None:
    rows = b"x,y\n1,2\n3,5\n"
    files = {f"{word}/{k}.csv": rows for word in ("up", "down") for k in range(4)}
    source = source_for(packed(tmp_path / "moves.zip", files))
    assert isinstance(source, SequenceFolder)
    assert source.load().shape == (2, 2)
    # Tables beside each other are no sequences.
    tables = {"train/a.csv": TABLE, "test/b.csv": TABLE, "more/c.csv": TABLE}
    assert isinstance(source_for(packed(tmp_path / "tables.zip", tables)), CsvFile)


def test_a_folder_is_unpacked_once_and_anew_when_it_changed(tmp_path) -> None:
    one = png(tmp_path)
    path = packed(tmp_path / "p.zip", {f"{word}/{k}.png": one for word in "ab" for k in range(3)})
    assert len(ImageFolder(path=path).load()) == 6
    packed(tmp_path / "p.zip", {f"{word}/{k}.png": one for word in "abc" for k in range(3)})
    assert ImageFolder(path=path).load().target_names == ("a", "b", "c")


def test_climbing_names_damage_and_stopping(tmp_path) -> None:
    one = png(tmp_path)
    files = {f"{word}/{k}.png": one for word in "ab" for k in range(3)}
    path = packed(tmp_path / "climbs.tar", files | {"../../up.png": one})
    with pytest.raises(NnsimError, match="leads out of its folder"):
        ImageFolder(path=path).load()
    cut = tmp_path / "cut.tar"
    cut.write_bytes(Path(packed(tmp_path / "whole.tar", files)).read_bytes()[:2000])
    with pytest.raises(NnsimError, match="damaged or cut short"):
        ImageFolder(path=str(cut)).load()

    def stop(done: float, doing: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        ImageFolder(path=packed(tmp_path / "stopped.zip", files)).load(stop)


def test_a_tar_that_says_it_is_endless_is_not_looked_through(tmp_path) -> None:
    info = tarfile.TarInfo("zeros.csv")
    info.size = 10**12
    (tmp_path / "bomb.tar").write_bytes(info.tobuf() + b"\0" * 2048)
    with pytest.raises(NnsimError, match="holds too much"):
        members(tmp_path / "bomb.tar")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_table_in_a_tar(tmp_path, ending) -> None:
    source = source_for(
        packed(tmp_path / f"housing.{ending}", {"housing/housing.csv": TABLE, "housing/notes.txt": b"n"})
    )
    assert isinstance(source, CsvFile)
    assert len(source.load()) == 20
    assert source.layout().member == "housing/housing.csv"


@pytest.mark.parametrize("ending", [".tra.gz", "-all.gz", ".scale.bz2"])
def test_a_packed_table_of_any_name_is_looked_into(tmp_path, ending) -> None:
    pack = bz2.compress if ending.endswith("bz2") else gzip.compress
    (tmp_path / f"digits{ending}").write_bytes(pack(TABLE))
    source = source_for(str(tmp_path / f"digits{ending}"))
    assert len(source.load()) == 20
    (tmp_path / "noise.gz").write_bytes(pack(bytes(range(256)) * 9))
    with pytest.raises(NnsimError, match="cannot be opened as data"):
        source_for(str(tmp_path / "noise.gz"))


def test_links_in_a_tar_are_none_of_it(tmp_path) -> None:
    path = tmp_path / "links.tar"
    with tarfile.open(path, "w") as tar:
        link = tarfile.TarInfo("passwords.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
        info = tarfile.TarInfo("t.csv")
        info.size = len(TABLE)
        tar.addfile(info, io.BytesIO(TABLE))
    assert [one.name for one in members(path)] == ["t.csv"]


def test_a_member_is_looked_into_where_no_name_tells(tmp_path) -> None:
    word = (b"now", b"later")
    mails = b"".join(
        b'%s\tcall "me %d %s\n' % ((b"ham", b"spam")[k % 2], k, word[k % 3 % 2]) for k in range(60)
    )
    about = {
        "readme": b"A collection of mails.\n\nIt was made by hand.\n" * 200,
        "readme.txt": b"a,b\n" * 900,
    }
    source = source_for(packed(tmp_path / "sms.zip", {"SMSCollection": mails} | about))
    assert isinstance(source, CsvFile)
    data = source.load()
    assert (data.target_names, len(data)) == (("ham", "spam"), 60)
    assert source.layout().member == "SMSCollection"
    with pytest.raises(NnsimError, match=r"There is no file in prose\.zip that can be read"):
        CsvFile(path=packed(tmp_path / "prose.zip", about | {"a.names": b"1. Title: x\n"})).load()


@pytest.mark.parametrize("packed", [True, False])
def test_the_four_idx_files_two_folders_deep(tmp_path: Path, packed: bool) -> None:
    inner = tmp_path / "MNIST" / "raw"
    inner.mkdir(parents=True)
    for part, count in (("train", 12), ("t10k", 5)):
        pixels = np.arange(count * 16, dtype=np.uint8)
        head = bytes((0, 0, 8, 3)) + b"".join(n.to_bytes(4, "big") for n in (count, 4, 4))
        (inner / f"{part}-images-idx3-ubyte").write_bytes(head + pixels.tobytes())
        labels = bytes((0, 0, 8, 1)) + count.to_bytes(4, "big") + bytes(k % 3 for k in range(count))
        (inner / f"{part}-labels-idx1-ubyte").write_bytes(labels)
    place = tmp_path / "MNIST"
    if packed:
        place = tmp_path / "MNIST.tar.gz"
        with tarfile.open(place, "w:gz") as archive:
            archive.add(tmp_path / "MNIST", "MNIST")
    data = source_for(str(place)).load()
    assert (len(data), data.test_rows, data.shape, data.classes) == (17, 5, (4, 4), 3)


def test_packed_images_that_only_a_table_tells_apart_are_to_be_unpacked(tmp_path: Path) -> None:
    for k in range(6):
        save(tmp_path / "k" / "train" / f"{k * k}x.png")
    (tmp_path / "k" / "train.csv").write_text(
        "file,kind\n" + "".join(f"{k * k}x.png,{k % 2}\n" for k in range(6))
    )
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for file in sorted((tmp_path / "k").rglob("*.*")):
            archive.write(file, str(file.relative_to(tmp_path)))
    with pytest.raises(
        NnsimError, match=r"a\.zip holds images, and k/train\.csv that may tell of them\. Unpack it"
    ):
        source_for(str(tmp_path / "a.zip"))
    assert source_for(str(tmp_path / "k")).load().target_names == ("0", "1")
