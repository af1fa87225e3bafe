"""Exclusive classes asked as many questions of yes and no, or of a single unit."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import against
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.progress import had_its_chance
from nnsim.diagnosis.sign import FOR_CERTAIN, Sign, rising
from nnsim.engine.activation import Activation
from nnsim.engine.stage import Output

INDEPENDENT = 6.0
"""Weight of a unit of its own for each class, which learns, only worse."""
SQUARED = 5.5
"""Weight of the same under squared errors."""
SQUARED_COST, LATE = 3.5, 2.0
"""Weight of the same under the quadratic cost that takes sums, and of having learned next to nothing with it."""
FEWEST = 3
"""Classes from which on it matters: two are one yes or no."""


@illnesses.register
class SigmoidManyClasses(Illness):
    """A sigmoid for each of several classes of which one is right, or one unit for all of them."""

    key = "sigmoid_many_classes"
    title = mark("Sigmoid with many classes")
    summary = mark(
        "One class of several is right, and every unit answers for itself, or a single one for all. A softmax over"
        " one unit a class makes them compete."
    )
    group = "asked"
    waits = False
    cures = ("fitting_output", "fitting_loss")
    explains = (
        "activation_twice",
        "unsuited_loss",
        "targets_out_of_range",
        "saturated_units",
        "vanishing_gradients",
        "plateau",
        "baseline_not_beaten",
        "learning_rate_too_low",
        "no_capacity",
        "class_imbalance",
        "unsuited_optimizer",
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        if case.data is None or not case.training.rule.minimises_loss:
            return
        classes = _classes(case)
        if classes < FEWEST:
            return
        single = list(_single_unit(case, classes))
        yield from single
        if case.data.classes and not single:
            found = [s for o in case.structure.outputs if (s := _independent(case, o)) is not None]
            yield from found
            if found and max(sign.weight for sign in found) < FOR_CERTAIN:
                yield from against(case)


def _classes(case: Case) -> int:
    """Return how many exclusive classes are asked for, those among them that are numbered in a target column."""
    assert case.data is not None
    assert case.about is not None
    return case.data.classes or len(case.about.codes)


def _single_unit(case: Case, classes: int) -> Iterator[Sign]:
    """Yield ends of one unit that say yes or no where there are several classes."""
    losses = {output.stage: output.loss for output in case.structure.outputs}
    chosen = {node.id: node.objective.loss for node in case.project.graph.nodes if node.objective is not None}
    for end in case.structure.ends:
        if end.shape != (1,):
            continue
        loss = losses.get(end.id) or chosen.get(end.id)
        functions = case.structure.closing(end).functions
        says_shares = bool(functions) and _is_share(functions[-1][1])
        asks_shares = loss is not None and loss.applies == "sigmoid"
        assert case.data is not None
        if not (says_shares or asks_shares or case.data.classes):
            continue
        text = tr("{layer} has one unit, which tells yes from no, and there are {n} classes.")
        yield Sign(
            tr("Units for {n} classes").format(n=classes),
            "1",
            str(classes),
            FOR_CERTAIN,
            1.0,
            text.format(layer=end.name, n=classes),
            (end.id,),
        )


def _is_share(activation: Activation) -> bool:
    return activation.elementwise and activation.limits == (0.0, 1.0)


def _learned(case: Case) -> float:
    return 0.0 if case.progress is None else case.progress.learned


def _independent(case: Case, output: Output) -> Sign | None:
    """Return the sign of units that answer for themselves, each for one class."""
    layer = case.resolved.by_id[output.stage]
    functions = case.structure.closing(layer).functions
    shares = bool(functions) and _is_share(functions[-1][1])
    if output.loss.applies == "softmax" and shares:
        weight = FOR_CERTAIN
    elif output.loss.applies == "sigmoid" and output.loss.key == "bce":
        weight = INDEPENDENT
    elif shares and not output.loss.applies:
        weight = SQUARED
    elif output.loss.applies == "sigmoid" and not case.structure.closing(layer).functions[1:]:
        # Nielsen's quadratic cost, which many begin with: it learns, late.
        weight = SQUARED_COST + (rising(_learned(case), 0.5, 0.15, LATE) if had_its_chance(case) else 0.0)
    else:
        return None
    assert case.data is not None
    text = tr("Each unit of {layer} answers yes or no for itself, though one of {n} classes is right.")
    return Sign(
        tr("Answers to {n} exclusive classes").format(n=case.data.classes),
        tr("independent"),
        tr("one softmax over all"),
        weight,
        None,
        text.format(layer=layer.name, n=case.data.classes),
        (output.stage,),
    )
