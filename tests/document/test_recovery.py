from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from nnsim.base import paths
from nnsim.base.errors import NnsimError
from nnsim.document.file_state import FileState
from nnsim.document.recovery import RecoveryStore


def dies(store: RecoveryStore) -> None:
    """Let a session end as a killed process does: the lock goes, the files stay."""
    os.close(store._lock._descriptor)
    store._lock._descriptor = None


def dead_copy(folder: Path, project, age: float = 0.0, file: FileState | None = None) -> Path:
    store = RecoveryStore(folder)
    store.write(project, None, file)
    dies(store)
    when = time.time() - age
    os.utime(store.path, (when, when))
    return store.path


def test_work_of_a_dead_session_comes_back(tmp_path, project, learned):
    user_file = tmp_path / "mine.nnsim"
    store = RecoveryStore()
    assert store.folder == paths.user_data() / "recovery"
    store.write(project, learned, FileState(user_file, None))
    store.write(replace(project, notes="later"), learned, FileState(user_file, None))
    dies(store)
    next_session = RecoveryStore()
    (leftover,) = next_session.list()
    assert leftover.original == user_file
    assert abs(leftover.written.timestamp() - time.time()) < 60
    opened = next_session.load(leftover)
    assert opened.project.notes == "later"
    assert opened.learned.step == learned.step
    next_session.discard(leftover)
    assert next_session.list() == ()
    assert os.listdir(store.folder) == []
    assert not user_file.exists()


def test_sessions_alive_keep_their_copies_to_themselves(tmp_path, project):
    one, other = RecoveryStore(tmp_path), RecoveryStore(tmp_path)
    one.write(project, None, None)
    other.write(project, None, None)
    assert one.list() == ()
    assert other.list() == ()
    dies(one)
    assert [copy.path for copy in other.list()] == [one.path]
    assert other.list()[0].original is None


def test_another_process_counts_as_alive_until_it_is_killed(tmp_path):
    script = (
        "import sys; from pathlib import Path; from nnsim.document.recovery import RecoveryStore;"
        "from nnsim.document.project import Project;"
        "store = RecoveryStore(Path(sys.argv[1])); store.write(Project(), None, None);"
        "print('ready', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "ready\n"
        alive = RecoveryStore(tmp_path).list()
        child.kill()
        child.wait()
    assert alive == ()
    assert len(RecoveryStore(tmp_path).list()) == 1


def test_an_orderly_end_leaves_nothing(tmp_path, project):
    store = RecoveryStore(tmp_path)
    store.write(project, None, None)
    store.close()
    assert os.listdir(tmp_path) == []
    RecoveryStore(tmp_path / "never made").close()
    assert RecoveryStore(tmp_path / "never made").list() == ()


def test_discarding_the_own_copy_keeps_the_session_alive(tmp_path, project):
    store = RecoveryStore(tmp_path)
    store.write(project, None, None)
    store.discard()
    assert not store.path.exists()
    store.write(project, None, None)
    assert RecoveryStore(tmp_path).list() == ()


def test_old_and_surplus_copies_go(tmp_path, project):
    day = 24 * 3600.0
    for i in range(22):
        dead_copy(tmp_path, project, age=i * 60.0)
    old = dead_copy(tmp_path, project, age=31 * day)
    found = RecoveryStore(tmp_path).list()
    assert len(found) == 20
    assert not old.exists()
    assert len(list(tmp_path.glob("*.nnsim"))) == 20
    assert [c.written for c in found] == sorted((c.written for c in found), reverse=True)


def test_a_lock_without_a_copy_is_swept_up(tmp_path, project):
    dead_copy(tmp_path, project).unlink()
    alive = RecoveryStore(tmp_path)
    alive.write(project, None, None)
    alive.discard()
    RecoveryStore(tmp_path).list()
    assert [p.suffix for p in tmp_path.iterdir()] == [".lock"]


def test_a_damaged_copy_is_offered_and_says_so_when_opened(tmp_path, project):
    path = dead_copy(tmp_path, project)
    path.write_bytes(path.read_bytes()[:100])
    store = RecoveryStore(tmp_path)
    (leftover,) = store.list()
    assert leftover.original is None
    with pytest.raises(NnsimError, match="damaged"):
        store.load(leftover)


def test_nothing_else_is_ever_removed(tmp_path, project):
    store = RecoveryStore(tmp_path / "recovery")
    store.write(project, None, None)
    dies(store)
    (leftover,) = RecoveryStore(tmp_path / "recovery").list()
    users = tmp_path / "users.nnsim"
    users.write_bytes(b"")
    with pytest.raises(ValueError, match="no recovery copy"):
        RecoveryStore(tmp_path / "recovery").discard(replace(leftover, path=users))
    assert users.exists()


def test_a_folder_that_cannot_be_made(tmp_path, project):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NnsimError):
        RecoveryStore(tmp_path / "file" / "recovery").write(project, None, None)
