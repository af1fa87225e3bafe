"""Another language while the program runs: another window, the same work."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from nnsim import app
from nnsim.app import Application
from nnsim.base import text
from nnsim.base.event import Event
from nnsim.document import edits, storage
from nnsim.document.project import Project
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.ui.look.theme import manager
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.widgets.style import label
from nnsim.ui.window.main_window import MainWindow

CJK = re.compile("[\u4e00-\u9fff]")
WORD = re.compile("[A-Za-z]{3,}")
NAMES = {
    *(
        "ReLU",
        "Markdown",
        "HTML",
        "PDF",
        "Pearson",
        "Spearman",
        "Sigmoid",
        "Softmax",
        "Tanh",
        "ELU",
        "Leaky",
        "Adam",
        "SGD",
        "Nesterov",
        "RMSProp",
        "LSTM",
        "XOR",
    ),
    *(
        "GELU",
        "SELU",
        "PReLU",
        "Mish",
        "SiLU",
        "Swish",
        "Softplus",
        "Softsign",
        "Maxout",
        "GRU",
        "RNN",
        "RBF",
    ),
    *(
        "Adadelta",
        "Adagrad",
        "AdamW",
        "AMSGrad",
        "NAdam",
        "BFGS",
        "Lion",
        "Rprop",
        "MAE",
        "RMSE",
        "ROC",
        "AUC",
    ),
    *("Hebb", "Oja", "Sanger", "Delta", "Adaline", "Huber", "Kohonen", "Pegasos"),
    *("nnsim", "RMS", "Enter", "PNG", "SVG", "PDF", "CSV", "NPZ", "NumPy", "NAND", "MIT", "Xavier", "Glorot"),
    *(
        "LeCun",
        "Ctrl",
        "Alt",
        "Space",
        "csv",
        "tsv",
        "txt",
        "npz",
        "Shift",
        "sigmoid",
        "softmax",
        "tanh",
        "relu",
    ),
    *(
        "Rosenblatt",
        "English",
        "pickle",
        "TSV",
        "identity",
        "output",
        "max",
        "ln",
        "Esc",
        "Tab",
        "TensorFlow",
    ),
    *("safetensors", "PyTorch", "JAX", "Python", "float", "exp", "sin", "cos", "tsinghua"),
}
"""Words that are the same in Chinese texts, and those of formulas and file endings."""


@pytest.fixture
def application(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Application]:
    """Return the whole program in English, on a saved project of three layers."""
    monkeypatch.setenv("NNSIM_LANGUAGE", "en")
    path = tmp_path / "work.nnsim"
    storage.save(path, small_project(), None, {})
    made = Application(QApplication.instance(), path)
    made.window.resize(1400, 900)
    made.window.show()
    qtbot.waitUntil(lambda: made.session.feed.state is not None, timeout=10_000)
    yield made
    made.window.rebuild_wanted = True  # closes without asking
    made.window.close()
    made.autosave.close()
    assert made.session.close()
    made.window.deleteLater()
    made.session.deleteLater()
    text.use_language(text.SOURCE_LANGUAGE)
    made.qt.removeTranslator(made._translator)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    manager().use("dark")


def small_project() -> Project:
    graph = Project().graph
    graph, first = edits.add(graph, Input(), 0, 0)
    graph, hidden = edits.add(graph, Dense(4), 200, 0)
    graph, last = edits.add(graph, Dense(1), 400, 0)
    graph = edits.connect(edits.connect(graph, first, hidden), hidden, last)
    return replace(Project(), graph=graph)


def switch(application: Application, code: str, qtbot: QtBot) -> None:
    """Do what the menu does, and what the program does when its window has closed for that."""
    application.window.desk.looks.use_language(code)
    assert application.window.rebuild_wanted
    assert not application.window.isVisible()
    application.rebuild()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: not application.session.loader.is_busy, timeout=10_000)
    application.session.feed.tick()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def train(application: Application, qtbot: QtBot, steps: int = 5) -> None:
    session = application.session
    begun = session.feed.state.step
    for _ in range(steps):
        session.step()
    qtbot.waitUntil(lambda: session.feed.state.step >= begun + steps, timeout=10_000)


def texts_of(window: QWidget) -> Iterator[tuple[str, str]]:
    """Yield every text in `window`, with the kind of widget it stands on."""
    for widget in [window, *window.findChildren(QWidget)]:
        kind = type(widget).__name__
        if isinstance(widget, QLabel | QAbstractButton):
            yield kind, widget.text()
        if isinstance(widget, QLineEdit):
            yield kind, widget.placeholderText()
        if isinstance(widget, QComboBox):
            yield from ((kind, widget.itemText(i)) for i in range(widget.count()))
        yield kind, widget.toolTip()
        yield kind, widget.accessibleName()
        yield kind, widget.accessibleDescription()
        yield kind, widget.windowTitle()
    for action in window.actions():
        yield "QAction", action.text()
        yield "QAction", action.toolTip()


def english_left(window: MainWindow) -> set[str]:
    """Return the texts of `window` with an English word in them that is no name."""
    source = window.desk.workspace.project.data.source
    given = {node.name for node in window.desk.workspace.graph.nodes} | {source.formula, source.source}
    given |= {str(window.desk.workspace.file.path), "work.nnsim"}
    found = set()
    for kind, shown in texts_of(window):
        bare = shown
        for name in sorted(given, key=len, reverse=True):
            bare = bare.replace(name, "")
        bare = re.sub(r"\((?:Ctrl|Shift|Alt|F\d|Space|Enter|Del|Tab)[^)]*\)|\t.*|<[^>]*>", "", bare)
        if set(WORD.findall(bare)) - NAMES:
            found.add(f"{kind}: {shown}")
    return found


def test_the_window_speaks_chinese_and_then_english_again(application: Application, qtbot: QtBot) -> None:
    assert application.window.top_bar.playing.play.accessibleName() == "Play"
    switch(application, "zh_CN", qtbot)
    window = application.window
    assert window.top_bar.playing.play.accessibleName() == "运行"
    assert english_left(window) == set()
    assert sum(1 for _, shown in texts_of(window) if CJK.search(shown)) > 100
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    assert Preferences().language == "zh_CN"
    switch(application, "en", qtbot)
    assert application.window.top_bar.playing.play.accessibleName() == "Play"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"
    assert {shown for _, shown in texts_of(application.window) if CJK.search(shown)} == set()


def test_the_data_page_speaks_chinese(application: Application, qtbot: QtBot) -> None:
    application.window.desk.places.go_to("data")
    switch(application, "zh_CN", qtbot)
    assert application.window.desk.places.current.key == "data"
    assert english_left(application.window) == set()


def test_every_menu_speaks_chinese(application: Application, qtbot: QtBot) -> None:
    switch(application, "zh_CN", qtbot)
    for submenu in [a.menu() for a in application.window.top_bar.menu.actions() if a.menu() is not None]:
        submenu.aboutToShow.emit()
        for action in submenu.actions():
            shown = action.text().partition("\t")[0].replace("nnsim", "")
            assert action.isSeparator() or CJK.search(shown) or shown == "XOR", action.text()


def test_the_work_stays_as_it_is(application: Application, qtbot: QtBot) -> None:
    session = application.session
    workspace = session.workspace
    workspace.edit("an edit", lambda p: replace(p, training=replace(p.training, batch=7)))
    workspace.select([workspace.graph.nodes[1].id])
    train(application, qtbot)
    project, undo, chosen = workspace.project, workspace.undo_stack.count(), workspace.selection
    learned, run, points = session.network.learned(), session.run, len(session.feed.history.evaluations)
    examples = workspace.prepared.train
    switch(application, "zh_CN", qtbot)
    assert workspace.project is project
    assert workspace.undo_stack.count() == undo
    assert workspace.selection == chosen
    assert workspace.is_modified
    assert session.run == run
    assert len(session.feed.history.evaluations) >= points
    assert workspace.prepared.train is examples
    after = session.network.learned()
    assert after.step == learned.step
    assert all(np.array_equal(learned.arrays[k], after.arrays[k]) for k in learned.arrays)
    workspace.undo_stack.undo()
    assert workspace.project.training.batch != 7


def test_training_goes_on_in_the_new_window(application: Application, qtbot: QtBot) -> None:
    session = application.session
    session.play()
    qtbot.waitUntil(lambda: session.feed.playing and session.feed.state.step > 3, timeout=10_000)
    switch(application, "zh_CN", qtbot)
    begun = session.feed.state.step
    qtbot.waitUntil(lambda: session.feed.state.step > begun, timeout=10_000)
    assert session.feed.playing
    assert application.window.top_bar.playing.play.accessibleName() == "暂停"
    session.pause()
    qtbot.waitUntil(lambda: not session.feed.playing, timeout=10_000)


def test_problems_and_words_of_the_data_follow(application: Application, qtbot: QtBot) -> None:
    workspace = application.session.workspace
    workspace.edit_graph("add", lambda g: edits.add(g, Add(), 0, 300)[0])
    english = [p.text for p in workspace.resolved.problems]
    assert english
    assert not any(CJK.search(t) for t in english)
    switch(application, "zh_CN", qtbot)
    assert all(CJK.search(p.text) for p in workspace.resolved.problems)
    assert CJK.search(workspace.prepared.title)
    assert all(CJK.search(line) for line in workspace.prepared.summary)


def test_nothing_listens_twice_after_three_switches(application: Application, qtbot: QtBot) -> None:
    application.window.desk.places.go_to("data")
    switch(application, "zh_CN", qtbot)
    first = listeners(application)
    old = application.window
    for code in ("en", "zh_CN"):
        switch(application, code, qtbot)
    assert listeners(application) == first
    gc.collect()
    assert not isValid(old)
    assert len([w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]) == 1


def listeners(application: Application) -> dict[str, int]:
    """Return how many listen to every event of what outlives a window."""
    session = application.session
    owners = (session, session.workspace, session.feed, session.loader, application.autosave, manager())
    viewers = {"viewers": len(session.feed.viewers)}
    return viewers | {
        f"{type(owner).__name__}.{name}": len(value._listeners)
        for owner in owners
        for name, value in vars(owner).items()
        if isinstance(value, Event)
    }


def test_choosing_the_language_in_use_changes_nothing(application: Application) -> None:
    application.window.desk.looks.use_language("en")
    assert not application.window.rebuild_wanted
    assert application.window.isVisible()


@pytest.mark.parametrize(("code", "expected"), [("zh_CN.UTF-8", "zh_CN"), ("zh_TW", "en"), ("fr", "en")])
def test_the_environment_chooses_at_first(code: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNSIM_LANGUAGE", code)
    assert app._system_language() == expected


def test_the_test_sees_english(qtbot: QtBot) -> None:
    window = label("Batch size")
    qtbot.addWidget(window)
    assert [shown for _, shown in texts_of(window) if WORD.search(shown)] == ["Batch size"]


def test_type_of_another_size_is_another_window_on_the_same_work(
    application: Application, qtbot: QtBot
) -> None:
    train(application, qtbot)
    step, before = application.session.feed.state.step, application.window.top_bar.height()
    application.window.actions_by_key["type_150"].trigger()
    assert application.window.rebuild_wanted
    application.rebuild()
    try:
        assert application.preferences.type_scale == 1.5
        assert application.window.top_bar.sizeHint().height() > 1.2 * before
        assert application.session.feed.state.step == step
        assert application.window.actions_by_key["type_150"].isCheckable()
    finally:
        manager().use_type(1.0)
