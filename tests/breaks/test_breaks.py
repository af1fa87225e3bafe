"""The deliberate breaks still fit the program; whether tests notice them, ``make breaks`` tells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.breaks.breaks import ROOT, Break, DoesNotApplyError, load

BREAKS = load()


@pytest.mark.parametrize("broken", BREAKS, ids=lambda b: b.name)
def test_every_break_still_applies(broken: Break) -> None:
    text = broken.broken(ROOT)
    if broken.file.endswith(".py"):
        compile(text, broken.file, "exec")


def test_breaks_have_names_of_their_own() -> None:
    assert len({broken.name for broken in BREAKS}) == len(BREAKS) > 30


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "what never stood here"},
        {"text": "e"},
        {"file": "nnsim/gone.py"},
        {"tests": ("tests/test_gone.py",)},
        {"tests": ()},
        {"replacement": "PATIENCE = 3"},
    ],
)
def test_one_that_no_longer_applies_says_so(tmp_path: Path, changes: dict[str, object]) -> None:
    (tmp_path / "some.py").write_text("PATIENCE = 3\nhere = 1\n")
    (tmp_path / "test_some.py").write_text("")
    sound = Break("impatient", "some.py", "PATIENCE = 3", "PATIENCE = 0", ("test_some.py::test_it",))
    assert sound.broken(tmp_path) == "PATIENCE = 0\nhere = 1\n"
    with pytest.raises(DoesNotApplyError, match="impatient"):
        replace(sound, **changes).broken(tmp_path)
