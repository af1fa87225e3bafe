"""Rules that the program does not have train in the window, too, and everything there shows what they report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from desk import Desk

from nnsim.document.project import Project, TrainingSettings
from nnsim.engine.rule import Rule
from nnsim.training.run import Run
from tests.builders import walk
from tests.training.test_rules_to_come import EACH, registered

__all__ = ["registered"]


@EACH
def test_it_trains_in_the_window_with_the_bits_it_has_alone(
    open_desk: Callable[..., Desk], rule: Rule, graph: Any, data: Any, more: dict[str, Any]
) -> None:
    training = replace(TrainingSettings(rule=rule, batch=8, epochs=2), **more)
    desk = open_desk(Project(), window=True)
    session, window = desk.session, desk.window
    assert window is not None
    window.show()
    desk.workspace.edit("a rule", lambda p: replace(p, graph=graph, training=training))
    desk.workspace.set_data(data)  # in the place of what a source would give
    session.loading.load()
    assert session.workspace.resolved.can_train, session.workspace.resolved.problems
    session.play()
    desk.wait(lambda: session.feed.state is not None and session.feed.state.step and not session.feed.playing)
    history, state = session.feed.history, session.feed.state
    assert history is not None
    assert state is not None
    assert state.reason  # its epochs are done, or it has nothing more to do
    alone = Run(session.workspace.resolved, training, data)
    rows = walk(alone, state.step)
    np.testing.assert_array_equal(history.readings.last, rows[-1].astype(np.float64))
    desk.wait(lambda: all(not p.notice for p in window.desk.panels if p.key in ("loss", "gradients")))
    loss = next(p for p in window.desk.panels if p.key == "loss")
    assert {scalar.key for scalar, _ in history.columns.scalars} >= {history.columns.judged_by}
    assert loss.figure() is not None
    window.hide()
