"""The meaning of a drawing: order, shapes, parameters and problems, as values.

`resolve` is pure and never raises for what a user drew: whatever is wrong becomes a `Problem`
that sits on the node that has it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from typing import Literal

from nnsim.base.declared import check_all
from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, ntr, tr
from nnsim.document.columns import parse_columns
from nnsim.document.data_facts import DataFacts
from nnsim.document.doubts import output_doubts
from nnsim.document.edits import set_layers
from nnsim.document.graph import Graph, Node
from nnsim.document.objectives import resolve_outputs
from nnsim.document.repair import Repair
from nnsim.engine.activation import activations
from nnsim.engine.layer import Layer, check_arity, layers_with_loops
from nnsim.engine.rule import Rule, scalar_problems
from nnsim.engine.shape import Shape
from nnsim.engine.stage import Output, Stage, carries_data

Severity = Literal["error", "note", "warning"]
SEVERITIES: Mapping[Severity, str] = {
    "error": mark("Error"),
    "note": mark("Cannot train"),
    "warning": mark("Warning"),
}
"""How a problem is called: a note is an error of a drawing that is in order, and only cannot train."""

MOST_PARAMETERS = 50_000_000
MOST_VALUES = 20_000_000
"""Numbers one example may make on its way through one layer."""


@dataclass(frozen=True)
class Problem:
    """Something wrong (``error``: it cannot train) or doubtful (``warning``), with the cure in words.

    Attributes
    ----------
    repair
        The cure as one click, where one is known (see `nnsim.document.repairs`).
    forbids
        What an error keeps the network from: ``running``, and so everything, or only ``training``.
        Means nothing for warnings.
    """

    node: str | None
    text: str
    severity: Literal["error", "warning"] = "error"
    repair: Repair | None = None
    forbids: Literal["running", "training"] = "running"

    @property
    def is_error(self) -> bool:
        """Whether it keeps the network from something."""
        return self.severity == "error"


@dataclass(frozen=True)
class Resolved:
    """What a drawing means: the stages in the order they run, the outputs, and all problems."""

    stages: tuple[Stage, ...] = ()
    outputs: tuple[Output, ...] = ()
    problems: tuple[Problem, ...] = ()
    parameters: Mapping[str, int] = field(default_factory=dict)
    losses_were_asked: bool = True
    """Whether what is wrong with its outputs was looked for: not where the learning rule needs no loss."""
    rule_was_asked: bool = False
    """Whether the learning rule was asked what keeps it from training: only when nothing else does."""
    checked: Mapping[str, tuple[Layer, tuple[str, ...]]] = field(
        default_factory=dict, repr=False, compare=False
    )
    """By node the layer, and what is wrong with its settings."""

    @cached_property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the network from training, those that keep it from running first."""
        wrong = [p for p in self.problems if p.is_error]
        return tuple(sorted(wrong, key=lambda p: p.forbids != "running"))

    @cached_property
    def ranked(self) -> tuple[Problem, ...]:
        """All problems in the order in which they are told and mended: `errors`, then warnings."""
        return (*self.errors, *(p for p in self.problems if not p.is_error))

    @cached_property
    def can_train(self) -> bool:
        """Whether no problem is an error."""
        return not self.errors

    @cached_property
    def can_run(self) -> bool:
        """Whether data can go through the network, if only with weights set by hand."""
        return not any(p.forbids == "running" for p in self.errors)

    @cached_property
    def wrong(self) -> frozenset[str | None]:
        """The nodes that errors sit on; None among them for errors of the whole network."""
        return frozenset(p.node for p in self.errors)

    @cached_property
    def told(self) -> frozenset[tuple[str | None, str]]:
        """Node and sentence of every problem."""
        return frozenset((p.node, p.text) for p in self.problems)

    @cached_property
    def by_id(self) -> Mapping[str, Stage]:
        """The stages by id."""
        return {stage.id: stage for stage in self.stages}

    @cached_property
    def shapes(self) -> Mapping[str, Shape]:
        """Output shape of every node that has one, by id."""
        return {stage.id: stage.shape for stage in self.stages}

    @property
    def total_parameters(self) -> int:
        """Number of learned numbers in the whole network."""
        return sum(self.parameters.values())

    def problems_of(self, *ids: str) -> tuple[Problem, ...]:
        """Return the problems that sit on the nodes `ids`, as in `ranked`."""
        return tuple(p for p in self.ranked if p.node in ids)

    def severity_of(self, problem: Problem) -> Severity:
        """Return how bad one of the problems is: a mere note when only the learning rule minds."""
        is_note = self.rule_was_asked and problem.is_error and problem.forbids == "training"
        return "note" if is_note else problem.severity


