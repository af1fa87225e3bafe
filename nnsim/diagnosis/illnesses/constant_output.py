"""An activation over a single number, such as softmax over one unit: its output is always 1."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.sign import FOR_CERTAIN, Sign
from nnsim.engine.activation import feature_axis
from nnsim.engine.stage import Stage


@illnesses.register
class ConstantOutput(Illness):
    """An activation that works over several numbers, given one."""

    key = "constant_output"
    title = mark("Softmax over one unit")
    summary = mark(
        "A softmax over a single unit gives 1, whatever comes in. No gradient comes through it, so nothing before it"
        " can learn."
    )
    group = "asked"
    waits = False
    cures = ("fitting_output", "fitting_loss")
    explains = (
        "cut_off",
        "vanishing_gradients",
        "degenerate",
        "plateau",
        "baseline_not_beaten",
        "learning_rate_too_low",
        "unsuited_loss",
        "targets_out_of_range",
        "activation_twice",
        "no_capacity",
        "stopped_too_early",
        "unsuited_optimizer",
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        for stage in case.structure.stages:
            activation = stage.layer.activation_function()
            if activation is None or activation.elementwise or _features(stage) != 1:
                continue
            if case.structure.outputs and stage.id not in case.structure.led:
                continue
            text = tr("{own} of {layer} works over a single number and gives 1, whatever comes in.")
            yield Sign(
                tr("Units under {own}").format(own=tr(activation.title)),
                "1",
                tr("2 and more"),
                FOR_CERTAIN,
                1.0,
                text.format(own=tr(activation.title), layer=stage.name),
                (stage.id,),
            )


def _features(stage: Stage) -> int:
    """Return over how many numbers an activation of `stage` that is not elementwise works."""
    return stage.shape[feature_axis(len(stage.shape) + 1) if len(stage.shape) > 1 else 0]
