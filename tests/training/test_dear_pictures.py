"""Pictures that take long: in pieces, with fewer points while a run trains, whole at rest."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest

from nnsim.base.pieces import Pieces
from nnsim.base.text import mark
from nnsim.engine.probes.weight_spectrum import WeightSpectrum
from nnsim.training import quickness
from nnsim.training.grid import Grid
from nnsim.training.mailbox import Mailbox
from nnsim.training.messages import Pause, Play
from nnsim.training.pace import Pacer
from nnsim.training.photographer import SELDOM, Photographer
from nnsim.training.picture import Picture
from nnsim.training.pictures.boundary_map import MapOver
from nnsim.training.pictures.neuron_maps import NeuronsOver
from nnsim.training.quickness import LONG, Quickness
from nnsim.training.run import Run
from nnsim.training.scene import Scene, scene_of
from nnsim.training.snapshot import Snapshot
from tests.builders import meaning
from tests.training.test_players import DATA, NET, TRAINING, Desk

GRID = Grid((0.0,) * 4, (1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0), (-1.0, 1.0), (-1.0, 1.0), 64)
PLANE = MapOver(GRID)


@dataclass(frozen=True)
class Dear(Picture[int]):
    """A picture of so many points, each of which takes a piece of a millisecond."""

    key = "dear"
    title = mark("Dear")
    summary = mark("Takes its time.")

    points: int = 1024
    name: str = ""

    def take(self, scene: Scene) -> int:
        return self.points

    def taking(self, scene: Scene) -> Pieces[int]:
        for _ in range(self.points):
            time.sleep(0.001)
            yield
        return self.points

    def coarser(self) -> Dear | None:
        return replace(self, points=self.points // 4) if self.points >= 8 else None


class Sitter:
    """A run, and who takes pictures of it."""

    def __init__(self) -> None:
        self.run = Run(meaning(NET, DATA), TRAINING, DATA, number=1)
        self.box = Mailbox()
        self.photographer = Photographer(self.run, self.box, Pacer())

    def seen(self, playing: bool) -> Snapshot:
        for _ in range(100_000):
            self.photographer.answer(playing=playing)
            found = self.box.take_snapshots()
            if found:
                return found[0]
        raise AssertionError("no picture came")

    def rest(self) -> list[Snapshot]:
        """Return all that is seen until nothing is left to do."""
        found = []
        for _ in range(100_000):
            self.photographer.answer(playing=False)
            found += self.box.take_snapshots()
            if not self.photographer.is_at_work:
                return found
        raise AssertionError("it never rests")


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    made.trainer.start()
    yield made
    assert made.trainer.shut_down()


def test_requests_are_obeyed_while_a_picture_is_taken(desk: Desk) -> None:
    desk.load(1)
    desk.trainer.mailbox.ask(1, (Dear(1 << 20),))
    for _ in range(3):
        assert desk.trainer.learned(1, 5.0) is not None
    desk.send(Play(1))
    desk.wait(lambda: desk.at(1, 20, playing=True))
    desk.send(Pause(1))
    desk.wait(lambda: desk.at(1, 20))


def test_while_it_trains_a_dear_picture_comes_with_fewer_points() -> None:
    sitter, asked = Sitter(), Dear()
    sitter.box.ask(1, (asked,))
    coarse = sitter.seen(playing=True)
    assert 0 < coarse.answer(asked) < 1024
    assert coarse.seconds[asked] < 1.0


def test_at_rest_few_points_come_first_and_then_all_unasked() -> None:
    sitter, asked = Sitter(), Dear()
    sitter.box.ask(1, (asked,))
    first = sitter.rest()
    assert [s.answer(asked) for s in first] == [1024], "what it costs is not known before"
    sitter.run.advance(1)
    sitter.box.ask(1, (asked,))
    few, whole = sitter.rest()
    assert few.answer(asked) < 1024 == whole.answer(asked)
    assert few.step == whole.step == 1


def test_what_was_seen_of_the_same_moment_is_not_taken_again() -> None:
    sitter, dear, cheap = Sitter(), Dear(256), WeightSpectrum()
    sitter.box.ask(1, (dear,))
    [whole] = sitter.rest()
    sitter.box.ask(1, (dear, cheap))
    [both] = sitter.rest()
    assert both.answer(dear) == 256
    assert both.seconds[dear] == whole.seconds[dear], "the answer of before"
    sitter.run.set_weight(*_weight(sitter.run))
    sitter.box.ask(1, (dear, cheap))
    assert len(sitter.rest()) == 2, "with another weight everything is another: few points, then all"


def _weight(run: Run) -> tuple[str, tuple[int, ...], float]:
    key, array = next((key, array) for key, array in run.network.parameters.items() if array.ndim == 2)
    return key, (0, 0), float(array[0, 0]) + 1.0


def test_another_wish_at_rest_does_not_wait_for_the_one_under_way_and_loses_nothing() -> None:
    sitter, dear, other = Sitter(), Dear(), Dear(4, "other")
    sitter.box.ask(1, (dear,))
    sitter.rest()
    sitter.run.advance(1)
    sitter.box.ask(1, (dear,))
    few = sitter.seen(playing=False)
    assert few.answer(dear) < 1024
    sitter.photographer.answer(playing=False)
    sitter.box.ask(1, (dear, other))
    both, whole = sitter.rest()
    assert (both.answer(dear), both.answer(other)) == (few.answer(dear), 4)
    assert (whole.answer(dear), whole.answer(other)) == (1024, 4)


def test_a_picture_begun_at_rest_is_given_up_for_training_and_its_wish_stays() -> None:
    sitter, dear = Sitter(), Dear(1 << 14)
    sitter.box.ask(1, (dear,))
    sitter.photographer.answer(playing=False)
    sitter.run.advance(1)
    assert sitter.seen(playing=True).step == 1


def test_pictures_of_a_grid_are_of_the_same_part_of_the_plane_however_coarse() -> None:
    scene = scene_of(Run(meaning(NET, DATA), TRAINING, DATA))
    for asked in (PLANE, NeuronsOver(GRID)):
        coarser = asked.coarser()
        assert coarser is not None
        assert coarser.grid == replace(GRID, resolution=32)
        assert type(coarser) is type(asked)
    whole, few = PLANE.take(scene), PLANE.coarser().take(scene)
    # The corners are the same places.
    np.testing.assert_allclose(few.values[::31, ::31], whole.values[::63, ::63], rtol=1e-5)
    least = replace(PLANE, grid=replace(GRID, resolution=8))
    assert least.coarser() is None
    assert NeuronsOver(None).coarser() is None


def test_how_coarse_is_learned_from_what_it_costs() -> None:
    quick, asked = Quickness(), PLANE
    assert quick.version(asked) is asked
    quick.note(asked, asked, 16 * LONG)
    assert quick.version(asked).grid.resolution == 16
    quick.note(asked, quick.version(asked), 0.5 * LONG)
    assert quick.version(asked).grid.resolution == 16, "noise does not let it go to and fro"
    quick.note(asked, quick.version(asked), LONG / 100)
    assert quick.version(asked) is asked
    quick.note(WeightSpectrum(), WeightSpectrum(), 100.0)
    assert quick.version(WeightSpectrum()) == WeightSpectrum(), "a probe has no points to leave out"


def test_what_is_dear_is_still_seen_every_few_seconds() -> None:
    sitter = Sitter()
    sitter.photographer._took = 0.1
    seen = Snapshot(1, 0, 0.0, {PLANE: 1}, {PLANE: 0.1})
    sitter.photographer._plan((PLANE,), seen, start=0.0)
    assert sitter.photographer._next == SELDOM
    assert quickness.LONG / SELDOM < 0.1
