"""Looking back through the real window: everything as it was, the past never changed, the present never lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from desk import Desk, small_project
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnsim.document import edits
from nnsim.document.pace import Pace
from nnsim.engine.layers.dense import Dense
from nnsim.training.pictures.layer_histograms import LayerHistograms
from nnsim.training.quantities import GRADIENT
from nnsim.training.run import Run
from nnsim.training.scene import scene_of
from nnsim.training.snapshot import look as take
from nnsim.ui.window.history_bar import MomentSlider
from nnsim.ui.window.history_popover import MEGABYTE

STEPS = 60


@pytest.fixture
def trained(open_desk) -> Desk:
    """A session with a run of 60 steps, which stands at its present."""
    return begun(open_desk(small_project(batch=16)))


@pytest.fixture
def shown(open_desk) -> Iterator[Desk]:
    """The same in a window."""
    desk = begun(open_desk(small_project(batch=16), window=True))
    desk.window.resize(1400, 900)
    desk.window.show()
    yield desk
    desk.window.hide()


def begun(desk: Desk) -> Desk:
    walk(desk, STEPS)
    return desk


def walk(desk: Desk, steps: int) -> None:
    """Press Step so many times."""
    goal = desk.session.feed.state.step + steps
    for _ in range(steps):
        desk.session.step()
    desk.wait(lambda: desk.session.feed.state.step == goal and not desk.session.feed.playing)


def slider(desk: Desk) -> MomentSlider:
    return desk.window.desk.foot.history.slider


def mouse(bar: MomentSlider, kind: QEvent.Type, step: float) -> None:
    at = QPointF(bar._place(step), bar.height() / 2)
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    everywhere = QPointF(bar.mapToGlobal(at.toPoint()))
    QApplication.sendEvent(
        bar, QMouseEvent(kind, at, everywhere, button, held, Qt.KeyboardModifier.NoModifier)
    )


def drag(desk: Desk, *steps: float) -> None:
    """Press at the present, drag over `steps` and let go at the last one."""
    bar = slider(desk)
    mouse(bar, QEvent.Type.MouseButtonPress, desk.session.past.latest)
    for step in steps:
        mouse(bar, QEvent.Type.MouseMove, step)
    mouse(bar, QEvent.Type.MouseButtonRelease, steps[-1])


def look(desk: Desk, step: int) -> None:
    """Look at a step, to the end: pictures, figures and all."""
    desk.session.past.go_to(step)
    seen(desk, step)


def seen(desk: Desk, step: int) -> None:
    feed = desk.session.feed
    past = step if step < desk.session.past.latest else None
    desk.wait(
        lambda: (
            feed.past_step == past
            and feed.shown.measured.step == step
            and (desk.window is None or (feed.snapshot is not None and feed.snapshot.step == step))
        )
    )
    desk.wait(lambda: desk.session.past.step == past)


def alone(desk: Desk, steps: int) -> Run:
    """Return a run of the same project that took so many steps without a window."""
    workspace = desk.workspace
    run = Run(workspace.resolved, workspace.project.training, workspace.prepared)
    while run.step < steps:
        run.advance(1)
    return run


def same(left: dict[str, np.ndarray], right: dict[str, np.ndarray]) -> bool:
    return {k: a.tobytes() for k, a in left.items()} == {k: a.tobytes() for k, a in right.items()}


def panel(desk: Desk, key: str):
    return next(p for p in desk.window.desk.panels if p.key == key)


# ---- everything as it was ------------------------------------------------------------------------


def test_a_drag_shows_everything_of_that_step(shown: Desk) -> None:
    desk, session = shown, shown.session
    session.workspace.select(["dense_1"])
    drag(desk, 50, 41, 24)
    assert slider(desk).value() == 24, "the handle moves at once"
    seen(desk, 24)
    run = alone(desk, 24)
    parts = {
        k: session.trainer.number(session.run, k, (0,) * len(s))[0] for k, s in run.network.parameters.layout
    }
    for key, value in parts.items():
        assert value == run.network.parameters.number(
            key, (0,) * len(dict(run.network.parameters.layout)[key])
        )
    # Pictures, of a network that is there again to the bit.
    boundary = panel(desk, "boundary")
    desk.wait(
        lambda: (
            boundary.view.found is not None
            and boundary.view.found is session.feed.snapshot.answer(boundary._asked)
        )
    )
    snapshot, request = session.feed.snapshot, boundary._asked
    expected = take(scene_of(run), (request, LayerHistograms("dense_1")))
    assert boundary.view.found.values.tobytes() == expected.answer(request).values.tobytes()
    bars, wanted = (s.answer(LayerHistograms("dense_1")).weights.counts for s in (snapshot, expected))
    assert bars.tobytes() == wanted.tobytes()
    # Charts, card meters and figures.
    readings, columns = session.feed.history.readings, session.feed.history.columns
    gradients = panel(desk, "gradients")
    np.testing.assert_array_equal(gradients.bars.values, readings.at(24)[columns.of(GRADIENT)])
    assert {gradients.lines.side.cursor.line.x, panel(desk, "loss").sides[0].cursor.line.x} == {24}
    measured = run.evaluate()
    foot = desk.window.desk.foot
    desk.wait(lambda: f"training loss {measured.train_loss:.4g}" in foot._losses.text())
    assert foot._step.text() == f"Step 24 / {STEPS}"
    assert int(desk.window.top_bar.playing.epoch._value.replace(",", "")) == int(run.epoch)
    assert desk.window.top_bar.health.text() == "Looking back"
    assert not desk.window.vitals.advice.banner.isVisible()


def test_back_to_now_is_the_present_to_the_bit_with_the_curves_it_had(shown: Desk) -> None:
    desk, session = shown, shown.session
    before, rows = desk.arrays(), session.feed.history.readings.arrays()
    measured = len(session.feed.history.evaluations)
    look(desk, 8)
    QTest.mouseClick(desk.window.desk.foot.history.back, Qt.MouseButton.LeftButton)
    seen(desk, STEPS)
    assert desk.window.desk.foot.history.back.isHidden()
    assert same(before, desk.arrays())
    assert same(rows, session.feed.history.readings.arrays())
    assert len(session.feed.history.evaluations) == measured
    assert desk.window.top_bar.health.text() != "Looking back"
    walk(desk, 3)
    assert same(desk.arrays(), dict(alone(desk, STEPS + 3).learned().arrays))


def test_what_is_saved_kept_and_tested_is_the_present(trained: Desk, tmp_path) -> None:
    desk, session = trained, trained.session
    before = desk.arrays()
    look(desk, 5)
    assert same(before, desk.arrays())
    assert same(before, dict(session.saved_runs.to_save().learned.arrays))
    tested = []
    session.feed.news.tested.connect(tested.append)
    session.transport.measure_test()
    desk.wait(lambda: tested)
    assert tested[0].step == STEPS
    assert session.feed.past_step == 5
    walk_there = session.trainer.number(session.run, "dense_1/W", (0, 0))
    assert walk_there == (alone(desk, 5).network.parameters.number("dense_1/W", (0, 0)), 5)


def test_a_step_between_two_moments_is_reached_from_the_earlier_one(shown: Desk) -> None:
    desk, session = shown, shown.session
    kept = session.past.kept.steps
    between = next(s for s in range(STEPS - 1, 0, -1) if s not in kept)
    popover = desk.window.desk.foot.history
    popover.ask()
    field = next(w for w in QApplication.topLevelWidgets() if hasattr(w, "words") and w.isVisible()).step
    field.lineEdit().setText("")
    QTest.keyClicks(field, str(between))
    QTest.keyClick(field, Qt.Key.Key_Return)
    seen(desk, between)
    run = alone(desk, between)
    key = "dense_2/W"
    assert session.trainer.number(session.run, key, (1, 0)) == (
        run.network.parameters.number(key, (1, 0)),
        between,
    )


# ---- keys ----------------------------------------------------------------------------------------


def test_keys_go_from_moment_to_moment(shown: Desk) -> None:
    desk, past = shown, shown.session.past
    bar = slider(desk)
    stops = past.stops
    for key, place in (
        (Qt.Key.Key_Left, -2),
        (Qt.Key.Key_Left, -3),
        (Qt.Key.Key_Right, -2),
        (Qt.Key.Key_PageDown, -12),
        (Qt.Key.Key_PageUp, -2),
        (Qt.Key.Key_Home, 0),
    ):
        QTest.keyClick(bar, key)
        assert past.step == stops[place]
        assert bar.value() == stops[place]
        assert f"{stops[place]:,} of {STEPS}" in bar.accessibleDescription()
    QTest.keyClick(bar, Qt.Key.Key_End)
    seen(desk, STEPS)
    assert bar.value() == STEPS
    desk.window.actions_by_key["earlier"].trigger()
    seen(desk, stops[-2])
    desk.window.actions_by_key["back_to_now"].trigger()
    seen(desk, STEPS)


def test_of_many_wishes_the_last_counts(trained: Desk) -> None:
    desk, session = trained, trained.session
    stood = []
    session.feed.news.changed.connect(lambda: stood.append(session.feed.state.step))
    wishes = [s for s in session.past.stops[:-1] for _ in range(5)][::-1]
    for step in wishes:
        session.past.go_to(step)
    seen(desk, wishes[-1])
    assert len(set(stood)) < len(set(wishes)) / 2


# ---- going on there ------------------------------------------------------------------------------


def test_playing_there_repeats_what_was_and_stops_at_the_present(trained: Desk) -> None:
    desk, session = trained, trained.session
    before, rows = desk.arrays(), session.feed.history.readings.arrays()
    session.workspace.set_pace(Pace().unlimited())
    session.feed.shown.outcome = "stopped early"
    look(desk, 10)
    session.step()
    desk.wait(lambda: session.feed.state.step == 11 and not session.feed.playing)
    assert session.trainer.number(session.run, "dense_1/W", (0, 0))[0] == alone(
        desk, 11
    ).network.parameters.number("dense_1/W", (0, 0))
    session.play()
    desk.wait(lambda: session.feed.past_step is None and not session.feed.playing)
    assert session.feed.state.step == STEPS
    assert session.feed.shown.outcome == "stopped early"
    assert same(before, desk.arrays())
    assert same(rows, session.feed.history.readings.arrays())


def test_a_fork_is_going_on_to_the_bit(trained: Desk) -> None:
    desk, session = trained, trained.session
    old, before = session.run, desk.arrays()
    look(desk, 20)
    session.past.fork()
    desk.wait(lambda: session.feed.state is not None and session.feed.state.run != old)
    assert session.feed.state.step == 20
    assert session.past.step is None
    assert session.workspace.is_modified
    desk.wait(lambda: session.runs[old].learned is not None)
    assert same(before, dict(session.runs[old].learned.arrays))
    assert any("goes on from step 20" in text for text in desk.told)
    walk(desk, STEPS - 20)
    assert same(before, desk.arrays())


def test_a_fork_right_after_a_wish_is_of_the_wish(trained: Desk) -> None:
    desk, session = trained, trained.session
    old = session.run
    session.past.go_to(16)
    session.past.fork()
    desk.wait(lambda: session.feed.state is not None and session.feed.state.run != old)
    assert session.feed.state.step == 16
    assert same(desk.arrays(), dict(alone(desk, 16).learned().arrays))


# ---- changes -------------------------------------------------------------------------------------


def change_rate(desk: Desk, rate: float) -> None:
    desk.workspace.edit("rate", lambda p: replace(p, training=replace(p.training, learning_rate=rate)))


def test_changes_by_hand_on_the_way_are_there_again(trained: Desk) -> None:
    desk, session = trained, trained.session
    seen_at: dict[int, dict[str, np.ndarray]] = {}
    change_rate(desk, 0.2)
    walk(desk, 3)
    seen_at[STEPS + 3] = desk.arrays()
    session.set_weight("dense_1/W", (0, 1), 0.75)
    walk(desk, 2)
    seen_at[STEPS + 5] = desk.arrays()
    walk(desk, 10)
    latest = desk.arrays()
    for step in (STEPS + 3, STEPS + 5, STEPS + 1, STEPS - 1):
        look(desk, step)
        rate = 0.2 if step >= STEPS else session.feed.state.rate
        assert session.feed.state.rate == pytest.approx(rate)
        expected = seen_at.get(step)
        if step == STEPS + 5:
            assert session.trainer.number(session.run, "dense_1/W", (0, 1))[0] == expected["dense_1/W"][0, 1]
    look(desk, STEPS + 3)
    assert session.trainer.number(session.run, "dense_1/W", (0, 1))[0] == 0.75
    look(desk, STEPS - 1)
    walk(desk, 6)
    assert session.feed.past_step == STEPS + 5
    assert (
        session.trainer.number(session.run, "dense_1/W", (0, 1))[0] == seen_at[STEPS + 5]["dense_1/W"][0, 1]
    )
    look(desk, 30)
    assert desk.workspace.training.learning_rate == session.feed.state.training.learning_rate != 0.2
    session.play()
    desk.wait(lambda: session.feed.past_step is None and not session.feed.playing)
    assert same(latest, desk.arrays())


def test_a_setting_changed_there_goes_on_from_there_as_another_run(trained: Desk) -> None:
    desk, session = trained, trained.session
    first = desk.workspace.project.training
    change_rate(desk, 0.2)
    walk(desk, 4)
    old, before = session.run, desk.arrays()
    look(desk, 25)
    desk.workspace.edit("momentum", lambda p: replace(p, training=replace(p.training, batch=8)))
    desk.wait(lambda: session.feed.state is not None and session.feed.state.run != old)
    # The change alone, with what was in force there beside it, and one step of undo.
    assert desk.workspace.project.training == replace(first, batch=8)
    assert any("goes on from step 25" in text for text in desk.told)
    walk(desk, 2)
    expected = Run(desk.workspace.resolved, first, desk.workspace.prepared)
    while expected.step < 25:
        expected.advance(1)
    expected.retune(replace(first, batch=8))
    while expected.step < 27:
        expected.advance(1)
    assert same(desk.arrays(), dict(expected.learned().arrays))
    desk.wait(lambda: session.runs[old].learned is not None)
    assert same(before, dict(session.runs[old].learned.arrays))
    number = session.run
    desk.undo()
    assert desk.workspace.project.training == replace(first, learning_rate=0.2)
    assert session.run == number


def test_a_fork_takes_the_settings_in_force_there_as_one_edit(trained: Desk) -> None:
    desk, session = trained, trained.session
    first = desk.workspace.project.training
    change_rate(desk, 0.2)
    walk(desk, 4)
    old, steps = session.run, desk.workspace.undo_stack.count()
    look(desk, 30)
    session.past.fork()
    desk.wait(lambda: session.feed.state is not None and session.feed.state.run != old)
    assert desk.workspace.project.training == first
    assert desk.workspace.undo_stack.count() == steps + 1
    assert any("settings in force there" in text for text in desk.told)
    desk.undo()
    assert desk.workspace.project.training.learning_rate == 0.2
    walk(desk, 1)
    assert session.feed.state.rate == pytest.approx(0.2)
    assert session.run != old


def test_undo_while_looking_back_is_of_the_present(trained: Desk) -> None:
    desk, session = trained, trained.session
    first = desk.workspace.project.training.learning_rate
    change_rate(desk, 0.2)
    walk(desk, 4)
    run = session.run
    look(desk, 30)
    desk.undo()
    seen(desk, STEPS + 4)
    assert session.run == run
    assert desk.workspace.project.training.learning_rate == first
    walk(desk, 1)
    assert session.feed.state.rate == pytest.approx(first)
    assert not [text for text in desk.said if "past" in text]


def test_a_weight_set_there_goes_on_from_there(trained: Desk) -> None:
    desk, session = trained, trained.session
    old, before = session.run, desk.arrays()
    look(desk, 12)
    value = session.trainer.number(session.run, "dense_2/W", (0, 0))[0]
    assert session.set_weight("dense_2/W", (0, 0), value)
    assert session.run == old, "nothing was changed"
    assert session.set_weight("dense_2/W", (0, 0), 2.5)
    desk.wait(lambda: session.feed.state is not None and session.feed.state.run != old)
    assert session.trainer.number(session.run, "dense_2/W", (0, 0)) == (2.5, 12)
    expected = dict(alone(desk, 12).learned().arrays)
    expected["dense_2/W"] = expected["dense_2/W"].copy()
    expected["dense_2/W"][0, 0] = 2.5
    assert same(desk.arrays(), expected)
    desk.wait(lambda: session.runs[old].learned is not None)
    assert same(before, dict(session.runs[old].learned.arrays))
    desk.undo()
    assert session.trainer.number(session.run, "dense_2/W", (0, 0))[0] == value


def test_reset_and_edits_of_the_drawing_begin_another_run_with_the_settings_of_now(trained: Desk) -> None:
    desk, session = trained, trained.session
    change_rate(desk, 0.2)
    walk(desk, 4)
    old, before = session.run, desk.arrays()
    look(desk, 30)
    session.reset()
    desk.wait(lambda: session.feed.state is not None and session.feed.state.run != old)
    assert session.feed.state.step == 0
    assert session.feed.state.training.learning_rate == 0.2
    desk.wait(lambda: session.runs[old].learned is not None)
    assert same(before, dict(session.runs[old].learned.arrays))
    walk(desk, 20)
    old = session.run
    look(desk, 9)
    desk.workspace.edit_graph("units", lambda g: edits.set_layer(g, "dense_1", Dense(units=6)))
    desk.settle()
    desk.wait(lambda: session.feed.state is not None and session.feed.state.run != old)
    assert session.past.step is None
    assert desk.workspace.project.training.learning_rate == 0.2
    desk.wait(lambda: session.runs[old].learned is not None)
    assert session.runs[old].learned.step == 20


def test_an_edit_of_the_drawing_keeps_the_weights_that_are_seen(trained: Desk) -> None:
    desk, session = trained, trained.session
    now = desk.arrays()
    look(desk, 9)
    then = session.trainer.standing(session.run)
    assert then is not None
    assert then.step == 9
    old = session.run
    desk.workspace.edit_graph("units", lambda g: edits.set_layer(g, "dense_2", Dense(2)))
    desk.settle()
    desk.wait(lambda: session.feed.state is not None and session.feed.state.run != old)
    kept = [key for key, array in desk.arrays().items() if array.shape == now[key].shape]
    assert kept
    assert any(now[key].tobytes() != then.arrays[key].tobytes() for key in kept)
    for key in kept:
        assert desk.arrays()[key].tobytes() == then.arrays[key].tobytes()


# ---- memory --------------------------------------------------------------------------------------


def test_the_memory_is_shown_can_be_set_and_is_remembered(shown: Desk) -> None:
    desk, session = shown, shown.session
    bar = desk.window.desk.foot.history
    assert "of 200 MB" in bar.memory.text()
    bar.ask()
    popover = next(w for w in QApplication.topLevelWidgets() if hasattr(w, "words") and w.isVisible())
    assert f"{len(session.past.kept.steps)} moments" in popover.words.text()
    QTest.keyClicks(popover.memory, "5")
    popover.memory.lineEdit().setText("")
    QTest.keyClicks(popover.memory, "7")
    QTest.keyClick(popover.memory, Qt.Key.Key_Return)
    desk.wait(lambda: session.trainer.budget.most == 7 * MEGABYTE)
    assert desk.window.desk.preferences.history_bytes == 7 * MEGABYTE


def test_where_no_moment_fits_people_are_told_and_nothing_else_changes(shown: Desk) -> None:
    desk, session = shown, shown.session
    before = desk.arrays()
    session.past.use_memory(1000)
    walk(desk, 2)
    desk.wait(lambda: session.past.kept is not None and session.past.kept.note)
    assert len(session.past.stops) == 1
    assert not slider(desk).isEnabled()
    assert any("more than the" in text for text in desk.told)
    assert not same(before, desk.arrays())
    assert same(desk.arrays(), dict(alone(desk, STEPS + 2).learned().arrays))