def resolve(
    graph: Graph, data: DataFacts | None, rule: Rule | None = None, known: Resolved | None = None
) -> Resolved:
    """Return what `graph` means with `data` under `rule` (None: shapes and losses only).

    Where much the same drawing is `known` with the same data, what is alike is not worked out again:
    the repairs of a problem are tried one after another while somebody edits.
    """
    known = known or _NOTHING
    if not graph.nodes:
        return Resolved(problems=(Problem(None, tr("The canvas is empty. Drag an Input layer onto it.")),))
    order, problems = _order(graph)
    stages: dict[str, Stage] = {}
    checked: dict[str, tuple[Layer, tuple[str, ...]]] = {}
    for node in (graph[id_] for id_ in order):
        layer, wrong = known.checked.get(node.id, (None, ()))
        checked[node.id] = node.layer, wrong if layer is node.layer else tuple(check_all(node.layer))
        if checked[node.id][1]:
            problems += [Problem(node.id, text) for text in checked[node.id][1]]
            continue
        stage, found = _stage(graph, node, stages, data, known)
        problems += found
        if stage is not None:
            stages[node.id] = stage
    needed = rule is None or rule.needs_loss
    outputs, found_outputs = resolve_outputs(graph, stages, data, needed=needed)
    problems += [Problem(id_, text, forbids="training") for id_, text in found_outputs]
    counts, found_sizes = _parameters(tuple(stages.values()), known)
    problems += found_sizes
    resolved = Resolved(tuple(stages.values()), outputs, tuple(problems), counts, needed, checked=checked)
    if rule is not None and resolved.can_train:
        said = chain(rule.problems(resolved.stages, outputs), scalar_problems(rule, resolved.stages, outputs))
        more = tuple(Problem(id_, text, forbids="training") for id_, text in said)
        more += tuple(_all_frozen(resolved))
        resolved = replace(resolved, problems=resolved.problems + more, rule_was_asked=True)
    return replace(resolved, problems=resolved.problems + tuple(_doubts(resolved)))


_NOTHING = Resolved()


def _order(graph: Graph) -> tuple[list[str], list[Problem]]:
    """Return the ids in running order; those in or behind a cycle are left out, with a problem."""
    remaining = {n.id: set(graph.sources_of(n.id)) for n in graph.nodes}
    try:
        return list(TopologicalSorter(remaining).static_order()), []
    except CycleError as error:
        ring: list[str] = error.args[1]
    names = " → ".join(graph[id_].name for id_ in ring)
    text = tr(
        "These layers feed each other in a circle: {names}. Remove one of the edges. What comes back to a layer stays"
        " inside it: use {loops}."
    ).format(names=names, loops=layers_with_loops())
    order: list[str] = []
    ready = [n.id for n in graph.nodes if not remaining[n.id]]
    done: set[str] = set()
    while ready:
        order += ready
        done |= set(ready)
        ready = [n.id for n in graph.nodes if n.id not in done and remaining[n.id] <= done]
    return order, [Problem(id_, text) for id_ in dict.fromkeys(ring)]


def _stage(
    graph: Graph, node: Node, stages: Mapping[str, Stage], data: DataFacts | None, known: Resolved
) -> tuple[Stage | None, list[Problem]]:
    """Return the stage of `node`, whose settings are sound, or the problems that keep it from having one."""
    sources = graph.sources_of(node.id)
    arity = check_arity(node.layer, len(sources))
    if arity:
        return None, [Problem(node.id, arity)]
    if any(id_ not in stages for id_ in sources):
        return None, []
    old = known.by_id.get(node.id)
    if old is not None and _is_same(old, node, [stages[id_] for id_ in sources]):
        return old, []
    try:
        columns, inputs = _inputs(node, [stages[id_].shape for id_ in sources], data)
        shape = node.layer.output_shape(inputs)
        if math.prod(shape) > MOST_VALUES:
            raise NnsimError(
                tr("One output would hold {n} numbers; the most is {most}. Make the layer smaller.").format(
                    n=f"{math.prod(shape):,}", most=f"{MOST_VALUES:,}"
                )
            )
        working = node.layer.working_size(inputs)
        if working > MOST_VALUES:
            raise NnsimError(
                tr(
                    "One example would need {n} numbers of working memory here; the most is {most}. Make the layer (its"
                    " units, filters or kernel) or what comes in smaller, or a stride larger."
                ).format(n=f"{working:,}", most=f"{MOST_VALUES:,}")
            )
    except NnsimError as error:
        return None, [Problem(node.id, str(error))]
    return Stage(node.id, node.name, node.layer, sources, tuple(inputs), shape, columns), []


