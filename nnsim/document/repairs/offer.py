"""Which repair is offered for a problem: the first that was tried and found to mend it."""

from __future__ import annotations

from dataclasses import replace

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.document.data_facts import DataFacts
from nnsim.document.project import Project
from nnsim.document.repair import Repair
from nnsim.document.repairs import outputs, rules, settings, shapes, wiring
from nnsim.document.repairs.case import Case, Kind
from nnsim.document.resolve import Problem, Resolved, resolve

_FOR_RUNNING: tuple[tuple[Kind, ...], ...] = (
    (
        settings.within_limits,
        wiring.missing_input,
        wiring.surplus_inputs,
        wiring.circle,
        shapes.flattened,
        settings.that_fit,
        shapes.sources_made_equal,
        shapes.data_reshaped,
        shapes.reshaped,
        wiring.joined_otherwise,
        settings.smaller,
    ),
    (wiring.without_it,),
)
"""What may mend a drawing that cannot run: the most usual first, and as a last resort without the layer."""
_FOR_OUTPUTS: tuple[tuple[Kind, ...], ...] = (
    (
        settings.within_limits,
        settings.of_objective,
        outputs.units,
        outputs.other_loss,
        wiring.loose_end,
        outputs.output_behind,
    ),
)
_FOR_GRADIENTS: tuple[tuple[Kind, ...], ...] = (
    (rules.all_smooth, rules.another_rule, rules.another_activation, outputs.output_behind),
    (wiring.without_it,),
)
_FOR_OTHER_RULES: tuple[tuple[Kind, ...], ...] = (
    (rules.another_activation, outputs.other_loss, rules.back_to_gradients, rules.another_rule),
    (rules.back_to_gradients,),
)
_FOR_DOUBTS: tuple[tuple[Kind, ...], ...] = ((rules.another_activation, outputs.other_loss),)

MOST_LAYERS_TRIED = 2_000
LEAST_TRIES = 4
"""Layers gone through in all tries of one look at a project, or tries where it is larger than that:
looking for repairs must not delay an edit."""
MOST_TOGETHER = 2
"""Repairs that are offered as one, where each lets the next problem be seen."""

Mended = tuple[Repair, Resolved]
"""A repair, and what the project means after it."""


def with_repairs(project: Project, data: DataFacts | None, resolved: Resolved) -> Resolved:
    """Return what `resolve` made of `project` with a repair at every problem for which one is found.

    A repair is offered only when it was tried: its problem is gone, and there is no error that
    was not there before, other than one that could not be seen before (see `made`).
    """
    if not resolved.problems:
        return resolved
    search = _Search(data)
    found: list[Mended] = []
    problems: list[Problem] = []
    for p in resolved.problems:
        # What mends another problem too is offered at both: a layer without an edge, and the loose end.
        repair = p.repair or next((r for r, after in found if not _is_told(p, after)), None)
        if repair is None and (made_whole := search.repair(project, resolved, p)) is not None:
            repair = made_whole[0]
            found.append(made_whole)
        problems.append(replace(p, repair=repair))
    return replace(resolved, problems=tuple(problems))


def made(before: Resolved, after: Resolved) -> tuple[Problem, ...]:
    """Return the problems of `after` that a change made, without those that were only hidden before.

    A layer behind one that has no shape is not looked at, nor the loss of a layer without one; the
    learning rule is asked only when nothing else is wrong, doubts are for what can train, and of outputs nothing
    is said where the rule needs no loss. What is wrong with an output is told one thing after the other.
    """
    told = {(p.node, p.forbids) for p in before.errors}
    gone = set() if before.rule_was_asked else told - {(p.node, p.forbids) for p in _kept(before, after)}
    return tuple(
        p
        for p in _new(before, after)
        if not _was_hidden(p, before, after) and (p.forbids == "running" or (p.node, p.forbids) not in gone)
    )


def _kept(before: Resolved, after: Resolved) -> list[Problem]:
    return [p for p in after.errors if _is_told(p, before)]


