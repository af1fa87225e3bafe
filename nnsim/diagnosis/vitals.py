"""What a verdict is made of, read from the history of a run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from nnsim.data.prepared import Prepared
from nnsim.diagnosis.baseline import UNKNOWN, Baseline, baseline_of
from nnsim.document.doubts import Doubt, data_doubts, output_doubts
from nnsim.document.project import TrainingSettings
from nnsim.document.resolve import Resolved
from nnsim.engine.activation import Activation
from nnsim.engine.stage import Stage
from nnsim.training.columns import LayerColumns
from nnsim.training.history import TRAIN_LOSS, VAL_LOSS, History
from nnsim.training.messages import Evaluation
from nnsim.training.metric_names import least_accuracy
from nnsim.training.quantities import BIAS_GRADIENT, GRADIENT, OUTPUT_GRADIENT, Quantity

SMOOTHED = 16
"""Buckets of the history that gradients are averaged over before a verdict."""


@dataclass(frozen=True)
class LayerSigns:
    """The gradients of one layer with parameters, and what its outputs go through.

    Attributes
    ----------
    weight, bias, output
        Means of ‖∂L/∂W‖, ‖∂L/∂b‖ and ‖∂L/∂output‖ over the newest steps; NaN where there is none.
    activation
        That ends the layer or follows it; None where there is none.
    """

    node: str
    name: str
    weight: float
    bias: float = math.nan
    output: float = math.nan
    activation: Activation | None = None
    apart: bool = False
    """The activation is a layer of its own, so that `output` is what it passes, not what it gets."""

    @property
    def gets_nothing(self) -> bool:
        """Whether every gradient of it was exactly 0 in every one of the newest steps."""
        return self.weight == 0 and not self.bias > 0


@dataclass(frozen=True)
class Circumstances:
    """What is known of a run beside its history.

    Attributes
    ----------
    baseline
        The best constant answer.
    doubts
        What was doubtful before the first step, the nearest cause first.
    back_propagates
        Whether gradients come from back-propagation.
    minimises_loss
        Whether the loss says how well the run does.
    unseen
        Whether the validation part holds examples the network has not learned from.
    """

    baseline: Baseline = UNKNOWN
    doubts: tuple[Doubt, ...] = ()
    back_propagates: bool = True
    minimises_loss: bool = True
    unseen: bool = True
    only_corrects: bool = False
    """Whether examples that are right change nothing: once all are, nothing is left to learn."""
    activations: tuple[tuple[str, Activation], ...] = ()
    """By the id of the stage that each ends or follows."""
    apart: frozenset[str] = frozenset()
    """Ids of those that it follows."""

    @classmethod
    def of(
        cls,
        resolved: Resolved,
        training: TrainingSettings,
        data: Prepared | None,
        known: Baseline = UNKNOWN,
    ) -> Circumstances:
        """Return what is known of a run of this network; `known` is a baseline that may hold for it, too."""
        rule, stages, outputs = training.rule, resolved.stages, resolved.outputs
        found = {s.id: activation_after(stages, s) for s in stages}
        used = tuple((id_, activation) for id_, activation in found.items() if activation is not None)
        if data is None or not resolved.can_train:
            return cls(
                back_propagates=rule.uses_optimizer,
                minimises_loss=rule.minimises_loss,
                only_corrects=rule.only_corrects,
            )
        doubts = (*output_doubts(stages, outputs), *data_doubts(stages, outputs, data))
        return cls(
            baseline_of(stages, outputs, data, known),
            doubts,
            rule.uses_optimizer,
            rule.minimises_loss,
            len(data.validation) > 0 and data.validation is not data.train,
            rule.only_corrects,
            used,
            frozenset(s.id for s in stages if found[s.id] is not s.layer.activation_function()),
        )


@dataclass(frozen=True)
class Vitals:
    """What a verdict is made of.

    Attributes
    ----------
    layers
        Every layer with parameters, first layer first.
    train_loss, val_loss, first_loss, best_val_loss
        Losses now, the training loss at the beginning, and the least validation loss so far;
        None while unknown.
    val_accuracy
        Of the output that is right least often; None for a regression.
    corrections_ended
        Whether a rule that corrects mistakes finds none any more.
    known
        What is known beside the history.
    """

    steps: int = 0
    diverged: bool = False
    layers: tuple[LayerSigns, ...] = ()
    train_loss: float | None = None
    val_loss: float | None = None
    first_loss: float | None = None
    best_val_loss: float | None = None
    val_accuracy: float | None = None
    corrections_ended: bool = False
    has_loss: bool = True
    """Whether the rule has a loss at all."""
    known: Circumstances = field(default_factory=Circumstances)


def read_vitals(history: History, steps: int, known: Circumstances, *, diverged: bool = False) -> Vitals:
    """Return what the history of a run says after `steps` steps."""
    evaluations, last = history.evaluations, history.last_evaluation
    train, val = evaluations.mean(TRAIN_LOSS), evaluations.mean(VAL_LOSS)
    finite = val[np.isfinite(val)]
    return Vitals(
        steps=steps,
        diverged=diverged,
        layers=tuple(_signs(history, layer, known) for layer in history.columns.layers),
        train_loss=last.train_loss if last is not None else None,
        val_loss=last.val_loss if last is not None else None,
        first_loss=float(train[0]) if len(train) else None,
        best_val_loss=float(finite.min()) if len(finite) else None,
        val_accuracy=_accuracy(last, "val"),
        corrections_ended=known.only_corrects and _accuracy(last, "train") == 1.0,
        has_loss=history.columns.loss >= 0,
        known=known,
    )


def _accuracy(last: Evaluation | None, part: str) -> float | None:
    found = least_accuracy(last.metrics, part) if last is not None else None
    return found[0] if found is not None else None


def _signs(history: History, layer: LayerColumns, known: Circumstances) -> LayerSigns:
    readings = history.readings

    def newest(quantity: Quantity) -> float:
        column = quantity.column(layer)
        found = readings.mean(column)[-SMOOTHED:] if column >= 0 else np.zeros(0)
        return float(found.mean()) if len(found) else math.nan

    numbers = (newest(GRADIENT), newest(BIAS_GRADIENT), newest(OUTPUT_GRADIENT))
    return LayerSigns(
        layer.node, layer.name, *numbers, dict(known.activations).get(layer.node), layer.node in known.apart
    )


def activation_after(stages: Sequence[Stage], stage: Stage) -> Activation | None:
    """Return the activation that ends a layer, or that of the only layer reading it when that is all it is."""
    own = stage.layer.activation_function()
    if own is not None and not own.is_identity:
        return own
    readers = [s for s in stages if stage.id in s.sources]
    if len(readers) != 1 or readers[0].layer.parameters(readers[0].inputs):
        return None
    following = readers[0].layer.activation_function()
    return following if following is not None else activation_after(stages, readers[0])
