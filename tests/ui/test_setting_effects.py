"""What changing a setting does to the run in the window: the same run goes on, or a new one begins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nnsim.base.effect import Effect
from nnsim.base.part_settings import PartOf
from nnsim.document.address import Place, addresses, effect_of, put
from nnsim.document.project import Project
from nnsim.ui.sitting.workspace import Workspace
from tests.builders import values
from tests.ui.desk import Desk

ELSEWHERE = (
    "data.seed",
    "data.source.noise",
    "graph.dense_1.units",
    "graph.dense_1.initializer.gain",
    "graph.dense_2.objective.weight",
)


@pytest.fixture
def desk(qtbot) -> Iterator[Desk]:
    made = Desk(qtbot)
    yield made
    made.close()


def another(place: Place) -> object:
    _, setting, value = place
    kind = type if isinstance(setting, PartOf) else (lambda v: v)
    found = [v for v in [*values(setting), 7, 0.25] if setting.check(v) is None and kind(v) != kind(value)]
    return found[0]


def trains_as(desk: Desk, project: Project) -> bool:
    player = desk.session.trainer._players.get(desk.session.run)
    return player is not None and player.run.training == project.training


def test_a_new_run_begins_exactly_where_a_setting_says_so(desk: Desk) -> None:
    places = [
        p
        for p in addresses(desk.workspace.project)
        if p.address.startswith("training.") or p.address in ELSEWHERE
    ]
    assert len(places) > 20
    for place in places:
        project, number = desk.workspace.project, desk.session.run
        begins = effect_of(project, place.address) is Effect.RUN
        changed = put(project, place.address, another(place))
        desk.workspace.edit("t", lambda _p, changed=changed: changed)
        desk.settle()
        if desk.workspace.resolved.can_run:
            assert desk.session.run == number + begins, place.address
            desk.wait(lambda changed=changed: trains_as(desk, changed))
        desk.undo()


def test_problems_are_worked_out_anew_for_the_settings_they_speak_of(qtbot) -> None:
    workspace, heard = Workspace(), []
    workspace.resolved_changed.connect(lambda: heard.append(1))
    for place in addresses(workspace.project):
        if place.address.count(".") == 1 and place.address.startswith("training."):
            heard.clear()
            workspace.edit("t", lambda p, place=place: put(p, place.address, another(place)))
            assert bool(heard) == place.setting.in_problems, place.address
