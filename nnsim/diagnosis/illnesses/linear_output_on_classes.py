"""A linear output with squared errors on classes."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import against, in_favour
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.sign import Sign
from nnsim.engine.stage import Output

ON_CLASSES = 5.5
"""Weight of distances measured to the numbers of classes."""
ON_CODES = 3.4
"""Weight of the same where a regression asks for 0 and 1, as for the cells of a map, or for whole numbers from 0 on,
which may be counts as well: said where hardly anything is learned."""


@illnesses.register
class LinearOutputOnClasses(Illness):
    """Weighted sums of any size are compared with 0 and 1, or with numbers that are names."""

    key = "linear_output_on_classes"
    title = mark("Linear output on classes")
    summary = mark(
        "The output gives any number, and the loss measures its distance to the numbers of the classes. An answer"
        " that is right and very sure then counts as wrong."
    )
    group = "asked"
    waits = False
    cures = ("fitting_loss", "fitting_output")
    explains = (
        "unsuited_loss",
        "plateau",
        "baseline_not_beaten",
        "no_capacity",
        "learning_rate_too_low",
        "unsuited_optimizer",
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        if case.data is None or not case.training.rule.uses_optimizer:
            return
        assert case.about is not None
        for output in case.structure.outputs:
            if not measures_distance(output) or _is_bounded(case, output):
                continue
            if case.data.classes:
                yield _said(case, output, ON_CLASSES)
            elif case.about.are_yes_and_no or case.about.codes[:1] == (0,):
                yield _said(case, output, ON_CODES)
                yield from in_favour(case)
            else:
                continue
            yield from against(case)


def measures_distance(output: Output) -> bool:
    """Whether the loss is a distance of numbers, and asks for no probability and no margin."""
    loss = output.loss
    return not loss.applies and loss.wants is None and not loss.needs_classes and loss.key != "poisson"


def _is_bounded(case: Case, output: Output) -> bool:
    """Whether what ends the network keeps it between two numbers."""
    functions = case.structure.closing(case.resolved.by_id[output.stage]).functions
    return bool(functions) and all(math.isfinite(limit) for limit in functions[-1][1].limits)


def _said(case: Case, output: Output, weight: float) -> Sign:
    layer = case.resolved.by_id[output.stage]
    text = tr(
        "{layer} gives any number, and {loss} measures how far it is from the number of the class: being sure is"
        " punished."
    )
    return Sign(
        tr("Output for classes"),
        tr("any number, {loss}").format(loss=tr(output.loss.title)),
        tr("probabilities, cross-entropy"),
        weight,
        None,
        text.format(layer=layer.name, loss=tr(output.loss.title)),
        (output.stage,),
    )
