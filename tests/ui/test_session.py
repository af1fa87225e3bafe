"""Joints of the session: document, data, trainer, and what becomes of weights between them."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from desk import Desk, small_project

from nnsim.base.errors import NnsimError
from nnsim.data.sources.circles import Circles
from nnsim.data.sources.csv_file import CsvFile
from nnsim.document import edits, storage
from nnsim.document.project import Project
from nnsim.engine.activations.relu import ReLU
from nnsim.ui.sitting.attic import Room

W = ("dense_1/W", (1, 2))


def set_units(desk: Desk, node: str, units: int) -> None:
    desk.workspace.edit_graph(
        "units", lambda g: edits.set_layer(g, node, replace(g[node].layer, units=units))
    )
    desk.settle()


def set_training(desk: Desk, **changes: object) -> None:
    desk.workspace.edit("t", lambda p: replace(p, training=replace(p.training, **changes)))
    desk.settle()


def set_data(desk: Desk, **changes: object) -> None:
    desk.workspace.edit("d", lambda p: replace(p, data=replace(p.data, **changes)))
    desk.settle()


# ---- numbers set by hand -----------------------------------------------------------------------


def test_a_number_set_by_hand_is_undone_and_done_again(desk: Desk) -> None:
    first = desk.number(*W)
    desk.session.set_weight(*W, 2.5, "Weight from A to B: 2.5")
    assert desk.number(*W) == 2.5
    assert desk.workspace.undo_stack.undoText() == "Weight from A to B: 2.5"
    assert desk.workspace.is_modified
    desk.undo()
    assert desk.number(*W) == first
    assert not desk.workspace.is_modified
    assert "again" in desk.told[-1]
    desk.redo()
    assert desk.number(*W) == 2.5


def test_numbers_typed_at_one_weight_are_one_step_and_back_at_the_first_none(desk: Desk) -> None:
    first = desk.number(*W)
    stack = desk.workspace.undo_stack
    for value in (1.0, 2.0, 3.0):
        desk.session.set_weight(*W, value)
    assert stack.count() == 1
    desk.session.set_weight("dense_1/W", (0, 0), 1.0)
    assert stack.count() == 2
    desk.undo()
    desk.undo()
    assert desk.number(*W) == first
    desk.session.set_weight(*W, 3.0)
    desk.session.set_weight(*W, first)
    assert stack.count() == 0
    assert not desk.workspace.is_modified


def test_undo_after_training_brings_back_that_number_alone(desk: Desk) -> None:
    first = desk.number(*W)
    desk.session.set_weight(*W, 2.5)
    desk.train(3)
    trained = desk.arrays()
    desk.undo()
    assert desk.number(*W) == first
    expected = {key: array.copy() for key, array in trained.items()}
    expected[W[0]][W[1]] = first
    assert all(np.array_equal(array, expected[key]) for key, array in desk.arrays().items())
    assert "training" in desk.told[-1]
    assert desk.session.network.learned().step == 3


def test_what_is_set_after_training_is_another_step(desk: Desk) -> None:
    desk.session.set_weight(*W, 2.5)
    desk.train(1)
    trained = desk.number(*W)
    desk.session.set_weight(*W, 7.0)
    assert desk.workspace.undo_stack.count() == 2
    desk.undo()
    assert desk.number(*W) == trained


@pytest.mark.parametrize("train_first", [False, True])
def test_numbers_survive_what_does_not_concern_them(desk: Desk, train_first: bool) -> None:
    if train_first:
        desk.train(2)
    desk.session.set_weight(*W, 2.5)
    set_training(desk, learning_rate=0.5, precision="float64")
    set_units(desk, "dense_2", 2)
    desk.workspace.edit_graph("add", lambda g: edits.add(g, g["dense_1"].layer, 0.0, 99.0)[0])
    desk.settle()
    set_units(desk, "dense_2", 1)
    changed = replace(desk.workspace.graph["dense_1"].layer, activation=ReLU())
    desk.workspace.edit_graph("activation", lambda g: edits.set_layer(g, "dense_1", changed))
    desk.settle()
    assert desk.number(*W) == 2.5
    assert not [text for text in desk.said if "by hand" in text]


def test_other_data_before_any_training_leave_what_was_set(desk: Desk) -> None:
    desk.session.set_weight(*W, 2.5)
    set_data(desk, source=Circles())
    assert desk.number(*W) == 2.5
    set_data(desk, scaling="standardize")
    assert desk.number(*W) == 2.5


@pytest.mark.parametrize("change", ["data", "seed"])
def test_what_begins_anew_says_so_and_is_undone(desk: Desk, change: str) -> None:
    desk.session.set_weight(*W, 2.5)
    desk.train(1)
    trained = desk.number(*W)
    if change == "data":
        set_data(desk, scaling="standardize")
    else:
        set_training(desk, seed=7)
    assert desk.number(*W) != trained
    assert any("by hand" in text and "Undo" in text for text in desk.said)
    desk.undo()
    assert desk.number(*W) == trained
    assert any("are back" in text for text in desk.told)


@pytest.mark.parametrize("train", [False, True])
def test_undone_at_once_while_the_data_are_still_being_loaded(desk: Desk, train: bool) -> None:
    first = desk.number(*W)
    desk.session.set_weight(*W, 2.5)
    if train:
        desk.train(1)
    set_data(desk, source=Circles())
    desk.workspace.undo_stack.undo()
    assert desk.session.loader.is_busy
    desk.workspace.undo_stack.undo()
    desk.settle()
    assert desk.number(*W) == first
    desk.workspace.undo_stack.redo()
    desk.workspace.undo_stack.redo()
    desk.settle()
    desk.workspace.undo_stack.undo()
    desk.settle()
    assert desk.number(*W) == 2.5


def test_a_reset_is_undone_at_once_while_the_data_are_still_being_loaded(desk: Desk) -> None:
    desk.session.set_weight(*W, 2.5)
    desk.train(2)
    before = desk.session.network.learned()
    desk.session.reset()
    set_data(desk, source=Circles())
    desk.workspace.undo_stack.undo()
    desk.workspace.undo_stack.undo()
    desk.settle()
    after = desk.session.network.learned()
    assert after.step == 2
    assert all(np.array_equal(after.arrays[key], array) for key, array in before.arrays.items())


def test_numbers_set_by_hand_are_so_after_opening_their_file_again(desk: Desk, tmp_path) -> None:
    desk.session.set_weight(*W, 2.5)
    desk.session.file.save(tmp_path / "p.nnsim")
    desk.session.file.open(tmp_path / "p.nnsim")
    desk.settle()
    assert desk.number(*W) == 2.5
    desk.session.reset()
    desk.settle()
    assert any("Undo" in text for text in desk.told)
    desk.undo()
    assert desk.number(*W) == 2.5


def test_another_shape_says_what_is_lost_and_undo_brings_it_back(desk: Desk) -> None:
    desk.session.set_weight(*W, 2.5)
    set_units(desk, "dense_1", 6)
    assert any("dense_1" in text and "by hand" in text for text in desk.said)
    said = len(desk.said)
    set_units(desk, "dense_2", 2)
    assert len(desk.said) == said, "said once"
    desk.undo()
    desk.undo()
    assert desk.number(*W) == 2.5


def test_reset_gives_numbers_up_with_a_word_and_undo_brings_the_run_back(desk: Desk) -> None:
    first = desk.number(*W)
    desk.session.set_weight(*W, 2.5)
    desk.train(3)
    before = desk.session.network.learned()
    desk.session.reset()
    desk.settle()
    assert desk.number(*W) == first
    assert desk.session.network.learned().step == 0
    assert any("by hand" in text and "Undo" in text for text in desk.told)
    desk.train(1)
    desk.undo()
    assert desk.told[-1] == "Undone: Reset the weights. The network is where it was before, at step 3."
    after = desk.session.network.learned()
    assert after.step == 3
    assert all(np.array_equal(after.arrays[key], array) for key, array in before.arrays.items())
    assert all(np.array_equal(after.moment.slots[key], array) for key, array in before.moment.slots.items())
    desk.redo()
    assert desk.number(*W) == first


def test_reset_of_what_nobody_touched_is_no_step(desk: Desk) -> None:
    desk.train(2)
    desk.session.reset()
    assert desk.workspace.undo_stack.count() == 0


def test_reset_goes_back_to_the_weights_that_were_loaded(desk: Desk) -> None:
    first = desk.arrays()
    loaded = {key: array + 0.25 for key, array in first.items()}
    desk.session.weights.load(loaded)
    desk.settle()
    desk.train(3)
    trained = desk.arrays()
    desk.session.reset()
    desk.settle()
    desk.wait(lambda: desk.session.feed.state.step == 0)
    assert all(np.array_equal(array, loaded[key]) for key, array in desk.arrays().items())
    assert "began with" in desk.told[-1]
    desk.undo()
    desk.wait(lambda: desk.session.feed.state.step == 3)
    assert all(np.array_equal(array, trained[key]) for key, array in desk.arrays().items())
    desk.redo()
    desk.undo()  # and once more before the loading: the first weights of the seed
    desk.undo()
    desk.wait(lambda: desk.session.feed.state.step == 0)
    assert all(np.array_equal(array, first[key]) for key, array in desk.arrays().items())


def test_reset_elsewhere_does_not_touch_what_undo_brings_back(desk: Desk) -> None:
    desk.session.set_weight(*W, 2.5)
    set_training(desk, seed=7)
    desk.train(1)
    desk.session.reset()
    desk.settle()
    desk.undo()
    assert desk.number(*W) == 2.5


def test_loaded_weights_are_undone(desk: Desk) -> None:
    desk.train(2)
    before = desk.session.network.learned()
    desk.session.weights.load({"dense_1/W": np.full((2, 5), 0.25, np.float32)})
    desk.settle()
    assert desk.number(*W) == 0.25
    assert desk.workspace.undo_stack.undoText() == "Load weights"
    desk.undo()
    after = desk.session.network.learned()
    assert after.step == 2
    assert all(np.array_equal(after.arrays[key], array) for key, array in before.arrays.items())


def test_a_number_that_does_not_exist_is_said(desk: Desk) -> None:
    assert not desk.session.set_weight("dense_1/W", (9, 9), 1.0)
    assert "no parameter" in desk.said[-1]
    assert desk.workspace.undo_stack.count() == 0


# ---- the attic ---------------------------------------------------------------------------------


def test_a_deleted_layer_comes_back_with_what_it_had_learned(desk: Desk) -> None:
    desk.train(4)
    before = desk.arrays()
    desk.workspace.edit_graph("delete", lambda g: edits.remove(g, ["dense_1"]))
    desk.settle()
    desk.workspace.edit_graph("join", lambda g: edits.connect(g, "input_1", "dense_2"))
    desk.settle()
    desk.train(4)  # other weights now, and those of dense_1 in no run
    assert "dense_1/W" not in desk.arrays()
    desk.undo()
    desk.undo()
    assert np.array_equal(desk.arrays()["dense_1/W"], before["dense_1/W"])
    assert np.array_equal(desk.arrays()["dense_1/b"], before["dense_1/b"])


def test_units_turned_up_and_back_keep_what_was_learned(desk: Desk) -> None:
    desk.train(4)
    before = desk.arrays()
    set_units(desk, "dense_1", 6)
    desk.train(1)
    desk.undo()
    assert np.array_equal(desk.arrays()["dense_1/W"], before["dense_1/W"])


def test_a_seed_chosen_again_begins_anew(desk: Desk) -> None:
    first = desk.arrays()
    desk.train(2)
    set_training(desk, seed=1)
    set_training(desk, seed=0)
    assert all(np.array_equal(desk.arrays()[key], array) for key, array in first.items())


# ---- data that go, files that come -------------------------------------------------------------


def test_weights_outlive_data_that_cannot_be_read(desk: Desk, tmp_path) -> None:
    desk.train(3)
    before = desk.session.network.learned()
    set_data(desk, source=CsvFile(str(tmp_path / "none.csv")))
    assert desk.session.network.learned() is None
    desk.session.file.save(tmp_path / "p.nnsim")
    saved = storage.load(tmp_path / "p.nnsim").learned
    assert saved.step == 3
    assert all(np.array_equal(saved.arrays[key], array) for key, array in before.arrays.items())
    desk.undo()
    after = desk.session.network.learned()
    assert after.step == 3
    assert all(np.array_equal(after.arrays[key], array) for key, array in before.arrays.items())


def test_a_file_whose_data_are_gone_keeps_its_weights_when_saved(desk: Desk, tmp_path) -> None:
    desk.train(3)
    learned, path = desk.session.network.learned(), tmp_path / "p.nnsim"
    project = desk.workspace.project
    gone = replace(project, data=replace(project.data, source=CsvFile("gone.csv")))
    storage.save(path, gone, learned)
    desk.session.file.open(path)
    desk.settle()
    assert any("gone.csv" in text for text in desk.said)
    desk.session.file.save(path)
    assert storage.load(path).learned.step == 3
    assert storage.load(path).project.data.source.path == "gone.csv"


def test_a_single_step_is_unsaved_work(desk: Desk) -> None:
    assert not desk.workspace.is_modified
    desk.session.step()
    desk.wait(lambda: desk.workspace.is_modified)


def test_what_was_saved_while_it_trained_is_unsaved_again_only_with_more_steps(desk: Desk, tmp_path) -> None:
    desk.train(2)
    desk.session.file.save(tmp_path / "p.nnsim")
    feed = desk.session.feed
    feed.shown.state = replace(feed.state, playing=True)  # a letter on its way, of a step that is in the file
    feed.news.changed.fire()
    assert not desk.workspace.is_modified
    feed.shown.state = replace(feed.state, playing=False)
    desk.train(1)
    assert desk.workspace.is_modified


def test_opening_what_cannot_be_read_changes_nothing(desk: Desk, tmp_path) -> None:
    desk.edit_notes("mine")
    (tmp_path / "x.nnsim").write_bytes(b"PK no zip")
    with pytest.raises(NnsimError):
        desk.session.file.open(tmp_path / "x.nnsim")
    assert desk.workspace.project.notes == "mine"
    assert desk.workspace.undo_stack.count() == 1


def test_another_project_knows_nothing_of_the_weights_before(desk: Desk) -> None:
    desk.session.set_weight(*W, 2.5)
    desk.train(1)
    desk.session.file.new(small_project())
    desk.settle()
    assert desk.session.saved_runs.to_save().learned is None
    fresh = desk.number(*W)
    desk.session.reset()
    desk.settle()
    assert desk.number(*W) == fresh
    desk.session.file.new(Project())
    desk.settle()
    assert desk.session.saved_runs.to_save().learned is None


def test_turning_units_up_does_not_fill_the_memory(desk: Desk) -> None:
    desk.train(1)
    desk.session.set_weight(*W, 2.5)
    for units in range(6, 16):
        set_units(desk, "dense_1", units)
    (room,) = desk.session.weights._held.attic.rooms.values()
    assert {shape for key, shape in room.arrays if key == "dense_1/W"} == {(2, 5)}


def test_above_some_size_what_is_oldest_goes_but_nothing_set_by_hand(monkeypatch) -> None:
    monkeypatch.setattr("nnsim.ui.sitting.attic._MOST_BYTES", 100)
    room = Room(by_hand=frozenset({("a", (10,))}))
    for name in "abc":
        room = room.keeping({(name, (10,)): np.zeros(10, np.float32)})
    assert set(room.arrays) == {("a", (10,)), ("c", (10,))}


def test_what_was_trained_between_two_edits_of_one_field_can_be_gone_back_to(desk: Desk) -> None:
    def scale(kind: str) -> None:
        change = partial(replace, scaling=kind)
        desk.workspace.edit("scaling", lambda p: replace(p, data=change(p.data)), "data scaling")
        desk.settle()

    scale("standardize")
    desk.train()
    trained = desk.arrays()
    scale("none")
    assert desk.workspace.undo_stack.count() == 2
    desk.undo()
    assert desk.workspace.project.data.scaling == "standardize"
    assert all(np.array_equal(trained[key], array) for key, array in desk.arrays().items())


# ---- other projects ----------------------------------------------------------------------------


def test_opening_a_copy_says_what_was_mended_as_opening_a_file_does(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "odd.nnsim"
    storage.save(path, small_project())
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    record = json.loads(members["project.json"])
    members["project.json"] = json.dumps({**record, "from_the_future": 1}).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    desk.session.file.open(path)
    desk.session.file.open_copy(path)
    assert len(desk.said) == 2
    assert desk.said[0] == desk.said[1]
    assert "from_the_future" in desk.said[0]


def test_another_project_opens_with_nothing_selected(desk: Desk) -> None:
    desk.workspace.select(["dense_1"])
    desk.session.file.new(small_project())
    assert "dense_1" in desk.workspace.graph
    assert not desk.workspace.selection
