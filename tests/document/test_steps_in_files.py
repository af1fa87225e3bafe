"""Steps of the data in project files, by address, and between two projects."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from nnsim.base.declared import settings_record
from nnsim.base.errors import NnsimError
from nnsim.base.part_settings import PartsOf
from nnsim.data.data_settings import DataSettings
from nnsim.data.step import steps
from nnsim.data.steps.choose import Choose
from nnsim.data.steps.features import Features
from nnsim.data.steps.polynomial import Polynomial
from nnsim.document.address import addresses, get, put
from nnsim.document.comparing import difference_in_words
from nnsim.document.differing import differing
from nnsim.document.project import Project
from nnsim.document.records import project_from_record, project_record

LINE = (Features("x1^2", active=False), Polynomial(degree=3), Polynomial("x₁"))
PROJECT = Project(data=DataSettings(steps=LINE))


def test_they_come_back_from_a_file_in_their_order() -> None:
    record = json.loads(json.dumps(project_record(PROJECT)))
    assert [one["kind"] for one in record["data"]["steps"]] == ["features", "polynomial", "polynomial"]
    assert project_from_record(record) == (PROJECT, ())


def test_a_project_without_them_is_written_as_before_there_were_any() -> None:
    assert "steps" not in settings_record(DataSettings())
    assert "active" not in json.dumps(settings_record(DataSettings()))


@pytest.mark.parametrize(
    "raw",
    [
        {"kind": "features"},
        ["features"],
        [{"kind": "no_such"}],
        [{"kind": "features", "settings": {"formulas": 3}}],
        [{"kind": "features", "version": 99}],
        [{"kind": "choose"}] * 21,
    ],
    ids=repr,
)
def test_what_cannot_be_read_is_told_and_left_out(raw: object) -> None:
    record = {**project_record(Project()), "data": {**settings_record(DataSettings()), "steps": raw}}
    project, problems = project_from_record(record)
    assert project.data.steps == ()
    assert len(problems) == 1
    assert problems[0].endswith("Data steps is now: none.")


def test_each_has_an_address_by_its_number() -> None:
    found = {
        place.address: place.value for place in addresses(PROJECT) if place.address.startswith("data.steps")
    }
    assert found["data.steps"] == LINE
    assert found["data.steps.2"] == Polynomial(degree=3)
    assert found["data.steps.2.degree"] == 3
    assert found["data.steps.1.active"] is False
    assert get(put(PROJECT, "data.steps.2.degree", "5"), "data.steps") == (
        LINE[0],
        Polynomial(degree=5),
        LINE[2],
    )
    assert get(put(PROJECT, "data.steps.2", "choose"), "data.steps") == (LINE[0], Choose(), LINE[2])
    with pytest.raises(NnsimError, match=r"no setting 'data\.steps\.4'; the nearest is data\.steps\.1"):
        get(PROJECT, "data.steps.4")
    with pytest.raises(NnsimError, match="between 2 and 5"):
        put(PROJECT, "data.steps.2.degree", 9)


def test_they_are_set_by_their_kinds_and_keep_what_they_were_set_to() -> None:
    turned = put(PROJECT, "data.steps", "polynomial, One-hot, features")
    assert [one.key for one in turned.data.steps] == ["polynomial", "one_hot", "features"]
    assert turned.data.steps[0] == LINE[1]
    assert turned.data.steps[2] == LINE[0]
    assert put(PROJECT, "data.steps", "none").data.steps == ()
    assert put(PROJECT, "data.steps", list(LINE)) is PROJECT
    with pytest.raises(
        NnsimError, match=r"Data steps must be a list of these: Choose inputs, .*Features, .*Windows of time"
    ):
        put(PROJECT, "data.steps", "features, nonsense")


def test_what_differs_is_told_step_by_step_where_the_kinds_are_the_same() -> None:
    other = put(PROJECT, "data.steps.2.degree", 4)
    assert [d.address for d in differing(PROJECT, other)] == ["data.steps.2.degree"]
    shorter = replace(PROJECT, data=DataSettings(steps=LINE[:1]))
    assert [d.address for d in differing(PROJECT, shorter)] == ["data.steps"]
    assert difference_in_words(shorter, PROJECT) == "Data steps Features"


def test_a_list_is_checked_to_its_last_part() -> None:
    kind = PartsOf("Steps", registry=steps)
    assert kind.check(LINE) is None
    assert kind.check((Choose(), Polynomial(degree=9))) == (
        "Steps, Polynomial: Degree is 9; it must be between 2 and 5."
    )
    assert "list of these" in (kind.check((1,)) or "")
    assert "list of these" in (kind.check([Choose()]) or "")
    assert kind.check((Choose(),) * 21) == "Steps: at most 20 are possible."
