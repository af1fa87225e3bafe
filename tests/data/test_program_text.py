"""The frozen text and the weather: what they are, and that they stay it."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.sequences.chain import walk
from nnsim.data.sources import program_text as module
from nnsim.data.sources.program_text import ProgramText, program_text
from nnsim.data.sources.weather import TRANSITIONS, Weather
from nnsim.data.splitters.by_time import ByTime


def test_the_text_is_frozen() -> None:
    text = program_text()
    assert len(text) == 60_000
    assert set(text) == set("abcdefghijklmnopqrstuvwxyz ,.'")
    assert (
        hashlib.sha256(text.encode()).hexdigest()
        == "f87aa2667437b39dbb702ce20b1993a3086e98aa17df2db2cd8b4405397f86e4"
    )
    sentences = text.rstrip(".").split(". ")
    assert len(sentences) == len(set(sentences))


def test_a_window_tells_the_character_behind_it_and_later_ones_are_held_out() -> None:
    data = prepare(
        DataSettings(
            ProgramText(length=4, coding="codes"), validation_share=1 / 6, test_share=0.0, splitter=ByTime()
        )
    )
    text, names = program_text(), data.dataset.target_names
    assert names[0] == "␣"
    for row in (0, 1, 700):
        codes = [*data.train.values(slice(row, row + 1))[0].astype(int), data.train.targets[row]]
        assert "".join(names[c].replace("␣", " ") for c in codes) == text[row : row + 5]
    assert len(data.train) + len(data.validation) == 60_000 - 4
    assert data.rows.train.max() < data.rows.validation.min()


@pytest.mark.parametrize("content", [None, "too short", "é" * 60_000])
def test_a_missing_or_damaged_text_says_what_to_do(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is not None:
        (tmp_path / "texts").mkdir()
        (tmp_path / "texts" / "nnsim.txt").write_text(content, "utf-8")
    monkeypatch.setattr(module, "resources", lambda: tmp_path)
    with pytest.raises(NnsimError, match=r"is missing or damaged. Install nnsim again\."):
        program_text.__wrapped__()


def test_a_walk_follows_its_matrix_of_any_order() -> None:
    shares = np.array([[0.0, 1.0], [1.0, 0.0], [0.25, 0.75], [1.0, 0.0]])
    walked = walk(shares, 20_000, np.random.default_rng(0), first=1).tolist()
    after = Counter(zip([0, 1, *walked], [1, *walked], walked, strict=False))
    assert (after[0, 0, 0], after[0, 1, 1], after[1, 1, 1]) == (0, 0, 0)
    assert after[1, 0, 1] / (after[1, 0, 0] + after[1, 0, 1]) == pytest.approx(0.75, abs=0.02)


def test_tomorrow_is_drawn_by_what_today_is() -> None:
    data = Weather(days=50_000).load()
    today, tomorrow = data.inputs[:, 0].astype(int), data.targets
    np.testing.assert_array_equal(today[1:], tomorrow[:-1])
    for state, expected in enumerate(TRANSITIONS):
        found = np.bincount(tomorrow[today == state], minlength=3) / (today == state).sum()
        np.testing.assert_allclose(found, expected, atol=0.015)


def test_several_days_before_and_too_few_days() -> None:
    data = Weather(days=20, length=3).load()
    assert data.input_names == ("t−3", "t−2", "t−1")
    np.testing.assert_array_equal(data.inputs[1:, 1], data.inputs[:-1, 2])
    with pytest.raises(NnsimError, match="5 days are too few for 4 before each"):
        Weather(days=5, length=4).load()
