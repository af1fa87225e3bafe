"""The Zoo from Python."""

from __future__ import annotations

from nnsim.base.errors import NnsimError
from nnsim.base.seeds import MOST_FIRST_SEED
from nnsim.base.text import tr
from nnsim.document.project import Project
from nnsim.library.whole import whole
from nnsim.zoo.animal import animals
from nnsim.zoo.outcome import ZooOutcome, raise_animal


def zoo() -> dict[str, str]:
    """Return the short names of all structures of the Zoo with what each is, for `animal` and `animal_project`."""
    return {kind.key: tr(kind.summary) for kind in animals}


def animal_project(name: str) -> Project:
    """Return the project of a structure of the Zoo, to be changed, trained with `train` or saved; ``zoo()`` has the names."""
    return animals[name]().project()


def animal(name: str, seed: int = 0) -> ZooOutcome:
    """Train a structure of the Zoo to its end and return what came of it; ``zoo()`` has the names::

        outcome = animal("hn")
        outcome.reached  # whether everything it must reach is reached
        outcome.record()  # name, criterion, value, reached, seconds
        outcome.raised.opened  # its project, with what it learned

    Raises
    ------
    NnsimError
        When there is no such structure, or the seed cannot be.
    """
    kind = animals[name]
    number = whole("seed", seed)
    if not 0 <= number <= MOST_FIRST_SEED:
        raise NnsimError(
            tr("{name} must be from 0 to {most}.").format(name="seed", most=f"{MOST_FIRST_SEED:,}")
        )
    return raise_animal(kind(), number)
