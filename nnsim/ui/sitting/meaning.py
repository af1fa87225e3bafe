"""What the drawing means on the data there are, worked out anew when one of them changes."""

from __future__ import annotations

from dataclasses import replace

from nnsim.data.prepared import Prepared
from nnsim.document.project import Project
from nnsim.document.repairs.offer import with_repairs
from nnsim.document.resolve import Problem, Resolved, resolve
from nnsim.document.training_doubts import training_doubts


class Meaning:
    """The meaning of one project on its data.

    Attributes
    ----------
    prepared
        The examples, or None while there are none (see `data_problem`).
    data_problem
        Why there are no examples, as a sentence; empty when there are.
    resolved
        What the drawing means with them: shapes, counts, problems.
    """

    def __init__(self, project: Project) -> None:
        self.prepared: Prepared | None = None
        self.data_problem = ""
        self.resolved: Resolved = self._of(project, None)

    def work_out(self, project: Project, *, anew: bool) -> None:
        """Work the meaning out again; where not `anew`, what is known of the same data and language is used."""
        self.resolved = self._of(project, None if anew else self.resolved)

    def _of(self, project: Project, known: Resolved | None) -> Resolved:
        resolved = resolve(project.graph, self.prepared, project.training.rule, known)
        # Before what others say is added: a repair is tried by resolving anew, which knows nothing of that.
        resolved = with_repairs(project, self.prepared, resolved)
        if self.prepared is not None:
            doubts = tuple(training_doubts(project.training, resolved, self.prepared))
            resolved = replace(resolved, problems=resolved.problems + doubts)
        if self.data_problem:
            problem = Problem(None, self.data_problem)
            resolved = replace(resolved, problems=(problem, *resolved.problems))
        return resolved
