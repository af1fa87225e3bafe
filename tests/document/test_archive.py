from __future__ import annotations

import io
import os
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnsim.base.archive import open_archive, write_archive
from nnsim.base.errors import NnsimError
from nnsim.document.storage import PROJECT, load, save


def refused(path: Path, says: str) -> None:
    with pytest.raises(NnsimError, match=says):
        load(path)


def packed(path: Path, members: list[tuple[str, bytes]], method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def test_equal_content_is_equal_bytes():
    one, other = io.BytesIO(), io.BytesIO()
    write_archive(one, {"a": b"1", "b": b"2"})
    write_archive(other, {"b": b"2", "a": b"1"})
    assert one.getvalue() == other.getvalue()


def test_a_project_packed_again_by_hand_opens(tmp_path, project):
    save(tmp_path / "p.nnsim", project)
    data = zipfile.ZipFile(tmp_path / "p.nnsim").read(PROJECT)
    packed(tmp_path / "q.nnsim", [("folder/", b""), (PROJECT, data)], zipfile.ZIP_DEFLATED)
    assert load(tmp_path / "q.nnsim").project == project


def test_what_is_no_file_of_nnsim(tmp_path):
    refused(tmp_path / "none.nnsim", "no file")
    refused(tmp_path, "is a folder")
    refused(tmp_path / "a\0b", "cannot be the name")
    (tmp_path / "empty").write_bytes(b"")
    refused(tmp_path / "empty", "is empty")
    (tmp_path / "text").write_bytes(b"hello, I am a text\n" * 10)
    refused(tmp_path / "text", "not a file of nnsim")
    refused(packed(tmp_path / "other.zip", [("x", b"y")]), "not a project")


def test_cut_short_anywhere(tmp_path, project, learned):
    save(tmp_path / "p.nnsim", project, learned)
    whole = (tmp_path / "p.nnsim").read_bytes()
    for length in {1, 2, 4, 21, 22, 50, *range(100, len(whole), 97), len(whole) - 1}:
        (tmp_path / "cut").write_bytes(whole[:length])
        refused(tmp_path / "cut", "cut short|not a file of nnsim")


@pytest.mark.parametrize(
    "name", ["../up", "a/../../up", "/etc/passwd", "C:/windows", "a\\..\\b", "..", "project.json\0.exe"]
)
def test_names_that_lead_outside(tmp_path, name):
    stand_in = "n" * len(name)
    path = packed(tmp_path / "p.nnsim", [(PROJECT, b"{}"), (stand_in, b"x")])
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), name.encode()))
    refused(path, "no file of nnsim has")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice(tmp_path):
    refused(packed(tmp_path / "p.nnsim", [(PROJECT, b"{}"), (PROJECT, b"{}")]), "holds two parts")


def test_too_many_members(tmp_path):
    refused(packed(tmp_path / "p", [(f"{i}", b"") for i in range(1001)]), "more than 1,000 parts")
    refused(packed(tmp_path / "q", [(f"{i}", b"") for i in range(66_000)]), "more than 1,000 parts")


def test_a_long_directory_is_refused_before_it_is_read(tmp_path):
    path = packed(tmp_path / "p", [(f"{i}", b"") for i in range(10_000)])
    tracemalloc.start()
    refused(path, "more than 1,000 parts")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 500_000


def test_an_end_record_that_lies_about_the_number_of_members(tmp_path):
    path = packed(tmp_path / "p", [(f"{i}", b"") for i in range(1001)])
    data = bytearray(path.read_bytes())
    data[-14:-10] = struct.pack("<2H", 1, 1)
    path.write_bytes(data)
    refused(path, "more than 1,000 parts")


def test_a_real_zip_bomb_is_not_unpacked(tmp_path):
    path = packed(tmp_path / "p", [(PROJECT, b"[" + b" " * 50_000_000)], zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 60_000
    tracemalloc.start()
    refused(path, "zip bomb")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


def _declare(path: Path, size: int) -> None:
    """Make a file's directory claim that its first member has `size` bytes."""
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<L", size)
    path.write_bytes(data)


def test_a_zip_bomb_that_lies_about_its_size_stops_early(tmp_path):
    path = packed(tmp_path / "p", [(PROJECT, b"[" + b" " * 50_000_000)], zipfile.ZIP_DEFLATED)
    _declare(path, 1000)
    tracemalloc.start()
    refused(path, "damaged")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_more_than_two_gigabytes_and_a_project_too_large(tmp_path):
    _declare(packed(tmp_path / "p", [(PROJECT, b"{}" * 10_000_000)]), 2_000_000_001)
    refused(tmp_path / "p", "more than 2 GB")
    refused(packed(tmp_path / "q", [(PROJECT, b" " * 64_000_001)]), "larger than can be read")


def test_encrypted_and_strange_packing(tmp_path):
    refused(packed(tmp_path / "p", [(PROJECT, b"{}" * 99)], zipfile.ZIP_LZMA), "unknown way")
    path = packed(tmp_path / "q", [(PROJECT, b"{}")])
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    refused(path, "encrypted")


def test_a_longer_member_than_asked_for(tmp_path):
    path = packed(tmp_path / "p", [("a", b"12345")])
    with open_archive(path) as archive:
        assert bytes(archive.read("a", 5)) == b"12345"
        with pytest.raises(NnsimError, match="larger than can be read"):
            archive.read("a", 4)


@pytest.fixture(scope="module")
def whole_file(tmp_path_factory, make_project) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "p.nnsim"
    save(path, make_project("short"))
    return path.read_bytes()


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=4))
def test_any_bytes_changed_give_a_project_or_a_sentence(whole_file, tmp_path_factory, changes):
    data = bytearray(whole_file)
    # Half of the changes fall into the structure at the end, which is small beside the content.
    for i, (place, value) in enumerate(changes):
        start = data.index(b"PK\x01\x02") if i % 2 and b"PK\x01\x02" in data else 0
        data[start + int(place * (len(data) - start))] = value
    path = tmp_path_factory.getbasetemp() / f"changed-{os.getpid()}.nnsim"
    path.write_bytes(data)
    try:
        load(path)
    except NnsimError as error:
        says = str(error)
    else:
        return
    assert len(says) > 10