def _is_told(problem: Problem, resolved: Resolved) -> bool:
    return (problem.node, problem.text) in resolved.told


def _new(before: Resolved, after: Resolved) -> list[Problem]:
    return [p for p in after.problems if not _is_told(p, before)]


def _was_hidden(problem: Problem, before: Resolved, after: Resolved) -> bool:
    if not problem.is_error:
        return not before.can_train
    if problem.forbids == "training" and not before.losses_were_asked and not after.rule_was_asked:
        return True
    if after.rule_was_asked:
        return not before.rule_was_asked
    if problem.node is None or problem.node in before.shapes:
        return False
    return problem.node in after.shapes or problem.node not in before.wrong


class _Search:
    """Tries what could mend the problems of a project until enough was tried."""

    def __init__(self, data: DataFacts | None) -> None:
        self._data = data
        self._tried = 0

    def repair(
        self, project: Project, before: Resolved, problem: Problem, more: int = MOST_TOGETHER - 1
    ) -> Mended | None:
        """Return the first repair that mends `problem`, if need be with up to `more` that follow from it."""
        if self._is_over(project):
            return None
        case = Case(project, self._data, before, problem)
        groups = _groups_for(case)
        for group in groups:
            second_best: Mended | None = None
            whole_only = group is groups[-1] and len(groups) > 1
            for found in (repair for kind in group for repair in kind(case)):
                if self._is_over(project):
                    return second_best
                tried = self._try(project, found, before)
                if tried is None:
                    continue
                mended, after = tried
                if _is_told(problem, after) or (made(before, after) and not whole_only):
                    continue
                whole = self._with_what_shows(found, problem, mended, before, after, more)
                if whole is not None:
                    return whole
                second_best = second_best or (None if made(before, after) else (found, after))
            if second_best is not None:
                return second_best
        return None

    def _is_over(self, project: Project) -> bool:
        return self._tried > max(MOST_LAYERS_TRIED, LEAST_TRIES * len(project.graph.nodes))

    def _with_what_shows(
        self,
        repair: Repair,
        problem: Problem,
        mended: Project,
        before: Resolved,
        after: Resolved,
        more: int,
    ) -> Mended | None:
        """Return `repair` followed by those of the errors that it lets be seen; None where one stays.

        What the learning rule says then is left to the user: the drawing is in order, and may be meant
        to run with weights set by hand.
        """
        shown = [p for p in _new(before, after) if p.is_error]
        if not shown or (after.rule_was_asked and not before.rule_was_asked):
            return repair, after
        if not more:
            return None
        following = self.repair(mended, after, shown[0], more - 1)
        if following is None or _is_told(problem, following[1]):
            return None
        second, at_last = following
        only_rule = at_last.rule_was_asked and not before.rule_was_asked
        if not only_rule and any(p.is_error for p in _new(before, at_last)):
            return None
        first, then = repair.change, second.change
        label = tr("{first}; {second}").format(first=repair.label, second=second.label)
        other_kind = repair.other_kind or second.other_kind
        return Repair(label, lambda project: then(first(project)), other_kind=other_kind), at_last

    def _try(self, project: Project, repair: Repair, before: Resolved) -> tuple[Project, Resolved] | None:
        """Return the project after `repair` and what it means, None when it changes nothing or cannot be."""
        self._tried += max(1, len(project.graph.nodes))
        try:
            mended = repair.change(project)
        except NnsimError:
            return None
        if mended == project:
            return None
        return mended, resolve(mended.graph, self._data, mended.training.rule, before)


def _groups_for(case: Case) -> tuple[tuple[Kind, ...], ...]:
    if not case.problem.is_error:
        return _FOR_DOUBTS
    if case.problem.forbids == "running":
        return _FOR_RUNNING
    if not case.resolved.rule_was_asked:
        return _FOR_OUTPUTS
    return _FOR_GRADIENTS if case.project.training.rule.uses_optimizer else _FOR_OTHER_RULES
