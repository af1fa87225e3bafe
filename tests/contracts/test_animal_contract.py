"""What every animal of the Zoo promises, as far as a second shows it; `nnsim zoo --all` shows the rest."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from nnsim.base import text
from nnsim.base.errors import NnsimError
from nnsim.base.text import use_language
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.document import storage
from nnsim.document.building import chain
from nnsim.document.resolve import resolve
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.lab.running import begin, prepared
from nnsim.training.run import Run
from nnsim.training.scene import scene_of
from nnsim.zoo.animal import Animal, animals, seeded
from nnsim.zoo.portrait import Portrait

ALL = list(animals)
CHART = [
    "p",
    "ff",
    "rbf",
    "dff",
    "rnn",
    "lstm",
    "gru",
    "ae",
    "vae",
    "dae",
    "sae",
    "mc",
    "hn",
    "bm",
    "rbm",
    "dbn",
    "dcn",
    "dn",
    "dcign",
    "gan",
    "lsm",
    "elm",
    "esn",
    "drn",
    "kn",
    "svm",
    "ntm",
]
"""Short names of the chart, in its order."""
STEPS = 3
each = pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.key)


@each
def test_says_in_four_sentences_what_it_is_and_whose(kind: type[Animal]) -> None:
    assert kind.title.strip() == kind.title != ""
    assert kind.formula
    assert re.search(r"\d{4}", kind.source), "the year is missing"
    assert kind.summary.endswith(".")
    assert len(re.split(r"(?<=[.?!]) (?=\S)", kind.summary)) == 4
    assert kind.tries
    assert kind() == kind()


def test_they_are_of_the_chart_and_stand_in_its_order() -> None:
    keys = [kind.key for kind in ALL]
    assert keys == [name for name in CHART if name in keys]
    assert len({kind.title for kind in ALL}) == len(ALL)


@lru_cache(maxsize=2)
def _first_steps(kind: type[Animal]) -> Run:
    run = begin(seeded(kind().project(), 1))
    _go_on(run)
    return run


def _go_on(run: Run) -> None:
    """Take some steps; where a rule had nothing more to do, as somebody does who presses Play again."""
    for _ in range(STEPS):
        run.advance(1)
        run.take_points()


@each
def test_its_project_opens_without_a_problem_and_ends_by_itself(kind: type[Animal]) -> None:
    project = kind().project()
    resolved = resolve(project.graph, prepared(project.data), project.training.rule)
    assert [p.text for p in resolved.problems] == []
    assert resolved.can_train
    assert project.training.epochs > 0 or project.training.rule.ends()
    assert len({member.name for member in kind().beside()}) == len(kind().beside())


@each
def test_names_of_networks_beside_it_are_translated(kind: type[Animal]) -> None:
    english = [member.name for member in kind().beside()]
    use_language("zh_CN")
    try:
        assert [member.name for member in kind().beside()] == [text.tr(name) for name in english]
    finally:
        use_language(text.SOURCE_LANGUAGE)


@each
def test_it_is_drawn_from_the_first_step_on(kind: type[Animal]) -> None:
    figure = Portrait(kind.key).take(scene_of(_first_steps(kind)))
    assert figure is not None
    assert figure.title
    assert any(plot.marks for plot in figure.plots)


@each
def test_findings_have_as_many_numbers_as_are_expected(kind: type[Animal]) -> None:
    for finding in kind().findings(scene_of(_first_steps(kind))):
        assert len(finding.measured) == len(finding.claim.expected)
        finding.sentence()


@each
def test_saved_and_opened_again_it_goes_on_bit_for_bit(kind: type[Animal], tmp_path: Path) -> None:
    project = seeded(kind().project(), 1)
    run = begin(project)
    _go_on(run)
    storage.save(tmp_path / "animal.nnsim", project, run.learned())
    opened = storage.load(tmp_path / "animal.nnsim")
    assert opened.problems == ()
    assert opened.project == project
    again = begin(opened.project, learned=opened.learned)
    for one in (run, again):
        _go_on(one)
    np.testing.assert_array_equal(run.moment().parameters, again.moment().parameters)
    np.testing.assert_array_equal(run.moment().state, again.moment().state)


@each
def test_reset_to_the_same_weights_it_does_the_same_again(kind: type[Animal]) -> None:
    first = _first_steps(kind)
    again = begin(seeded(kind().project(), 1))
    beginning = again.moment()
    _go_on(again)
    again.go_to(beginning)
    _go_on(again)
    np.testing.assert_array_equal(first.moment().parameters, again.moment().parameters)


@each
def test_what_to_try_changes_the_project_and_it_still_opens(kind: type[Animal]) -> None:
    project = kind().project()
    for tried in kind.tries:
        changed = tried.change(project)
        assert changed != project, tried.words
        resolve(changed.graph, prepared(changed.data), changed.training.rule)


@each
def test_what_somebody_has_changed_is_drawn_and_judged_or_says_why_not(kind: type[Animal]) -> None:
    stranger = chain(Input(), Dense(1), data=TwoSpirals(points=20))
    for changed in (stranger, *(tried.change(kind().project()) for tried in kind.tries)):
        with suppress(NnsimError):
            scene = scene_of(begin(changed))
            with suppress(NnsimError):
                kind().portrait(scene)
            for finding in kind().findings(scene):
                assert len(finding.measured) == len(finding.claim.expected)
            kind().notes(scene)
