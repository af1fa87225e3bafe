"""Histories in the file of a project: saved from a real session, and there again when it is opened."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from desk import Desk, small_project
from PySide6.QtWidgets import QMenu

from nnsim.base.errors import NnsimError
from nnsim.data.sources.csv_file import CsvFile
from nnsim.document import storage
from nnsim.document.storage import Opened
from nnsim.library import load, save, train
from nnsim.training.history import History
from nnsim.training.messages import ComeBack, GoTo
from nnsim.training.walks_taken import names_of
from nnsim.ui.command import commands
from nnsim.ui.runs_table.runs_table import RunsTable
from nnsim.ui.sitting import project_file, saved_runs
from nnsim.ui.window.menus import _menu_action
from tests.compiled.by_c import needs_library, walk_to_test

STEPS = 5


def save_two_runs(desk: Desk, path: Path) -> Path:
    """Train two runs, the earlier one longer, and save them with their history."""
    desk.session.saved_runs.with_history = True
    desk.train(STEPS)
    desk.session.runs.rename(desk.session.run, "first try")
    desk.session.reset()
    desk.settle()
    desk.train(STEPS - 2)
    desk.wait(lambda: [entry.learned for entry in desk.session.runs.earlier] != [None])
    desk.session.file.save(path)
    return path


@pytest.fixture
def saved(desk: Desk, tmp_path: Path) -> Path:
    """A project of two runs, saved by `desk`."""
    return save_two_runs(desk, tmp_path / "p.nnsim")


_MADE: list[bytes] = []


@pytest.fixture
def file(open_desk, tmp_path: Path) -> Path:
    """The same file, made once."""
    path = tmp_path / "p.nnsim"
    if not _MADE:
        _MADE.append(save_two_runs(open_desk(), path).read_bytes())
    path.write_bytes(_MADE[0])
    return path


def same_curves(one: History, other: History) -> bool:
    mine, others = one.arrays(), other.arrays()
    return mine.keys() == others.keys() and all(
        np.array_equal(mine[k], others[k], equal_nan=mine[k].dtype.kind == "f") for k in mine
    )


def opened(open_desk, path: Path) -> Desk:
    desk = open_desk()
    desk.session.file.open(path)
    desk.settle()
    return desk


def test_curves_are_there_before_any_training_without_being_asked_for(
    desk: Desk, open_desk, tmp_path: Path
) -> None:
    desk.train(STEPS)
    desk.session.file.save(tmp_path / "p.nnsim")
    other = opened(open_desk, tmp_path / "p.nnsim")
    assert same_curves(other.session.feed.history, desk.session.feed.history)
    assert other.session.feed.state.step == STEPS
    assert not other.session.saved_runs.with_history
    assert [run.kept for run in storage.load(tmp_path / "p.nnsim").history] == [()]
    for each in (desk, other):
        each.train(2)
        # What it came to is told after it paused.
        each.wait(lambda feed=each.session.feed: feed.evaluation.step == feed.state.step)
    assert same_curves(other.session.feed.history, desk.session.feed.history)
    assert all(np.array_equal(array, desk.arrays()[key]) for key, array in other.arrays().items())
    assert other.said == []


def test_without_a_step_there_is_no_history(desk: Desk, tmp_path: Path) -> None:
    desk.session.saved_runs.with_history = True
    storage.save(tmp_path / "a.nnsim", desk.workspace.project)
    desk.session.file.save(tmp_path / "b.nnsim")
    assert (tmp_path / "a.nnsim").read_bytes() == (tmp_path / "b.nnsim").read_bytes()


def test_moments_and_earlier_runs_come_back(desk: Desk, open_desk, saved: Path) -> None:
    other = opened(open_desk, saved)
    assert other.session.saved_runs.with_history
    (was,), (now,) = desk.session.runs.earlier, other.session.runs.earlier
    assert (now.name, now.colour, now.shown) == ("first try", was.colour, was.shown)
    assert same_curves(now.feed.history, was.feed.history)
    assert now.learned.step == STEPS
    assert [kept.step for kept in now.keeper][-1] == STEPS
    other.wait(lambda: other.session.feed.shown.moments is not None)
    assert other.session.feed.shown.moments.steps == tuple(range(STEPS - 1))
    other.session.trainer.send(GoTo(other.session.run, 1))
    other.wait(lambda: other.session.feed.past_step == 1)
    # What is saved while one looks at the past is the present.
    other.session.file.save(saved)
    assert storage.load(saved).learned.step == STEPS - 2
    other.session.revival.put_back(now.number)
    other.settle()
    other.wait(lambda: other.session.feed.state.step == STEPS)
    assert same_curves(other.session.feed.history, was.feed.history)
    other.train(1)
    desk.session.revival.put_back(was.number)
    desk.settle()
    desk.train(1)
    assert all(np.array_equal(array, desk.arrays()[key]) for key, array in other.arrays().items())


@pytest.mark.parametrize("whole", [True, False])
def test_two_saves_are_equal_bytes_opened_in_between_or_not(
    desk: Desk, open_desk, saved: Path, tmp_path: Path, whole: bool
) -> None:
    other = opened(open_desk, saved)
    for each in (desk, other):
        each.session.saved_runs.with_history = whole
    desk.session.file.save(tmp_path / "a.nnsim")
    desk.session.file.save(tmp_path / "b.nnsim")
    other.session.file.save(tmp_path / "c.nnsim")
    first = (tmp_path / "a.nnsim").read_bytes()
    assert (tmp_path / "b.nnsim").read_bytes() == first
    assert (tmp_path / "c.nnsim").read_bytes() == first


def test_curves_end_where_the_weights_are_though_training_goes_on(desk: Desk, tmp_path: Path) -> None:
    desk.session.saved_runs.with_history = True
    desk.session.play()
    for i in range(5):
        desk.bot.wait(15)
        desk.session.file.save(tmp_path / f"{i}.nnsim")
    desk.session.pause()
    for i in range(5):
        found = storage.load(tmp_path / f"{i}.nnsim")
        (run,) = found.history
        readings = History.of_arrays(run.curves).readings
        assert readings.steps[-1] == run.kept[-1].step == found.learned.step > 0
        assert np.array_equal(run.kept[-1].moment.parameters, found.learned.moment.parameters)


def edited(file: Path, change) -> Path:
    """Change a file by hand."""
    found = storage.load(file)
    path = file.with_name("edited.nnsim")
    new: Opened = change(found)
    storage.save(path, new.project, new.learned, history=new.history)
    return path


def test_a_history_of_another_drawing_is_kept_as_an_earlier_run(open_desk, file: Path) -> None:
    other = small_project(seed=7)
    path = edited(file, lambda found: replace(found, project=other))
    desk = opened(open_desk, path)
    assert len(desk.session.runs.earlier) == 2
    assert any("another drawing" in text for text in desk.said)
    assert not len(desk.session.feed.history.readings)
    desk.train(1)


def test_moments_of_another_network_are_left_out_in_words(open_desk, file: Path) -> None:
    def swap(found: Opened) -> Opened:
        first, last = found.history
        broken = [replace(run, layout=run.layout[::-1]) for run in (first, last)]
        return replace(found, history=tuple(broken))

    desk = opened(open_desk, edited(file, swap))
    assert [text for text in desk.said if "another network" in text]
    assert len(desk.session.feed.history.readings) == STEPS - 2
    desk.session.revival.put_back(desk.session.runs.earlier[0].number)
    desk.settle()
    assert len([text for text in desk.said if "another network" in text]) == 2
    desk.train(1)


def test_damaged_curves_are_told_and_the_moments_stay(open_desk, file: Path) -> None:
    def damage(found: Opened) -> Opened:
        first, last = found.history
        curves = {name: array for name, array in last.curves.items() if name != "readings/sum"}
        return replace(found, history=(first, replace(last, curves=curves)))

    desk = opened(open_desk, edited(file, damage))
    assert any("curves are damaged" in text for text in desk.said)
    desk.wait(lambda: desk.session.feed.shown.moments is not None)
    assert desk.session.feed.shown.moments.steps == tuple(range(STEPS - 1))
    desk.train(1)


def test_where_the_budget_is_smaller_fewer_moments_come_back_and_that_is_said(open_desk, file: Path) -> None:
    desk = open_desk()
    desk.session.trainer.budget.most = 10_000
    desk.session.file.open(file)
    desk.settle()
    assert [text for text in desk.said if "of the 4 moments" in text]
    assert desk.session.trainer.budget.nbytes <= 10_000
    desk.wait(lambda: desk.session.feed.shown.moments is not None)
    # What is drawn comes before what was.
    assert len(desk.session.feed.shown.moments.steps) > 1
    assert not desk.session.runs.earlier[0].keeper.steps
    assert desk.session.runs.earlier[0].learned.step == STEPS
    desk.train(2)


@pytest.mark.parametrize("wished", [True, False])
def test_a_recovery_copy_has_the_runs_and_the_wish(desk: Desk, open_desk, saved: Path, wished: bool) -> None:
    desk.train(1)
    desk.session.saved_runs.with_history = wished
    desk.keep()
    other = open_desk()
    other.session.file.open_copy(desk.autosave.store.path, desk.workspace.file.state)
    other.settle()
    assert other.session.saved_runs.with_history is wished
    assert same_curves(other.session.feed.history, desk.session.feed.history)
    (was,), (now,) = desk.session.runs.earlier, other.session.runs.earlier
    assert now.keeper.steps == was.keeper.steps


def test_a_recovery_copy_stays_small(desk: Desk, saved: Path, monkeypatch) -> None:
    monkeypatch.setattr(saved_runs, "ROOM_IN_COPY", 9_000)
    work = desk.session.saved_runs.to_copy()
    earlier, current = work.runs
    assert 1 <= len(current.kept) < STEPS - 1
    assert current.kept[-1].step == work.learned.step
    assert current.curves
    assert earlier.curves
    assert earlier.kept == ()


def test_the_library_reads_the_moments_of_a_window(desk: Desk, saved: Path) -> None:
    desk.session.revival.put_back(desk.session.runs.earlier[0].number)
    desk.settle()
    desk.session.file.save(saved)
    moments = load(saved).moments
    assert moments.steps == tuple(range(STEPS + 1))
    found = moments.at(STEPS).weights
    arrays = desk.arrays()
    assert all(np.array_equal(found[key], arrays[key]) for key in found)


def test_a_training_of_a_program_opens_with_its_moments(open_desk, tmp_path: Path) -> None:
    result = train(small_project(), epochs=2, keep=6)
    save(tmp_path / "p.nnsim", result)
    desk = opened(open_desk, tmp_path / "p.nnsim")
    desk.wait(lambda: desk.session.feed.shown.moments is not None)
    assert desk.session.feed.shown.moments.steps == result.moments.steps
    assert desk.session.feed.history.readings.steps[-1] == result.moments.steps[-1]
    desk.session.trainer.send(GoTo(desk.session.run, result.moments.steps[2]))
    desk.wait(lambda: desk.session.feed.past_step == result.moments.steps[2])
    assert desk.said == []


def test_what_waits_for_its_data_is_saved_again(open_desk, file: Path) -> None:
    found = storage.load(file)
    gone = replace(found.project, data=replace(found.project.data, source=CsvFile("gone.csv")))
    runs = (found.history[0], replace(found.history[1], project=gone))
    path = edited(file, lambda found: replace(found, project=gone, history=runs))
    desk = open_desk()
    desk.session.file.open(path)
    desk.wait(lambda: not desk.session.loader.is_busy)
    desk.session.file.save(file)
    again = storage.load(file)
    assert [len(run.kept) for run in again.history] == [len(run.kept) for run in runs]
    assert again.history[-1].curves.keys() == runs[-1].curves.keys()
    assert again.learned.step == STEPS - 2


def test_a_large_file_is_written_beside_the_window(desk: Desk, saved: Path, monkeypatch) -> None:
    before = saved.read_bytes()
    monkeypatch.setattr(project_file, "BESIDE_FROM", 0)
    desk.session.file.save(saved)
    assert saved.read_bytes() == before
    assert "with its history: 10 moments" in desk.told[-1]
    with pytest.raises(NnsimError, match="folder"):
        desk.session.file.save(saved.parent / "none" / "p.nnsim")


def test_who_closes_is_told_of_earlier_runs_that_no_file_keeps(open_desk) -> None:
    desk = open_desk(window=True)
    desk.train(2)
    desk.window.show()
    for earlier, with_history in ((0, False), (1, False), (1, True)):
        if earlier and not desk.session.runs.earlier:
            desk.session.reset()
            desk.settle()
        desk.session.saved_runs.with_history = with_history
        desk.window.close()
        told = desk.box().informativeText()
        assert ("1 earlier run goes all the same" in told) == (earlier > 0 and not with_history)
        desk.click("Cancel")
    desk.window.hide()


def test_the_menu_says_how_large_the_history_is_and_whether_it_is_saved(open_desk) -> None:
    desk = open_desk(window=True)
    desk.train(2)
    command = next(c for c in commands if c.key == "save_history")
    action = desk.window.actions_by_key[command.key]
    entry = _menu_action(QMenu(desk.window), command, desk.window.desk, action)
    assert (entry.text(), entry.isChecked()) == ("Save with its history (0.1 MB)", False)
    desk.window.actions_by_key["save_history"].trigger()
    assert desk.session.saved_runs.with_history
    assert "0.1 MB" in desk.told[-1]
    assert _menu_action(QMenu(desk.window), command, desk.window.desk, action).isChecked()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_where_there_is_no_room_the_history_may_be_left_out(open_desk, file: Path) -> None:
    import resource

    desk = open_desk(window=True)
    desk.session.file.open(file)
    desk.settle()
    desk.train(1)
    before = file.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, limits[1]))
    try:
        desk.files.save()
        assert file.read_bytes() == before
        assert "Nothing was overwritten" in desk.box().informativeText()
        desk.click("Save without history")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    (run,) = storage.load(file).history
    assert run.kept == ()
    assert not desk.workspace.is_modified
    assert not desk.session.saved_runs.with_history
    assert len(desk.session.runs.earlier) == 1


def test_a_run_whose_weights_were_not_kept_begins_anew(open_desk, file: Path) -> None:
    path = edited(file, lambda f: replace(f, history=(replace(f.history[0], kept=()), f.history[1])))
    desk = opened(open_desk, path)
    (entry,) = desk.session.runs.earlier
    desk.session.revival.put_back(entry.number)
    desk.settle()
    assert "without its weights" in desk.said[-1]
    desk.train(2)
    assert desk.session.feed.history.readings.steps.tolist() == [1, 2]
    assert entry.feed.history.readings.steps[-1] == STEPS


def test_curves_of_what_is_no_longer_measured_are_kept_as_an_earlier_run(open_desk, file: Path) -> None:
    def fewer(found: Opened) -> Opened:
        history = History.of_arrays(found.history[1].curves)
        history.columns = replace(history.columns, layers=history.columns.layers[1:])
        return replace(found, history=(replace(found.history[1], curves=history.arrays()),))

    desk = opened(open_desk, edited(file, fewer))
    assert "do not fit this network" in desk.said[0]
    assert len(desk.session.runs.earlier) == 1
    desk.train(1)


def test_a_run_without_data_any_more_keeps_its_curves(desk: Desk, tmp_path: Path) -> None:
    desk.train(2)
    desk.workspace.edit("d", lambda p: replace(p, data=replace(p.data, source=CsvFile("gone.csv"))))
    desk.wait(lambda: desk.said)
    desk.session.file.save(tmp_path / "p.nnsim")
    found = storage.load(tmp_path / "p.nnsim")
    assert found.learned.step == 2
    assert History.of_arrays(found.history[-1].curves).readings.steps.tolist() == [1, 2]


def test_early_stopping_leaves_curves_beyond_the_weights_aside(open_desk, tmp_path: Path) -> None:
    result = train(small_project(patience=1, learning_rate=2.0), epochs=60, keep=6)
    save(tmp_path / "p.nnsim", result)
    desk = opened(open_desk, tmp_path / "p.nnsim")
    assert desk.session.feed.history.readings.steps[-1] <= result.learned.step
    desk.train(2)
    assert desk.session.feed.history.readings.steps[-1] == result.learned.step + 2
    assert desk.said == []


WRONG = (
    lambda m: replace(m, slots={n: np.zeros((3, 3)) for n in m.slots}),
    lambda m: replace(m, slots={}),
    lambda m: replace(m, slots={"velocity": m.parameters}),
    lambda m: replace(m, slots={n: np.zeros(a.shape, np.uint8) for n, a in m.slots.items()}),
    lambda m: replace(m, parameters=np.full_like(m.parameters, np.nan)),
    lambda m: replace(m, parameters=m.parameters.astype(np.float64)),
    lambda m: replace(m, place={**m.place, "batches": [1, 2], "draws": "x"}),
    lambda m: replace(m, place={}),
    lambda m: replace(m, best=replace(m, parameters=m.parameters[:3])),
    lambda m: replace(m, epoch=-3.0),
)


def test_moments_that_make_no_sense_are_a_sentence_and_the_run_goes_on(
    desk: Desk, open_desk, tmp_path: Path
) -> None:
    desk.session.saved_runs.with_history = True
    desk.train(len(WRONG) + 2)
    desk.session.file.save(tmp_path / "p.nnsim")

    def spoil(found: Opened) -> Opened:
        (run,) = found.history
        kept = list(run.kept)
        for step, wrong in enumerate(WRONG, 1):
            kept[step] = replace(kept[step], moment=wrong(kept[step].moment))
        return replace(found, history=(replace(run, kept=tuple(kept)),))

    other = opened(open_desk, edited(tmp_path / "p.nnsim", spoil))
    session, failed = other.session, []
    session.feed.news.failed.connect(failed.append)
    for step in range(1, len(WRONG) + 1):
        session.trainer.send(GoTo(session.run, step))
        other.wait(lambda step=step: failed or session.feed.past_step == step)
    session.trainer.send(ComeBack(session.run))
    other.wait(lambda: session.feed.past_step is None)
    assert failed
    assert not [report.traceback for report in failed if report.traceback]
    other.train(1)
    assert session.network.learned().step == len(WRONG) + 3


# ---- another walk -------------------------------------------------------------------------------


@needs_library
def test_a_run_of_another_walk_goes_on_and_says_so_once(
    open_desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    best = walk_to_test()
    monkeypatch.setenv("NNSIM_WALK", "numpy")
    path = save_two_runs(open_desk(), tmp_path / "p.nnsim")
    same = opened(open_desk, path)
    same.train(2)
    assert not [text for text in same.told if "taken by" in text]
    monkeypatch.setenv("NNSIM_WALK", "compiled")
    other = opened(open_desk, path)
    other.wait(lambda: other.session.feed.state.walks == ("numpy",))
    assert other.told + other.said == []
    other.train(2)
    [text] = other.told
    assert "Steps up to 3 were taken by: NumPy walk." in text
    assert f"compiled walk {best.level}" in text
    assert "NNSIM_WALK=numpy" in text
    assert other.session.feed.state.walks == ("numpy", best.name)
    table = RunsTable(other.session)
    table.refresh()
    at = [column.key for column in table.columns].index("walk")
    assert [row[at].value for row in table.rows] == [f"numpy, {best.name}", "numpy"]
    assert table.rows[0][at].text == f"NumPy walk → compiled walk {best.level}"
    # What the file gets is what the steps were taken in.
    other.session.file.save(path)
    assert names_of(storage.load(path).learned.moment) == ("numpy", best.name)
    assert [names_of(run.kept[-1].moment) for run in storage.load(path).history] == [
        ("numpy",),
        ("numpy", best.name),
    ]
