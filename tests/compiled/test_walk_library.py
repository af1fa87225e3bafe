"""The library of the compiled walk: which level is used, what the environment forces, and what is refused."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nnsim.base.errors import NnsimError
from nnsim.compiled import library
from nnsim.compiled.library import in_use, walk_of, walk_told, why_numpy
from nnsim.compiled.sources import fingerprint, library_path, seal, seal_path
from tests.compiled.by_c import needs_library, walk_to_test

BUILT = Path(os.environ.get("NNSIM_WALK_LIBRARY", library_path()))


@pytest.fixture(autouse=True)
def _free_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NNSIM_WALK", raising=False)


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch):
    """Return a function that has the program look for its library in another place, until the test ends."""

    def from_now_on(path: Path) -> None:
        monkeypatch.setenv("NNSIM_WALK_LIBRARY", str(path))
        library.library.cache_clear()

    yield from_now_on
    library.library.cache_clear()


@needs_library
def test_the_best_level_is_used() -> None:
    best = walk_to_test()
    assert walk_of() is best
    assert in_use() == best.name == f"compiled-{best.level}"
    assert walk_told() == f"compiled walk {best.level}"
    assert why_numpy() == ""


@needs_library
def test_each_level_can_be_had_and_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    best = walk_to_test()
    for level, walk in library.library().walks.items():
        monkeypatch.setenv("NNSIM_WALK", f"compiled-{level}")
        assert walk_of() is walk_of(level) is walk
        assert in_use() == f"compiled-{level}"
    monkeypatch.setenv("NNSIM_WALK", "compiled")
    assert walk_of() is best


@needs_library
def test_numpy_can_be_forced_and_levels_still_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    best = walk_to_test()
    monkeypatch.setenv("NNSIM_WALK", "numpy")
    assert walk_of() is None
    assert in_use() == "numpy"
    assert walk_told() == "NumPy walk"
    assert "NNSIM_WALK" in why_numpy()
    assert walk_of(best.level) is best


@pytest.mark.parametrize("choice", ["fast", "Numpy", "compiled_v2", "v2"])
def test_any_other_choice_is_a_sentence(choice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNSIM_WALK", choice)
    for ask in (walk_of, in_use, walk_told, why_numpy):
        with pytest.raises(NnsimError, match=f"NNSIM_WALK in the environment is {choice}"):
            ask()


@needs_library
def test_a_level_this_machine_lacks_is_a_sentence_with_those_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    best = walk_to_test()
    monkeypatch.setenv("NNSIM_WALK", "compiled-v9")
    with pytest.raises(NnsimError, match=rf"compiled-v9.*{best.name}"):
        walk_of()
    assert walk_of("v9") is None


def test_without_a_library_numpy_is_used(use, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(tmp_path / "none.so")
    assert walk_of() is None
    assert in_use() == "numpy"
    assert "make setup" in why_numpy()
    monkeypatch.setenv("NNSIM_WALK", "numpy")
    assert in_use() == "numpy"
    monkeypatch.setenv("NNSIM_WALK", "compiled")
    with pytest.raises(NnsimError, match=r"There is no compiled library.*Set it to numpy"):
        in_use()


def test_where_numpy_is_forced_no_library_is_loaded(
    use, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "text.so"
    path.write_text("not compiled")
    use(path)
    monkeypatch.setenv("NNSIM_WALK", "numpy")
    assert in_use() == "numpy"
    assert "NNSIM_WALK" in why_numpy()
    assert library.library.cache_info().currsize == 0
    assert not caplog.records


def sealed(path: Path, content: bytes) -> Path:
    """Write a file as the build does: with its seal beside it."""
    path.write_bytes(content)
    seal_path(path).write_text(seal(path))
    return path


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda whole: b"",
    "half": lambda whole: whole[: len(whole) // 2],
    "without its end": lambda whole: whole[:-4096],
    "zeros after a beginning": lambda whole: whole[:5000] + bytes(len(whole) - 5000),
    "half of it zeros": lambda whole: whole[: len(whole) // 2] + bytes(len(whole) - len(whole) // 2),
    "one bit": lambda whole: whole[:-1] + bytes([whole[-1] ^ 1]),
}


@needs_library
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_library_is_refused_before_it_is_loaded(
    damage: Callable[[bytes], bytes],
    use,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(library.ctypes, "CDLL", lambda _path: pytest.fail("it was loaded"))
    path = sealed(tmp_path / "walk.so", BUILT.read_bytes())
    path.write_bytes(damage(path.read_bytes()))
    use(path)
    with caplog.at_level(logging.WARNING):
        assert in_use() == "numpy"
    assert "damaged" in why_numpy()
    assert str(path) in caplog.text


@needs_library
@pytest.mark.parametrize("seal_of_it", [None, "", "0" * 64, "no seal\xff"])
def test_a_library_whose_seal_is_lost_or_another_is_refused(
    seal_of_it: str | None, use, tmp_path: Path
) -> None:
    path = sealed(tmp_path / "walk.so", BUILT.read_bytes())
    seal_path(path).unlink()
    if seal_of_it is not None:
        seal_path(path).write_text(seal_of_it, "latin-1")
    use(path)
    assert in_use() == "numpy"
    assert "damaged" in why_numpy()


def test_what_is_no_library_is_refused_and_told(
    use, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = sealed(tmp_path / "text.so", b"not compiled")
    use(path)
    with caplog.at_level(logging.WARNING):
        assert in_use() == in_use() == "numpy"
    assert "cannot be loaded" in why_numpy()
    assert [str(path) in r.getMessage() for r in caplog.records] == [True]


@pytest.mark.skipif(
    sys.platform == "darwin", reason="macOS loads no library that was changed after its signing"
)
@needs_library
def test_a_library_of_another_source_is_refused_and_told(
    use, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    built = BUILT.read_bytes()
    assert built.count(fingerprint().encode()) == 1
    changed = built.replace(fingerprint().encode(), b"0123456789abcdef")
    use(sealed(tmp_path / f"old{BUILT.suffix}", changed))
    with caplog.at_level(logging.WARNING):
        assert in_use() == "numpy"
    assert "another source" in why_numpy()
    assert "another source" in caplog.text


def test_the_fingerprint_is_of_names_and_text_but_not_of_ends_of_lines(tmp_path: Path) -> None:
    def of(**files: bytes) -> str:
        for old in tmp_path.iterdir():
            old.unlink()
        for name, text in files.items():
            (tmp_path / name.replace("_", ".")).write_bytes(text)
        return fingerprint(tmp_path)

    first = of(a_c=b"int a;\n", b_h=b"int b;\n")
    assert len(first) == 16
    assert of(a_c=b"int a;\r\n", b_h=b"int b;\r\n") == first
    assert of(a_c=b"int a;\n", b_h=b"int b;\n", notes_txt=b"beside") == first
    others = {of(a_c=b"int a;\n"), of(a_c=b"int b;\n", b_h=b"int a;\n"), of(a_c=b"int a;\nint b;\n", b_h=b"")}
    assert len(others | {first}) == 4


def _flags_of_this_processor() -> set[str]:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("flags"):
            return set(line.split(":")[1].split())
    return set()


@needs_library
@pytest.mark.skipif(not Path("/proc/cpuinfo").exists(), reason="the kernel does not tell")
def test_levels_are_those_the_kernel_says_this_processor_has() -> None:
    best = walk_to_test()
    flags = _flags_of_this_processor()
    if not flags:
        assert best.level == "base"
        return
    expected = ["v2"]
    if {"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"} <= flags:
        expected.insert(0, "v3")
        if {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"} <= flags:
            expected.insert(0, "v4")
    assert list(library.library().walks) == expected
