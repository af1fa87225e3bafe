"""What every registered cure promises: words, and edits that are pure, change the project, and can be told."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import cache

import pytest

from nnsim.base.errors import NnsimError
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures
from nnsim.diagnosis.illness import illnesses
from nnsim.document.differing import differing
from nnsim.document.resolve import resolve
from tests.doctor_cases import cases

ALL = list(cures)
each = pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.key)


@each
def test_says_what_it_does_and_why_that_helps(kind: type[Cure]) -> None:
    assert kind.key.isidentifier()
    assert kind.__module__.rpartition(".")[2] == kind.key, "a file is called as its cure"
    assert kind.title.strip() == kind.title != ""
    assert kind.summary.endswith(".")
    assert kind.__doc__
    source = inspect.getsource(inspect.getmodule(kind))  # type: ignore[arg-type]
    assert re.search(r"\btitle = mark\(", source)
    assert re.search(r"\bsummary = mark\(", source)


@each
def test_some_illness_asks_for_it(kind: type[Cure]) -> None:
    assert [illness.key for illness in illnesses if kind.key in illness.cures]


def test_no_two_are_called_alike() -> None:
    assert len({kind.title for kind in ALL}) == len(ALL)


@cache
def _once(kind: type[Cure]) -> tuple[tuple[str, Case, Prescription], ...]:
    """Return what a cure prescribes, asked once."""
    return tuple(_prescribed(kind))


def _prescribed(kind: type[Cure]) -> Iterator[tuple[str, Case, Prescription]]:
    for name, looks in cases().items():
        # The last look knows most; the first is all there is of what cannot be trained.
        for case in dict.fromkeys((looks[0], looks[-1])):
            for prescription in kind().prescribe(case):
                yield name, case, prescription


@each
def test_what_it_prescribes_is_pure_changes_something_and_has_words(kind: type[Cure]) -> None:
    for name, case, prescription in _once(kind):
        before = case.project
        changed = prescription.applied(case.project)
        assert case.project == before, name
        assert prescription.cure == kind.key
        assert prescription.repair.label.strip() == prescription.repair.label != "", name
        assert not re.search(r"\{[a-z_]*\}", prescription.repair.label), name
        assert prescription.applied(case.project) == changed, f"{name}: applied again it is something else"


@each
def test_what_it_makes_of_a_project_that_can_be_trained_can_be_trained(kind: type[Cure]) -> None:
    for name, case, prescription in _once(kind):
        if case.data is None or not case.resolved.can_train:
            continue
        changed = prescription.applied(case.project)
        if changed == case.project or changed.data != case.project.data:
            continue
        resolved = resolve(changed.graph, case.data, changed.training.rule)
        assert [p.text for p in resolved.errors] == [], f"{name}: {prescription.repair.label}"
        assert differing(case.project, changed) or changed.training != case.project.training, name


@each
def test_it_prescribes_the_same_again(kind: type[Cure]) -> None:
    first = [(name, p.repair.label) for name, _, p in _once(kind)]
    assert first == [(name, p.repair.label) for name, _, p in _prescribed(kind)]


def test_an_unknown_cure_has_a_sentence() -> None:
    with pytest.raises(NnsimError, match="no_such"):
        cures["no_such"]
