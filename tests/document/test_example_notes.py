"""What an example says of its data goes with them; what a person wrote stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.moons import Moons
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.document.examples import examples, with_data
from nnsim.document.storage import load

SPIRALS = next(example for example in examples() if example.key == "two_spirals")


def test_notes_of_an_example_go_with_its_data() -> None:
    project = load(SPIRALS.path).project
    assert project.notes == SPIRALS.full_notes
    other = with_data(project, DataSettings(Moons()))
    assert (other.data.source, other.notes) == (Moons(), "")
    noisier = with_data(project, replace(project.data, source=TwoSpirals(noise=0.3)))
    assert noisier.notes == SPIRALS.full_notes


@pytest.mark.parametrize("notes", ["mine", SPIRALS.full_notes + "!"])
def test_what_a_person_wrote_stays(notes: str) -> None:
    project = replace(load(SPIRALS.path).project, notes=notes)
    assert with_data(project, DataSettings(Moons())).notes == notes
