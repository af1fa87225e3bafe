from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nnsim.base.atomic import atomic_writer, why_not_read, write_atomically
from nnsim.base.errors import NnsimError

posix = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX system")


def only(folder: Path, *names: str) -> bool:
    return sorted(os.listdir(folder)) == sorted(names)


def test_writes_and_replaces(tmp_path):
    write_atomically(tmp_path / "f", b"one")
    write_atomically(tmp_path / "f", b"two")
    assert (tmp_path / "f").read_bytes() == b"two"
    assert only(tmp_path, "f")


def _half_a_save(path: Path, fault: type[BaseException]) -> None:
    with atomic_writer(path) as file:
        file.write(b"half")
        raise fault


@pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt])
def test_a_fault_in_the_block_leaves_the_old_file(tmp_path, fault):
    write_atomically(tmp_path / "f", b"old")
    with pytest.raises(fault):
        _half_a_save(tmp_path / "f", fault)
    assert (tmp_path / "f").read_bytes() == b"old"
    assert only(tmp_path, "f")


@pytest.mark.parametrize("step", ["fsync", "replace", "open"])
@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "full. Nothing was overwritten. Free some space"),
        (errno.EDQUOT, "full"),
        (errno.EROFS, "read-only disk. Nothing was overwritten. Save in another folder"),
        (errno.EACCES, "may not write.*Nothing was overwritten"),
        (errno.EIO, "could not be written .*Nothing was overwritten"),
        (errno.EFBIG, "larger than this disk allows"),
    ],
)
def test_trouble_at_any_step_leaves_the_old_file(tmp_path, monkeypatch, step, number, says):
    write_atomically(tmp_path / "f", b"old")

    def fail(*args, **kwargs):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, step, fail)
        with pytest.raises(NnsimError, match=says):
            write_atomically(tmp_path / "f", b"new")
    assert (tmp_path / "f").read_bytes() == b"old"
    assert only(tmp_path, "f")


@posix
def test_permissions_of_the_old_file_stay_and_a_new_one_follows_the_umask(tmp_path):
    write_atomically(tmp_path / "f", b"")
    before = os.umask(0)
    os.umask(before)
    assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == 0o666 & ~before
    (tmp_path / "f").chmod(0o640)
    write_atomically(tmp_path / "f", b"new")
    assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == 0o640


@posix
def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "here").mkdir()
    (tmp_path / "there" / "f").write_bytes(b"old")
    link = tmp_path / "here" / "link"
    link.symlink_to("../there/f")
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "there" / "f").read_bytes() == b"new"
    assert only(tmp_path / "here", "link")
    round_about = tmp_path / "loop"
    round_about.symlink_to("loop")
    with pytest.raises(NnsimError, match="could not be written"):
        write_atomically(round_about, b"")
    assert round_about.is_symlink()


@posix
def test_what_is_no_plain_file_is_left_alone(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(NnsimError, match="is a folder"):
        write_atomically(tmp_path / "folder", b"")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NnsimError, match="is a device"):
        write_atomically(tmp_path / "pipe", b"")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert only(tmp_path, "folder", "pipe")


@posix
def test_a_write_protected_file_is_left_alone(tmp_path):
    (tmp_path / "f").write_bytes(b"old")
    (tmp_path / "f").chmod(0o444)
    with pytest.raises(NnsimError, match="may not write"):
        write_atomically(tmp_path / "f", b"new")
    assert (tmp_path / "f").read_bytes() == b"old"


def test_names_that_cannot_be(tmp_path):
    with pytest.raises(NnsimError, match=r"There is no folder .*nowhere"):
        write_atomically(tmp_path / "nowhere" / "f", b"")
    with pytest.raises(NnsimError, match="too long"):
        write_atomically(tmp_path / ("n" * 300), b"")
    with pytest.raises(NnsimError, match="cannot be the name"):
        write_atomically(tmp_path / "a\0b", b"")
    (tmp_path / "f").write_bytes(b"")
    with pytest.raises(NnsimError, match="There is no folder"):
        write_atomically(tmp_path / "f" / "g", b"")
    assert only(tmp_path, "f")


def test_a_name_as_long_as_the_disk_allows(tmp_path):
    name = "n" * 255
    write_atomically(tmp_path / name, b"x")
    assert only(tmp_path, name)


def test_what_a_killed_save_left_is_swept_up_later(tmp_path):
    write_atomically(tmp_path / "f", b"")
    with atomic_writer(tmp_path / "f"):
        (name,) = (n for n in os.listdir(tmp_path) if n.endswith(".tmp"))
    with atomic_writer(tmp_path / "other"):
        (other,) = (n for n in os.listdir(tmp_path) if n.endswith(".tmp"))
    long_ago = time.time() - 4000
    fresh = name[:-5] + "x.tmp"  # not a name of ours
    for left in (name, other, fresh):
        (tmp_path / left).write_bytes(b"half")
        os.utime(tmp_path / left, (long_ago, long_ago))
    write_atomically(tmp_path / "f", b"")
    assert only(tmp_path, "f", "other", other, fresh)
    (tmp_path / name).write_bytes(b"half a save under way")
    write_atomically(tmp_path / "f", b"")
    assert (tmp_path / name).exists()


def test_reading_sentences():
    for number, says in ((errno.ENOENT, "no file"), (errno.EISDIR, "folder"), (errno.EIO, "could not be")):
        assert says in str(why_not_read(OSError(number, "x"), Path("f")))


_FULL = """
import sys, os
from pathlib import Path
from nnsim.base.atomic import write_atomically
from nnsim.base.errors import NnsimError

def attempt(path, size):
    try:
        write_atomically(path, b"n" * size)
    except NnsimError as error:
        print(str(error).replace("\\n", " "), sorted(os.listdir(path.parent)), path.read_bytes() == b"old", sep="|")
    else:
        print("written")

for path in map(Path, sys.argv[1:]):
    attempt(path, 3_000_000)
"""


def _in_child(*command: str) -> list[str]:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if done.returncode:
        pytest.skip(f"not possible here: {done.stderr[-200:]}")
    return done.stdout.splitlines()


@posix
def test_a_really_full_and_a_really_read_only_disk(tmp_path):
    """Mounted for one child process only, in a namespace of its own."""
    if shutil.which("unshare") is None:
        pytest.skip("needs unshare")
    full, protected = tmp_path / "full", tmp_path / "protected"
    full.mkdir()
    protected.mkdir()
    script = f"""
        mount -t tmpfs -o size=1m tmpfs {full} && printf old > {full}/f &&
        mount -t tmpfs tmpfs {protected} && printf old > {protected}/f &&
        mount -o remount,ro {protected} &&
        exec {sys.executable} -c '{_FULL}' {full}/f {protected}/f
    """
    lines = _in_child("unshare", "--mount", "--map-root-user", "--user", "sh", "-c", script)
    assert "is full. Nothing was overwritten" in lines[0]
    assert lines[0].endswith("|['f']|True")
    # The old file is write-protected together with its disk; either sentence is true.
    assert "read-only disk" in lines[1] or "may not write" in lines[1]
    assert lines[1].endswith("|['f']|True")


@posix
def test_a_file_larger_than_allowed(tmp_path):
    (tmp_path / "f").write_bytes(b"old")
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
    lines = _in_child(sys.executable, "-c", limit + _FULL, str(tmp_path / "f"))
    assert "larger than this disk allows" in lines[0]
    assert lines[0].endswith("|['f']|True")
