"""Building the library with this machine's compiler: levels, names, what a compiler says when it refuses."""

from __future__ import annotations

import ctypes
import shutil
from pathlib import Path

import pytest

from nnsim.compiled import library
from nnsim.compiled.sources import SOURCE, fingerprint, seal_path
from tools.build_walk import BuildError, build, own_compiler

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler here")

SMALL = """
#include <stdint.h>
#include "exported.h"
int64_t NNSIM_OF_LEVEL(hidden_)(int64_t n) { return n + 1; }
NNSIM_EXPORTED int64_t NNSIM_OF_LEVEL(nnsim_walk_)(int64_t *count);
int64_t NNSIM_OF_LEVEL(nnsim_walk_)(int64_t *count) { return *count = NNSIM_OF_LEVEL(hidden_)(*count); }
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a folder of C source with a walk that compiles in no time and counts its calls."""
    folder = tmp_path / "source"
    folder.mkdir()
    for path in (SOURCE / "library.c", *SOURCE.glob("*.h")):
        shutil.copy(path, folder)
    (folder / "walk.c").write_text(SMALL)
    return folder


def test_every_level_is_built_and_runs_what_it_is_given(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "made" / "walk.so"
    build(own_compiler(), path, source=source)
    assert sorted(path.parent.iterdir()) == [path, seal_path(path)]
    monkeypatch.setattr(library, "fingerprint", lambda: fingerprint(source))
    found = library.load(path)
    assert found.why_none() == ""
    count = ctypes.c_int64(40)
    for done, walk in enumerate(found.walks.values(), 41):
        assert walk.take(ctypes.addressof(count)) == count.value == done
        with pytest.raises(AttributeError):
            ctypes.CDLL(str(path))[f"hidden_{walk.level}"]


def test_what_the_compiler_says_is_told_and_the_old_library_stays(source: Path, tmp_path: Path) -> None:
    path = tmp_path / "walk.so"
    path.write_text("of yesterday")
    (source / "walk.c").write_text("int walk = nowhere;")
    with pytest.raises(BuildError, match="nowhere"):
        build(own_compiler(), path, source=source)
    assert path.read_text() == "of yesterday"
    with pytest.raises(BuildError, match="no-such-compiler"):
        build(own_compiler(["no-such-compiler"]), path, source=source)
    assert {p.name for p in tmp_path.iterdir()} == {"source", "walk.so"}
