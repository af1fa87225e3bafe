"""What is made of an experiment by those who do not watch: from Python, and in one object of plain data."""

from __future__ import annotations

import json

import pytest

from nnsim.lab.experiment import Found
from nnsim.lab.outcome import perform
from nnsim.lab.pictures import own_pictures
from nnsim.library import NnsimError, experiment, experiments
from tests.lab.small_experiment import Small, small

__all__ = ["small"]


def test_the_library_lists_and_does_experiments(small: type[Small]) -> None:
    assert experiments()["small"] == Small.summary
    outcome = experiment("small", 5)
    assert outcome.holds
    assert outcome.record() == {
        "name": "small",
        "claim": "a seed over ten",
        "expected": 0.5,
        "measured": 0.5,
        "tolerance": "±0.25",
        "holds": True,
        "seconds": outcome.record()["seconds"],
    }
    assert outcome.findings[0].sentence() == (
        "a seed over ten: 0.5 (4 seeds). Expected: 0.5 (±0.25, Anon. 2001). It agrees."
    )
    assert outcome.findings[1].sentence() == (
        "and its neighbours: 0.4, 0.6. Expected: 0.4, 0.6 (±0.15, our own measurement). It agrees."
    )
    assert "x" in outcome.csv()
    assert len(outcome.csv().splitlines()) >= 5
    assert [s.split()[-1] for s in outcome.sentences()] == ["agrees.", "it."]
    assert repr(outcome).startswith("Outcome(name='small'")
    assert not experiment("small", 9).holds


def test_every_number_of_every_finding_has_to_lie_where_it_should(small: type[Small]) -> None:
    outcome = experiment("small", 7)
    assert [finding.holds for finding in outcome.findings] == [True, False]
    assert not outcome.holds


def test_a_number_that_is_none_is_null_and_does_not_hold(small: type[Small]) -> None:
    record = experiment("small", 99).record()
    assert record["measured"] is None
    assert record["holds"] is False
    json.dumps(record, allow_nan=False)


def test_stopped_half_way_what_is_there_stays_and_says_so(small: type[Small]) -> None:
    seen: list[float] = []

    def stop(found: Found) -> None:
        seen.append(found.share)
        if found.share >= 0.5:
            raise KeyboardInterrupt

    for outcome in (perform(small(), 5, own_pictures(), stop), perform(small(), 13, own_pictures())):
        assert outcome.found.share == 0.5
        assert not outcome.holds
        assert outcome.figure is not None
        assert outcome.figure.title == "Small (unfinished)"
        assert "50 %" in " ".join(outcome.sentences())
    assert seen == [0.25, 0.5]


@pytest.mark.parametrize(
    ("name", "seed", "sentence"), [("none", 0, "none"), ("small", -1, "seed"), ("small", 0.5, "seed")]
)
def test_what_cannot_be_is_a_sentence(small: type[Small], name: str, seed: int, sentence: str) -> None:
    with pytest.raises(NnsimError, match=sentence):
        experiment(name, seed)
