"""Packed files: which member is taken, once; bombs, climbers and damaged ones are refused in words."""

from __future__ import annotations

import bz2
import gzip
import lzma
import stat
import zipfile
from pathlib import Path

import pytest

from nnsim.base.errors import Cancelled, NnsimError
from nnsim.data.files import packed
from nnsim.data.files.packed import Member, is_packed, members, unpacked

TEXT = b"a,b,y\n" + b"1,2,0\n3,4,1\n" * 10


def zipped(path: Path, **content: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def is_csv(name: str) -> bool:
    return name.endswith(".csv")


@pytest.mark.parametrize(
    ("suffix", "pack"), [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)]
)
def test_a_packed_stream_is_unpacked_once(suffix, pack, tmp_path) -> None:
    path = tmp_path / f"some.csv.{suffix}"
    path.write_bytes(pack(TEXT) + pack(TEXT))
    found = unpacked(path)
    assert (found.name, found.read_bytes()) == ("some.csv", TEXT + TEXT)
    assert unpacked(path) == found
    path.write_bytes(pack(b"x,y\n1,2\n"))
    assert unpacked(path).read_bytes() == b"x,y\n1,2\n", "a file that changed is unpacked anew"
    assert not found.exists()


def test_what_is_not_packed_stays_where_it_is(tmp_path) -> None:
    path = tmp_path / "plain.csv"
    path.write_bytes(TEXT)
    assert unpacked(path) == path
    book = zipped(tmp_path / "book.xlsx", **{"xl/a.xml": b"<a/>"})
    assert not is_packed(book)


def test_the_part_to_train_on_is_taken_before_larger_ones(tmp_path) -> None:
    path = zipped(
        tmp_path / "all.zip", **{"test.csv": TEXT * 2, "in/train.csv": TEXT, "trained.csv": TEXT * 3}
    )
    assert unpacked(path, fits=is_csv).name == "train.csv"


def test_the_largest_member_that_fits_is_taken_unless_one_is_named(tmp_path) -> None:
    path = zipped(
        tmp_path / "all.zip",
        **{
            "small.csv": TEXT[:20],
            "in/large.csv": TEXT,
            "notes.txt": TEXT * 9,
            "__MACOSX/._large.csv": b"x" * 999,
        },
    )
    assert members(path) == (
        Member("in/large.csv", len(TEXT)),
        Member("notes.txt", 9 * len(TEXT)),
        Member("small.csv", 20),
    )
    assert unpacked(path, fits=is_csv).read_bytes() == TEXT
    assert unpacked(path, "small.csv").read_bytes() == TEXT[:20]
    with pytest.raises(
        NnsimError, match=r"There is no other\.csv in all\.zip; it has in/large\.csv, notes\.txt"
    ):
        unpacked(path, "other.csv")
    with pytest.raises(NnsimError, match=r"no file in all\.zip that can be read"):
        unpacked(path, fits=lambda name: name.endswith(".npz"))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_bomb_is_refused_and_leaves_nothing(pack, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(packed, "_LIMITS", ((1_000_000, 200),))
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(pack(bytes(6_000_000)))
    with pytest.raises(NnsimError, match="over 200 times its size"):
        unpacked(path)
    assert packed._sitting.folder is not None
    assert not list(packed._sitting.folder.glob("*/bomb*"))


def test_little_of_a_bomb_is_unpacked(tmp_path) -> None:
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(bytes(1_000_000)) * 500)
    seen: list[float] = []
    with pytest.raises(NnsimError, match="times its size"):
        unpacked(path, progress=lambda done, doing: seen.append(done))
    assert len(seen) < 110, "some hundred megabytes at most, in pieces of one"


def test_names_that_climb_out_links_and_locks_are_refused(tmp_path) -> None:
    for name in ("../up.csv", "/root.csv", "a/../../up.csv", "..\\up.csv", "C:up.csv"):
        with pytest.raises(NnsimError, match="leads out of its folder"):
            unpacked(zipped(tmp_path / "climbs.zip", **{name: TEXT}))
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
        link = zipfile.ZipInfo("table.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(NnsimError, match="no file in link"):
        unpacked(tmp_path / "link.zip")
    data = bytearray(zipped(tmp_path / "plain.zip", **{"a.csv": TEXT}).read_bytes())
    for start in (data.find(b"PK\x03\x04") + 6, data.find(b"PK\x01\x02") + 8):
        data[start] |= 1
    (tmp_path / "locked.zip").write_bytes(data)
    with pytest.raises(NnsimError, match="encrypted"):
        unpacked(tmp_path / "locked.zip")


def test_odd_names_stay_inside_the_folder(tmp_path) -> None:
    found = unpacked(zipped(tmp_path / "odd.zip", **{'in/12:30 "this"?\n.csv': TEXT}))
    assert found.name == "12_30 _this___.csv"


@pytest.mark.parametrize(
    "data",
    [gzip.compress(TEXT, mtime=0)[:-5], b"\x1f\x8b" + b"x" * 50, b"BZh9" + b"y" * 50],
    ids=["cut short", "no gzip", "no bzip2"],
)
def test_damaged_files_are_refused(data, tmp_path) -> None:
    path = tmp_path / "damaged.gz"
    path.write_bytes(data)
    with pytest.raises(NnsimError, match="damaged or cut short"):
        unpacked(path)


def test_unpacking_can_be_cancelled_and_begun_again(tmp_path) -> None:
    path = tmp_path / "long.csv.gz"
    path.write_bytes(gzip.compress(TEXT * 50_000))

    def stop(done: float, doing: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        unpacked(path, progress=stop)
    seen: list[float] = []
    assert unpacked(path, progress=lambda done, doing: seen.append(done)).stat().st_size == len(TEXT) * 50_000
    assert len(seen) > 3
    assert seen == sorted(seen)
