"""A run knows which walk took which of its steps, and says so where another one goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnsim.document import storage
from nnsim.document.kept import Kept
from nnsim.document.learned import Learned
from nnsim.document.moment import Moment
from nnsim.document.pace import Pace
from nnsim.document.project import Project
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.training.gate import PaintGate
from nnsim.training.keeping import Budget, Keeper
from nnsim.training.machine import Machine
from nnsim.training.mailbox import Mailbox
from nnsim.training.messages import Noticed, State
from nnsim.training.numpy_walker import NumPyWalker
from nnsim.training.player import Player
from nnsim.training.recorder import recorder_for
from nnsim.training.run import Run
from nnsim.training.walker import Walker
from nnsim.training.walks_taken import names_of, taken_otherwise, walks_of
from tests.builders import chain, examples, start, walk
from tests.training.through_walker import ThroughWalker, through

NET = chain(Dense(2), Dense(1), loss=MeanSquaredError())
_X = np.random.default_rng(0).normal(size=(12, 3))
DATA = examples(_X, _X.sum(axis=1))


@pytest.fixture(autouse=True)
def _in_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNSIM_WALK", "numpy")


def begin(learned: Learned | None = None) -> Run:
    return start(NET, DATA, learned, batch=4)


def saved_and_opened(run: Run, path: Path) -> Learned:
    storage.save(path, Project(NET), run.learned())
    opened = storage.load(path)
    assert (opened.problems, opened.learned is None) == ((), False)
    return opened.learned


def recorded(raw: Any, step: int = 300) -> Moment:
    return Moment(step, place={"walks": raw})


# ---- the record ---------------------------------------------------------------------------------


def test_before_the_first_step_no_walk_is_known() -> None:
    assert walks_of(begin().moment()) == ()
    assert begin().moment().place["walks"] == []


def test_a_file_says_which_walks_took_the_steps_and_from_which_on(tmp_path: Path) -> None:
    run = begin()
    walk(run, 3)
    again = through(begin(saved_and_opened(run, tmp_path / "a.nnsim")))
    walk(again, 4)
    last = begin(saved_and_opened(again, tmp_path / "b.nnsim"))
    walk(last, 2)
    assert walks_of(last.moment()) == ((0, "numpy"), (3, "through"), (7, "numpy"))
    assert names_of(last.moment()) == ("numpy", "through", "numpy")
    assert walks_of(last.learned().at_step(5).moment) == ((0, "numpy"), (3, "through"))


def test_before_there_was_another_walk_it_was_numpy() -> None:
    run = begin()
    walk(run, 3)
    moment = run.moment()
    older = {key: value for key, value in moment.place.items() if key != "walks"}
    assert walks_of(Moment(3, place=older)) == ((0, "numpy"),)
    assert walks_of(Moment(0, place=older)) == walks_of(Moment(3)) == ()


@pytest.mark.parametrize(
    "raw",
    [
        None,
        7,
        "numpy",
        {"numpy": 0},
        [["numpy"]],
        [["numpy", 0]],
        [[0, "numpy", 1]],
        [[True, "numpy"]],
        [[-1, "numpy"]],
        [[0.5, "numpy"]],
        [[0, None]],
        [[0, ""]],
        [[0, "<b>numpy</b>"]],
        [[0, "n" * 41]],
        [[0, "numpy"], "compiled"],
        pytest.param([[0, "numpy"]] * 1_001, id="too many"),
    ],
    ids=repr,
)
def test_what_is_no_record_says_nothing_and_training_goes_on(raw: Any) -> None:
    run = begin()
    walk(run, 3)
    learned = run.learned()
    place = {**learned.moment.place, "walks": raw}
    damaged = Learned(
        Moment(3, 1.0, learned.moment.parameters, learned.moment.state, place=place), learned.layout
    )
    again = begin(damaged)
    assert (again.step, walks_of(again.moment()), again.other_walk) == (3, (), None)
    walk(again, 1)
    assert walks_of(again.moment()) == ((3, "numpy"),)


def test_a_record_does_not_grow_without_bound() -> None:
    run = begin()
    for step in range(1_500):
        run.walks.note(step, ("numpy", "compiled-v3")[step % 2])
    run.step = 1_500
    assert len(walks_of(recorded(run.walks.state()["walks"], 1_500))) == 1_000


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (0, 100, "numpy"),
        (100, 200, "numpy"),
        (150, 250, "numpy"),
        (200, 250, ""),
        (200, 300, "compiled-v2"),
        (280, 300, "compiled-v2"),
        (0, 300, "numpy"),
    ],
)
def test_steps_that_were_taken_otherwise_are_found(first: int, last: int, found: str) -> None:
    present = recorded([[0, "numpy"], [200, "compiled-v3"], [270, "compiled-v2"]])
    assert taken_otherwise(present, first, last, "compiled-v3") == found
    assert taken_otherwise(recorded([]), first, last, "numpy") == ""


# ---- what is said -------------------------------------------------------------------------------


def test_another_walk_is_told_before_it_goes_on_and_not_once_it_has() -> None:
    run = begin()
    assert run.other_walk is None
    walk(run, 3)
    assert run.other_walk is None
    assert begin(run.learned()).other_walk is None
    again = through(begin(run.learned()))
    other = again.other_walk
    assert other is not None
    assert (other.step, other.before, other.now) == (3, "numpy", "through")
    walk(again, 1)
    assert again.other_walk is None


def test_a_start_at_the_first_weights_of_a_run_says_nothing() -> None:
    run = begin()
    learned = run.learned()
    walk(run, 3)
    assert through(begin(learned)).other_walk is None
    # Weights alone, as of a file of weights, are no place to go on from.
    arrays = Learned.named(run.learned().arrays, step=3)
    assert through(begin(arrays)).other_walk is None


def test_the_sentence_names_both_walks_and_how_to_have_the_first() -> None:
    run = through(begin())
    walk(run, 3)
    learned = run.learned()
    text = begin(learned).other_walk.going_on()
    assert "up to 3 " in text
    assert "compiled walk through" in text
    assert "NumPy walk" in text
    # This machine has no walk of that name.
    assert text.endswith(
        "The first needs a computer that has it, with NNSIM_WALK=through in the environment."
    )


# ---- in the trainer -----------------------------------------------------------------------------


class Told:
    """A player of a run that was trained elsewhere for 8 steps, with the moments of the steps 0, 4 and 8."""

    def __init__(self, *, again: bool) -> None:
        first = begin()
        keeper = Keeper(Budget(), 1_000, 0, 1_000)
        for step in (0, 4, 8):
            if step:
                walk(first, 4)
            keeper.keep(Kept(first.moment(), first.training))
        self.run = begin(first.learned())
        if again:
            through(self.run)
        self.mailbox = Mailbox()
        self.player = Player(self.run, keeper, self.mailbox, PaintGate(), Pace())
        self.states: list[State] = []

    def said(self) -> list[str]:
        letters = self.mailbox.take_reports()
        self.states += [letter for letter in letters if isinstance(letter, State)]
        return [letter.text for letter in letters if isinstance(letter, Noticed)]

    def go_to(self, step: int) -> None:
        self.player.go_to(step)
        self.player.arrive()
        assert self.run.step == step

    def step(self) -> None:
        self.player.step_once()
        self.player.finish_step()


def test_who_goes_on_with_another_walk_is_told_once() -> None:
    told = Told(again=True)
    assert told.said() == []
    told.step()
    [text] = told.said()
    assert text.startswith("Steps up to 8 were taken by: NumPy walk.")
    told.step()
    told.go_to(9)
    told.step()
    assert told.said() == []
    assert told.states[-1].walks == ("numpy", "through")


def test_steps_of_the_past_that_another_walk_takes_once_more_are_told_once() -> None:
    told = Told(again=True)
    told.go_to(4)
    assert told.said() == []
    told.go_to(6)
    [text] = told.said()
    assert text.startswith("Steps after 4 were taken by: NumPy walk. They are now taken once more")
    told.go_to(1)
    told.step()
    assert told.said() == []
    # The record of the present is none of the past, nor is the other way round.
    assert told.states[-1].walks == ("numpy",)
    assert names_of(told.player.learned().moment) == ("numpy",)
    assert names_of(told.run.moment()) == ("through",)


def in_numpy_alone(machine: Machine) -> Walker:
    return NumPyWalker(machine, recorder_for(machine.network, machine.columns, machine.batch))


def choose_by_batch(machine: Machine) -> Walker:
    """Choose as where settings of a run need NumPy for a part of it."""
    return in_numpy_alone(machine) if machine.batch == 4 else ThroughWalker(machine)


@pytest.mark.parametrize("again", [False, True])
def test_settings_that_need_another_walk_for_some_steps_are_none_of_its_own(again: bool) -> None:
    """Steps 5 to 9 were taken with other settings, and so in another walk; so are they once more."""
    first, keeper = begin(), Keeper(Budget(), 1_000, 0, 1_000)
    first.machine.choose = choose_by_batch
    keeper.keep(Kept(first.moment(), first.training))
    walk(first, 4)
    first.retune(replace(first.training, batch=6))
    keeper.keep(Kept(first.moment(), first.training, by_hand=True))
    walk(first, 5)
    assert names_of(first.moment()) == ("numpy", "through")
    run = begin(first.learned())
    run.retune(first.training)
    # As it was, or where there is no other walk than NumPy's.
    run.machine.choose = choose_by_batch if not again else in_numpy_alone
    mailbox = Mailbox()
    player = Player(run, keeper, mailbox, PaintGate(), Pace())
    player.go_to(2)
    player.arrive()
    said = [letter.text for letter in mailbox.take_reports() if isinstance(letter, Noticed)]
    assert (run.step, said) == (2, [])
    player.play()
    player.train_to(8)
    said = [letter.text for letter in mailbox.take_reports() if isinstance(letter, Noticed)]
    assert [text.partition(" were")[0] for text in said] == (["Steps after 4"] if again else [])


def test_where_the_walk_is_the_same_nothing_is_said() -> None:
    told = Told(again=False)
    told.go_to(6)
    told.step()
    told.go_to(8)
    told.step()
    assert told.said() == []
    assert told.states[-1].walks == ("numpy",)
