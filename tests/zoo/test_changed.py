"""Animals that somebody has put to other data: what they are judged by says a sentence, or that it knows nothing."""

from __future__ import annotations

import math

import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.sources.weather import Weather
from nnsim.lab.running import begin
from nnsim.training.scene import scene_of
from nnsim.zoo.animal import animals
from nnsim.zoo.changing import with_source


def test_where_the_loss_does_not_fit_the_new_data_nothing_is_told_right() -> None:
    animal = animals["dff"]()
    scene = scene_of(begin(with_source(animal.project(), Weather())))
    assert scene.network.outputs == ()
    assert math.isnan(animal.findings(scene)[0].measured[0])


def test_where_no_output_is_measured_nothing_is_read_from_it() -> None:
    animal = animals["dn"]()
    scene = scene_of(begin(with_source(animal.project(), Weather())))
    with pytest.raises(NnsimError, match="No output is measured by a loss"):
        animal.findings(scene)
