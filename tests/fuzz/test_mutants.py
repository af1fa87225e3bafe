"""A small fixed set of mutants; ``make fuzz`` tries thousands, with limits on time and memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnsim.base.errors import NnsimError
from tests.fuzz.__main__ import try_all
from tests.fuzz.loaders import LOADERS, Loader
from tests.fuzz.mutants import mutant
from tests.fuzz.seeds import seeds


@pytest.mark.parametrize("kind", LOADERS)
def test_mutants_are_read_or_refused_in_words(kind, tmp_path) -> None:
    path = tmp_path / ("mutant" + LOADERS[kind].suffix)
    read = 0
    for number in range(60):
        path.write_bytes(mutant(kind, number))
        try:
            read += LOADERS[kind].try_on(path)
        except Exception as error:
            raise AssertionError(f"mutant {number} of {kind}") from error
    assert 0 < read < 60, "a set that is always read, or never, tries nothing"


@pytest.mark.parametrize("kind", LOADERS)
def test_what_mutants_are_made_of_is_sound(kind, tmp_path) -> None:
    path = tmp_path / ("seed" + LOADERS[kind].suffix)
    for data in seeds(kind):
        path.write_bytes(data)
        assert LOADERS[kind].try_on(path)


def test_a_mutant_is_always_the_same() -> None:
    for kind in LOADERS:
        assert mutant(kind, 3) == mutant(kind, 3)
        assert len({mutant(kind, number) for number in range(20)}) > 10


def _trap(fault: BaseException) -> Loader:
    def load(path: Path) -> object:
        raise fault

    return Loader(".x", load)


def test_a_traceback_is_no_answer_and_neither_is_an_empty_sentence(tmp_path) -> None:
    with pytest.raises(KeyError):
        _trap(KeyError("a")).try_on(tmp_path)
    with pytest.raises(AssertionError, match="no sentence"):
        _trap(NnsimError("")).try_on(tmp_path)
    assert not _trap(NnsimError("This file is damaged.")).try_on(tmp_path)


def test_a_process_tries_them_with_limits() -> None:
    tally = try_all("safetensors", 0, 40)
    assert tally.read + tally.refused == 40
    assert tally.wrong == []
