"""What every registered experiment promises, as far as a few seconds show it; `make science` does all of it."""

from __future__ import annotations

import math
import re

import pytest

from nnsim.document.resolve import resolve
from nnsim.lab.experiment import Experiment, Found, experiments
from nnsim.lab.outcome import Outcome, perform
from nnsim.lab.pictures import own_pictures
from nnsim.lab.running import prepared

ALL = list(experiments)
each = pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.key)


@each
def test_says_in_two_or_three_sentences_what_it_shows_and_whose_it_is(kind: type[Experiment]) -> None:
    assert kind.key.isidentifier()
    assert kind.title.strip() == kind.title != ""
    assert kind.source
    assert kind.__doc__
    assert kind.summary.endswith(".")
    assert len(re.split(r"(?<=[.?!]) (?=\S)", kind.summary)) in (2, 3)
    assert kind() == kind()


def test_names_and_places_are_their_own() -> None:
    assert len({kind.title for kind in ALL}) == len(ALL)
    assert len({kind.order for kind in ALL}) == len(ALL)


@each
def test_every_network_of_the_family_opens_and_can_train(kind: type[Experiment]) -> None:
    family = kind().family(own_pictures())
    assert len({member.name for member in family}) == len(family)
    for member in family:
        assert member.name
        project = member.project
        resolved = resolve(project.graph, prepared(project.data), project.training.rule)
        assert resolved.can_train, [p.text for p in resolved.problems]


def _beginning(kind: type[Experiment], seed: int) -> Outcome:
    """Return what there is where somebody cancels after the first look."""

    def cancel(found: Found) -> None:
        raise KeyboardInterrupt

    return perform(kind(), seed, own_pictures(), cancel)


@each
def test_cancelled_it_says_so_and_from_a_seed_it_finds_the_same_again(kind: type[Experiment]) -> None:
    outcome = _beginning(kind, 7)
    found = outcome.found
    assert 0 < found.share < 1, "nothing to see before the end"
    assert not outcome.holds
    assert outcome.record()["holds"] is False
    assert f"{100 * found.share:.0f} %" in found.sentence()
    for finding in found.findings:
        claim = finding.claim
        assert len(claim.expected) == len(finding.measured)
        assert isinstance(finding.holds, bool)
        assert all(math.isfinite(number) for number in claim.expected)
        assert claim.words
        assert not claim.words.endswith(".")
        assert claim.source
        assert claim.seeds >= 0
    if kind.needs_pictures and found.findings:
        assert found.findings[0].claim.own, "on our own digits published numbers of MNIST say nothing"
    figure = outcome.figure
    assert figure is not None
    assert figure.title.endswith("(unfinished)")
    assert figure.plots
    assert figure.caption
    assert outcome.csv().count("\n") >= 2
    assert _beginning(kind, 7).csv() == outcome.csv()
