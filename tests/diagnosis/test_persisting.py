"""What stays said: an illness is seen twice before it is said, and not seen twice before it is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from nnsim.diagnosis import persisting
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.doctor import Verdict, ranked
from nnsim.diagnosis.illness import illnesses
from nnsim.diagnosis.persisting import Persisting
from nnsim.document.graph import Graph
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.training.divergence import DivergedError

GRAPH = Graph()
CASE = Case(Project(GRAPH), resolve(GRAPH, None))
WAITS, AT_ONCE = "oscillating", "constant_output"


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[dict[str, int]]]:
    """Return what is said, with since when, after looks at which illnesses were found with some confidence."""

    def said(*found: dict[str, float], case: Case = CASE) -> list[dict[str, int]]:
        seen, answers = Persisting(), []
        for step, now in enumerate(found, 1):

            def judge(_case: Case, least: float, now=now, step=step) -> tuple[Verdict, ...]:
                return tuple(Verdict(key, sure, step, ()) for key, sure in now.items() if sure >= least)

            monkeypatch.setattr(persisting, "judge", judge)
            answers.append({verdict.key: verdict.since_step for verdict in seen.look(case)})
        return answers

    return said


def test_one_waits_and_the_other_does_not() -> None:
    assert illnesses[WAITS].waits
    assert not illnesses[AT_ONCE].waits


def test_what_flickers_is_not_said_and_what_is_seen_twice_is_with_its_first_step(looks) -> None:
    assert looks({WAITS: 0.9}, {}, {WAITS: 0.9}, {}) == [{}, {}, {}, {}]
    assert looks({WAITS: 0.9}, {WAITS: 0.6}, {WAITS: 0.9}) == [{}, {WAITS: 1}, {WAITS: 1}]


def test_what_is_said_stays_over_one_look_and_goes_after_two(looks) -> None:
    seen = {WAITS: 0.9}
    assert looks(seen, seen, {}, seen, {}, {}, seen)[2:] == [{WAITS: 1}, {WAITS: 1}, {WAITS: 1}, {}, {}]


def test_on_the_border_it_does_not_come_and_go_but_does_not_come_either(looks) -> None:
    near = {WAITS: 0.4}
    assert looks({WAITS: 0.9}, {WAITS: 0.9}, near, near, near)[-1] == {WAITS: 1}
    assert looks(near, near, near) == [{}, {}, {}]


def test_what_cannot_flicker_and_what_ends_a_run_is_said_at_once(looks) -> None:
    assert looks({AT_ONCE: 0.9}) == [{AT_ONCE: 1}]
    ended = replace(CASE, diverged=DivergedError.__new__(DivergedError))
    assert looks({WAITS: 0.9}, case=ended) == [{WAITS: 1}]


def test_causes_come_first_and_else_the_likelier() -> None:
    cause = next(kind for kind in illnesses if kind.explains)
    follows = cause.explains[0]
    found = [Verdict(follows, 0.99, 1, ()), Verdict(cause.key, 0.6, 1, ())]
    assert [v.key for v in ranked(found)] == [cause.key, follows]
    alone = [Verdict(WAITS, 0.6, 1, ()), Verdict("constant_inputs", 0.8, 1, ())]
    assert [v.key for v in ranked(alone)] == ["constant_inputs", WAITS]
