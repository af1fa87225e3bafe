"""The way to a problem and out of it: from the foot, the pill, a refusal and a key to the layer itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnsim.base.text import tr
from nnsim.document.resolve import Problem
from nnsim.ui.widgets.messages import READING_TIME
from nnsim.ui.window import docks

if TYPE_CHECKING:
    from nnsim.ui.window.main_window import MainWindow


class Problems:
    """Leads one window to its problems."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._last: tuple[str | None, str] | None = None

    def show(self, problem: Problem) -> None:
        """Show where `problem` is: its layer with the sentence below it, the Data page, or the inspector."""
        window = self._window
        self._last = (problem.node, problem.text)
        window.toast.hide()  # or it would cover what is shown
        if problem.text == window.workspace.data_problem:
            window.go_to("data")
            return
        window.go_to("network")
        if problem.node is not None:
            window.canvas.deeds.notes.show(problem.node)
            window.canvas.setFocus()
            return
        window.workspace.select(())
        docks.reveal(window, "inspector")
        window.inspector.show_problems_first()

    def show_next(self) -> None:
        """Show the next problem: errors first, then doubts, then from the beginning again."""
        all_ = self._window.workspace.resolved.ranked
        if not all_:
            self._window.tell(tr("There is no problem. The network can train."))
            return
        places = [(p.node, p.text) for p in all_]
        at = places.index(self._last) + 1 if self._last in places else 0
        self.show(all_[at % len(all_)])

    def refuse(self, problem: Problem) -> None:
        """Say why the network cannot train, and offer what mends it, or the way there."""
        graph, text = self._window.workspace.graph, problem.text
        if problem.node is not None and problem.node in graph:
            text = tr("{layer}: {problem}").format(layer=graph[problem.node].name, problem=text)
        workspace = self._window.workspace
        self._window.session.words.note(text, lambda: problem in workspace.resolved.problems)
        repair = problem.repair
        if repair is not None:
            action, act = repair.label, lambda: self._window.session.mending.mend(problem)
        else:
            action, act = tr("Show it"), lambda: self.show(problem)
        self._window.toast.show_message(text, "bad", action=action, on_action=act, milliseconds=READING_TIME)
