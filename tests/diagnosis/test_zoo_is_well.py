"""Animals of the Zoo learn what they are to learn, by rules of all kinds: none of them is ill on its first steps."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.diagnosis.persisting import Persisting
from nnsim.diagnosis.rounds import Rounds
from nnsim.zoo.animal import Animal, animals

STEPS, LOOKS = 6, (5,)


@pytest.mark.parametrize("kind", list(animals), ids=lambda kind: kind.key)
def test_no_animal_is_ill(kind: type[Animal]) -> None:
    seen, said = Persisting(), set[str]()
    with np.errstate(all="ignore"):
        for case in Rounds(kind().project()).walk(STEPS, LOOKS):
            said |= {verdict.key for verdict in seen.look(case)}
    assert said == set()
