"""Strokes are one step of undo each, and the run that is drawn goes on with its weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from desk import Desk, small_project

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.source import sources
from nnsim.data.sources.painted import Painted
from nnsim.document import edits
from nnsim.document.project import Project
from nnsim.document.storage import load, save
from nnsim.training.epochs import begin


def stroke(desk: Desk, *at: tuple[float, float], kind: int = 0) -> None:
    strokes = desk.workspace.strokes
    sheet = strokes.begin("Paint A")
    for place in at:
        strokes.draw(strokes.sheet().painting.with_points(np.array([place]), kind))
    assert len(strokes.sheet().painting) == len(sheet.painting) + len(at)
    strokes.end()
    desk.settle()


def counts(desk: Desk) -> list[int]:
    prepared = desk.workspace.prepared
    assert prepared is not None
    return np.bincount(prepared.dataset.targets).tolist()


def test_the_first_stroke_makes_a_painted_copy_and_the_run_goes_on(desk: Desk) -> None:
    desk.train(5)
    run, before, old = desk.session.run, desk.arrays(), desk.workspace.prepared
    stroke(desk, (0.1, 0.2), (0.3, 0.4))
    source = desk.workspace.project.data.source
    assert isinstance(source, Painted)
    assert "Two spirals" in desk.workspace.prepared.title
    assert counts(desk) == [202, 200]
    assert desk.session.run == run
    assert desk.session.network.learned().step == 5
    assert all(np.array_equal(a, desk.arrays()[key]) for key, a in before.items())
    assert len(desk.session.runs.earlier) == 0
    desk.wait(lambda: desk.session.feed.state.examples == ((5, len(desk.workspace.prepared.train)),))
    assert desk.workspace.undo_stack.count() == 1
    desk.train(2)
    assert desk.session.network.learned().step == 7
    desk.undo()
    assert desk.workspace.project.data.source == sources["two_spirals"]()
    assert desk.session.run == run
    assert desk.session.network.learned().step == 7
    assert np.array_equal(desk.workspace.prepared.train.inputs, old.train.inputs)
    desk.redo()
    assert counts(desk) == [202, 200]
    assert desk.session.run == run


def test_every_stroke_is_undone_by_itself(desk: Desk) -> None:
    for i in range(3):
        stroke(desk, *[(0.1 * i, 0.2)] * (i + 1), kind=i % 2)
    assert counts(desk) == [204, 202]
    for expected in ([201, 202], [201, 200], [200, 200]):
        desk.undo()
        assert counts(desk) == expected
    assert desk.workspace.undo_stack.count() == 3


def test_no_point_changes_its_part_when_others_come_and_go(desk: Desk) -> None:
    def parts() -> dict[tuple[float, float], int]:
        prepared = desk.workspace.prepared
        return {
            tuple(np.floor(np.array(at) * 50 + 1e-3).tolist()): place
            for place, part in enumerate((prepared.train, prepared.validation, prepared.test))
            for at in part.inputs.tolist()
        }

    before = parts()
    stroke(desk, *[(0.01 * i, 1.0) for i in range(20)])
    after = parts()
    assert before.items() <= after.items()
    strokes = desk.workspace.strokes
    strokes.begin("Erase")
    painting = strokes.sheet().painting
    strokes.draw(painting.without(painting.at[:, 0] < -0.5))
    strokes.end()
    desk.settle()
    assert parts().items() <= after.items()
    assert 0 < len(parts()) < len(after)


def test_training_sees_a_stroke_before_it_ends_and_not_one_that_is_given_up(desk: Desk) -> None:
    desk.train(3)
    stroke(desk, (0.0, 0.0))

    def trained_on() -> int:
        changes = desk.session.feed.state.examples
        return changes[-1][1] if changes else 0

    strokes = desk.workspace.strokes
    here = len(desk.workspace.prepared.train)
    strokes.begin("Paint A")
    strokes.draw(strokes.sheet().painting.with_points(np.random.default_rng(0).normal(size=(40, 2)), 1))
    desk.wait(lambda: trained_on() > here)
    assert len(desk.workspace.prepared.train) == here
    strokes.cancel()
    desk.wait(lambda: trained_on() == here)
    assert not strokes.is_under_way
    assert desk.workspace.undo_stack.count() == 1


def test_painting_while_it_trains_lets_it_train_on(desk: Desk) -> None:
    desk.session.play()
    desk.wait(lambda: desk.session.feed.state.step > 20)
    run = desk.session.run
    for i in range(5):
        stroke(desk, (0.1 * i, -0.3))
        step = desk.session.feed.state.step
        desk.wait(lambda step=step: desk.session.feed.state.step > step + 20)
        assert desk.session.feed.playing
    assert desk.session.run == run
    assert desk.said == []
    desk.session.pause()


def test_painting_from_empty_says_what_is_missing_until_it_can_be_learned(open_desk) -> None:
    empty = DataSettings(source=Painted(points="", names="A, B, C"))
    desk = open_desk(replace(small_project(), data=empty))
    assert desk.workspace.prepared is None
    assert "Nothing is painted yet" in desk.said[-1]
    stroke(desk, (0.0, 1.0))
    assert "Only A has points" in desk.said[-1]
    stroke(desk, (0.0, 1.0), kind=2)
    assert counts(desk) == [1, 0, 1]
    assert len(desk.workspace.prepared.train) == 2
    assert any("No point yet: B" in line for line in desk.workspace.prepared.summary)


def test_other_edits_after_a_stroke_keep_what_was_learned(desk: Desk) -> None:
    desk.train(4)
    stroke(desk, (0.0, 0.1))
    before = desk.arrays()["dense_1/W"]
    layer = replace(desk.workspace.graph["dense_2"].layer, units=2)
    desk.workspace.edit_graph("units", lambda g: edits.set_layer(g, "dense_2", layer))
    desk.settle()
    assert np.array_equal(desk.arrays()["dense_1/W"], before)


def test_data_that_cannot_be_painted_on_say_why(open_desk) -> None:
    desk = open_desk(Project(small_project().graph, data=DataSettings(source=sources["sine"]())))
    with pytest.raises(NnsimError, match="two inputs"):
        desk.workspace.strokes.begin("Paint")
    assert "two inputs" in desk.workspace.strokes.why_not()


def test_a_file_holds_the_points_the_weights_and_that_the_points_were_changed(open_desk, tmp_path) -> None:
    desk = open_desk()
    desk.train(5)
    stroke(desk, (0.2, 0.1))
    desk.train(2)
    desk.session.saved_runs.with_history = True
    work = desk.session.saved_runs.to_save()
    assert work.runs[-1].kept
    assert min(kept.step for kept in work.runs[-1].kept) == 5
    save(tmp_path / "p.nnsim", desk.workspace.project, work.learned, history=work.runs)
    opened = load(tmp_path / "p.nnsim")
    assert opened.problems == ()
    run = begin(opened.project, opened.learned)
    assert run.step == 7
    assert run.examples.changes == ((5, len(desk.workspace.prepared.train)),)
    assert run.prepared.train.inputs.tobytes() == desk.workspace.prepared.train.inputs.tobytes()


def test_what_was_learned_waits_while_the_painting_is_empty(desk: Desk) -> None:
    desk.train(4)
    stroke(desk, (0.0, 0.1))
    before = desk.arrays()["dense_1/W"]
    strokes = desk.workspace.strokes
    strokes.begin("Clear")
    strokes.draw(strokes.sheet().painting.without(np.ones(len(strokes.sheet().painting), bool)))
    strokes.end()
    desk.settle()
    assert desk.workspace.prepared is None
    stroke(desk, *[(0.1 * i, 0.1) for i in range(8)])
    stroke(desk, *[(0.1 * i, -0.1) for i in range(8)], kind=1)
    assert counts(desk) == [8, 8]
    assert np.array_equal(desk.arrays()["dense_1/W"], before)
