"""The way to a problem and out of it: from the foot, the pill, a refusal and a key to the layer itself."""

from __future__ import annotations

from nnsim.base.text import tr
from nnsim.document.resolve import Problem
from nnsim.ui.canvas.view import CanvasView
from nnsim.ui.inspector.inspector import Inspector
from nnsim.ui.sitting.session import Session
from nnsim.ui.window.docks import Docks
from nnsim.ui.window.places import Places
from nnsim.ui.window.telling import Telling


class Problems:
    """Leads one window to its problems."""

    def __init__(
        self,
        session: Session,
        places: Places,
        docks: Docks,
        canvas: CanvasView,
        inspector: Inspector,
        telling: Telling,
    ) -> None:
        self._session, self._workspace = session, session.workspace
        self._places, self._docks = places, docks
        self._canvas, self._inspector = canvas, inspector
        self._telling = telling
        self._last: tuple[str | None, str] | None = None

    def show(self, problem: Problem) -> None:
        """Show where `problem` is: its layer with the sentence below it, the Data page, or the inspector."""
        self._last = (problem.node, problem.text)
        self._telling.hush()
        if problem.text == self._workspace.meaning.data_problem:
            self._places.go_to("data")
            return
        self._places.go_to("network")
        if problem.node is not None:
            self._canvas.deeds.notes.show(problem.node)
            self._canvas.setFocus()
            return
        self._workspace.select(())
        self._docks.reveal("inspector")
        self._inspector.show_problems_first()

    def show_next(self) -> None:
        """Show the next problem: errors first, then doubts, then from the beginning again."""
        all_ = self._workspace.resolved.ranked
        if not all_:
            self._telling.tell(tr("There is no problem. The network can train."))
            return
        places = [(p.node, p.text) for p in all_]
        at = places.index(self._last) + 1 if self._last in places else 0
        self.show(all_[at % len(all_)])

    def refuse(self, problem: Problem) -> None:
        """Say why the network cannot train, and offer what mends it, or the way there."""
        workspace, text = self._workspace, problem.text
        graph = workspace.graph
        if problem.node is not None and problem.node in graph:
            text = tr("{layer}: {problem}").format(layer=graph[problem.node].name, problem=text)
        self._session.words.note(text, lambda: problem in workspace.resolved.problems)
        mending, repair = self._session.mending, problem.repair
        suggestion = (tr("Suggest a network"), mending.suggest) if mending.can_suggest else None
        if suggestion is not None and repair is not None and repair.other_kind:
            self._telling.offer(text, *suggestion, (tr("Show it"), lambda: self.show(problem)))
            return
        if repair is not None:
            action, act = repair.label, lambda: mending.mend(problem)
        else:
            action, act = tr("Show it"), lambda: self.show(problem)
        self._telling.offer(text, action, act, suggestion)