def _is_same(old: Stage, node: Node, sources: Sequence[Stage]) -> bool:
    """Return whether `old` is the stage of `node` yet, where it reads `sources`."""
    if old.layer is not node.layer or old.name != node.name or node.layer.role.is_fed:
        return False
    return old.sources == tuple(s.id for s in sources) and old.inputs == tuple(s.shape for s in sources)


def _inputs(
    node: Node, shapes: list[Shape], data: DataFacts | None
) -> tuple[tuple[int, ...] | None, list[Shape]]:
    """Return the chosen data columns and the shapes that flow into `node`."""
    if not node.layer.role.is_fed:
        return None, shapes
    if data is None:
        return None, []
    if len(data.shape) != 1:
        if node.layer.chosen_columns.strip():
            raise NnsimError(tr("This data has no columns to choose from. Leave the columns empty."))
        return None, [data.shape]
    columns = parse_columns(node.layer.chosen_columns, data.input_names, data.shape[0])
    return columns, [data.shape if columns is None else (len(columns),)]


def _parameters(stages: tuple[Stage, ...], known: Resolved) -> tuple[dict[str, int], list[Problem]]:
    counts: dict[str, int] = {}
    problems: list[Problem] = []
    for stage in stages:
        if known.by_id.get(stage.id) is stage:
            counts[stage.id] = known.parameters[stage.id]
        else:
            counts[stage.id] = sum(math.prod(p.shape) for p in stage.layer.parameters(stage.inputs))
        if counts[stage.id] > MOST_PARAMETERS:
            problems.append(Problem(stage.id, _too_many(counts[stage.id])))
    if not problems and sum(counts.values()) > MOST_PARAMETERS:
        problems.append(Problem(None, _too_many(sum(counts.values()))))
    return counts, problems


def _too_many(count: int) -> str:
    return ntr(
        "{n} parameter is more than this program trains ({most}). Make the layers smaller.",
        "{n} parameters are more than this program trains ({most}). Make the layers smaller.",
        count,
    ).format(n=f"{count:,}", most=f"{MOST_PARAMETERS:,}")


def _all_frozen(resolved: Resolved) -> Iterator[Problem]:
    """Yield the problem of a network that has parameters, none of which may change."""
    still = {s.id: s.layer for s in resolved.stages if resolved.parameters[s.id]}
    if still and all(layer.rate_factor == 0 for layer in still.values()):
        text = tr(
            "All layers with parameters are frozen, or learn at the rate 0: there is nothing to learn. Let one"
            " of them learn."
        )
        thawed = {id_: layer.learning() for id_, layer in still.items()}
        repair = Repair(tr("Let all layers learn"), lambda p: replace(p, graph=set_layers(p.graph, thawed)))
        yield Problem(None, text, repair=repair, forbids="training")


def _doubts(resolved: Resolved) -> Iterator[Problem]:
    """Yield warnings: things that train, but not as the user will expect."""
    by_id = resolved.by_id
    yield from _lost_codes(by_id)
    yield from (
        Problem(stage.id, stage.layer.doubt, "warning") for stage in by_id.values() if stage.layer.doubt
    )
    wrong = set(resolved.wrong)
    for doubt in output_doubts(resolved.stages, resolved.outputs):
        if doubt.node not in wrong:
            wrong.add(doubt.node)
            yield Problem(doubt.node, doubt.text, "warning", doubt.repair)
    for output in resolved.outputs:
        if output.stage in wrong:
            # First what must be: its cure may be another loss, and the doubt would ask for the opposite.
            continue
        activation = by_id[output.stage].layer.activation_function()
        if activation is None or activation.is_identity or not output.loss.applies:
            continue
        if activation.key != output.loss.applies or _readers(resolved, output.stage) > 1:
            text = tr(
                "{loss} applies {applied} by itself, and {own} before it limits what it can say. Set the"
                " activation of this layer to Identity."
            ).format(
                loss=tr(output.loss.title),
                applied=tr(activations[output.loss.applies].title),
                own=tr(activation.title),
            )
            yield Problem(output.stage, text, "warning")


def _lost_codes(stages: Mapping[str, Stage]) -> Iterator[Problem]:
    for stage in stages.values():
        if stage.layer.codes is not None and not carries_data(stages, stage.sources[0]):
            text = tr(
                "{title} looks up codes, and numbers that were worked out are none: the nearest is taken, and"
                " nothing before it learns through it. Connect it to an Input."
            ).format(title=tr(stage.layer.title))
            yield Problem(stage.id, text, "warning")


def _readers(resolved: Resolved, id_: str) -> int:
    """Return how many stages and losses read the output of `id_`."""
    return sum(s.sources.count(id_) for s in resolved.stages) + sum(o.stage == id_ for o in resolved.outputs)
