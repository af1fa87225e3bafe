"""What is doubtful about a network on its data: it trains, but what is asked of it cannot be, or hardly.

Doubts are known before the first step. They become warnings on the nodes, and the first thing a
verdict looks at when training fails.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnsim.base.text import tr
from nnsim.data.prepared import Prepared
from nnsim.document import edits
from nnsim.document.project import Project
from nnsim.document.repair import Repair
from nnsim.engine.activation import Activation, feature_axis
from nnsim.engine.loss import Loss, losses
from nnsim.engine.padding import padding_readers
from nnsim.engine.stage import Output, Stage, carries_data, ending_activation, leading_to

LARGE_INPUT = 10.0
"""Root mean square of an input from which sums are so large that activations saturate and steps overshoot."""
LARGE_TARGET = 100.0
"""Root mean square of a target from which first errors are so large that steps overshoot."""
LOST_SHARE = 0.01
"""Share of the variance of the targets that may lie beyond what an output can say."""
_MOST_NUMBERS = 500_000
"""Numbers that sizes are worked out from: they are asked for after every edit."""


@dataclass(frozen=True)
class Doubt:
    """Something that keeps a network from learning what is asked of it.

    Attributes
    ----------
    node
        Id of the node it sits on.
    words
        A few words for a pill, translated.
    text
        What it is, what comes of it, and what to do, translated.
    repair
        What mends it, where one edit does.
    overflows
        Whether it makes numbers grow beyond all bounds.
    """

    node: str
    words: str
    text: str
    repair: Repair | None = None
    overflows: bool = False


def output_doubts(stages: Sequence[Stage], outputs: Sequence[Output]) -> Iterator[Doubt]:
    """Yield what is doubtful about the outputs whatever the data are."""
    by_id = {stage.id: stage for stage in stages}
    for stage in stages:
        activation = stage.layer.activation_function()
        if activation is not None and not activation.elementwise and _features(stage) == 1:
            yield Doubt(
                stage.id,
                tr("Constant output"),
                tr(
                    "{own} over a single number is always 1, whatever comes in: nothing before it can learn. Set"
                    " the activation of this layer to Identity."
                ).format(own=tr(activation.title)),
                _linear(stage),
            )
    for output in outputs:
        activation = ending_activation(by_id, output.stage)
        if activation is not None and keeps_from_margin(output.loss, activation):
            text = tr(
                "{loss} takes scores of any size on both sides of 0, and {own} gives only {range}. Set the"
                " activation of this layer to Identity."
            ).format(
                loss=tr(output.loss.title), own=tr(activation.title), range=range_words(activation.limits)
            )
            yield Doubt(output.stage, tr("Output limits the loss"), text, _linear(by_id[output.stage]))


def data_doubts(stages: Sequence[Stage], outputs: Sequence[Output], data: Prepared) -> Iterator[Doubt]:
    """Yield what is doubtful about the outputs and the scale of the data, as the network sees them."""
    by_id = {stage.id: stage for stage in stages}
    for output in outputs:
        doubt = _out_of_reach(by_id, output, data)
        if doubt is not None:
            yield doubt
    if any(output.loss.any_scale for output in outputs):
        yield from _large_targets(outputs, data)
    yield from _large_inputs(stages, data)
    yield from _few_examples(stages, len(data.train))
    yield from _out_of_range(by_id, data)
    for stage in padding_readers(stages, data.shape[0] if data.train.lengths is not None else 0):
        text = tr(
            "{name} takes the padding of short sequences for numbers like any others. Put a recurrent layer,"
            " self-attention or global pooling before it."
        ).format(name=stage.name)
        yield Doubt(stage.id, tr("Padding is read"), text)


def _few_examples(stages: Sequence[Stage], examples: int) -> Iterator[Doubt]:
    """Yield where an initializer wants more examples than there are: without them no training begins."""
    for stage in stages:
        for spec in stage.layer.parameters(stage.inputs):
            text = spec.initializer.too_few(spec.shape, examples) if examples else ""
            if text:
                yield Doubt(stage.id, tr("Too few examples"), text)
                break


def range_words(limits: tuple[float, float]) -> str:
    """Return a range in words, such as ``0 to 1`` or ``0 and more``."""
    low, high = (number_words(limit) for limit in limits)
    if math.isinf(limits[1]):
        return tr("{low} and more").format(low=low)
    return tr("{low} to {high}").format(low=low, high=high)


# ---- outputs --------------------------------------------------------------------------------------


def _features(stage: Stage) -> int:
    """Return over how many numbers an activation of `stage` that is not elementwise works."""
    return stage.shape[feature_axis(len(stage.shape) + 1) if len(stage.shape) > 1 else 0]


def keeps_from_margin(loss: Loss, activation: Activation) -> bool:
    """Whether the outputs of `activation` do not pass what a loss of scores wants passed."""
    if loss.wants is None or activation.is_identity:
        return False
    return not (activation.limits[0] < loss.wants[0] and activation.limits[1] > loss.wants[1])


def reach_of(
    stages: Mapping[str, Stage], output: Output, data: Prepared
) -> tuple[np.ndarray, float, float, str] | None:
    """Return the targets of an output, the least and greatest number it can say, and the title of what bounds it.

    None where nothing bounds it, or where a loss of classes applies something itself, which is another doubt.
    """
    loss = output.loss
    activation = ending_activation(stages, output.stage)
    bounded = activation is not None and not activation.is_identity
    if not (bounded or loss.applies) or (data.classes and (loss.applies or loss.wants)):
        return None
    limits = activation.limits if activation is not None and bounded else (-math.inf, math.inf)
    if activation is not None and activation.key == loss.applies:
        limits = (-math.inf, math.inf)
    low, high = loss.reach(limits)
    seen = np.array([loss.off, 1.0]) if data.classes else targets_of(output, data)
    if not seen.size:
        return None
    return seen, low, high, tr(loss.title) if loss.applies or activation is None else tr(activation.title)


def share_out_of_reach(seen: np.ndarray, low: float, high: float) -> float:
    """Return which share of the variance of the targets `seen` is lost because it lies outside `low` to `high`."""
    beyond = seen - np.clip(seen, low, high)
    return float(np.mean(beyond**2)) / max(float(seen.var()), 1e-12)


def _out_of_reach(stages: Mapping[str, Stage], output: Output, data: Prepared) -> Doubt | None:
    """Return the doubt of an output that cannot say what the targets are."""
    found = reach_of(stages, output, data)
    if found is None or share_out_of_reach(*found[:3]) <= LOST_SHARE:
        return None
    seen, low, high, own = found
    by_loss = bool(output.loss.applies)
    text = tr(
        "The output cannot reach the targets: {own} gives {range}, and the targets as the network sees them are"
        " {targets}. {cure}"
    ).format(
        own=own,
        range=range_words((low, high)),
        targets=range_words((float(seen.min()), float(seen.max()))),
        cure=tr("Choose Mean squared error.")
        if by_loss
        else tr("Set the activation of this layer to Identity."),
    )
    return Doubt(
        output.stage,
        tr("Output out of reach"),
        text,
        _squared_error(output.stage) if by_loss else _linear(stages[output.stage]),
    )


def _linear(stage: Stage) -> Repair | None:
    """Return what sets the activation of the layer to Identity; None where it ends with none itself."""
    if stage.layer.activation_function() is None:
        return None
    id_ = stage.id

    def change(project: Project) -> Project:
        layer = project.graph[id_].layer.without_activation()
        return replace(project, graph=edits.set_layer(project.graph, id_, layer))

    return Repair(tr("Set it to Identity"), change)


def _squared_error(id_: str) -> Repair:
    def change(project: Project) -> Project:
        objective = project.graph[id_].objective
        if objective is None:
            return project
        return replace(
            project, graph=edits.set_objective(project.graph, id_, replace(objective, loss=losses["mse"]()))
        )

    return Repair(tr("Use Mean squared error"), change)


# ---- the scale of the data ------------------------------------------------------------------------


def targets_of(output: Output, data: Prepared) -> np.ndarray:
    """Return the target columns (n, k) that an output reads, as the network sees them."""
    rows = _some(data.train.targets)
    return rows if output.columns is None else rows[:, list(output.columns)]


def _some(rows: np.ndarray) -> np.ndarray:
    """Return examples spread evenly over all, few enough to look at after every edit."""
    return rows[:: max(1, -(-rows.size // _MOST_NUMBERS))]


def _size(rows: np.ndarray) -> np.ndarray:
    """Return the root mean square of every column (n, k)."""
    return np.asarray(np.sqrt(np.mean(np.square(rows, dtype=np.float64), axis=0)))


def _large_targets(outputs: Sequence[Output], data: Prepared) -> Iterator[Doubt]:
    if data.classes or not len(data.train):
        return
    for output in outputs:
        rows = targets_of(output, data)
        if output.loss.any_scale and (_size(rows) > LARGE_TARGET).any():
            text = tr(
                "The targets reach {size}, and the network sees them as they are: the first errors, and so the"
                " steps, are far too large. Standardise the targets."
            ).format(size=number_words(float(np.abs(rows).max())))
            label = tr("Standardise the targets")
            yield Doubt(
                output.stage,
                tr("Targets unscaled"),
                text,
                _with_data(label, scale_targets=True),
                overflows=True,
            )
            return


def _large_inputs(stages: Sequence[Stage], data: Prepared) -> Iterator[Doubt]:
    size = len(data.train) * math.prod(data.shape)
    if not size:
        return
    rows = data.train.values(slice(None, None, max(1, -(-size // _MOST_NUMBERS))))
    rows = rows.reshape(len(rows), -1)
    sizes = _size(rows)
    coded = leading_to(stages, [s.id for s in stages if s.layer.codes is not None])
    for stage in stages:
        if not stage.layer.role.is_fed or stage.id in coded or not is_read_as_it_is(stages, stage.id):
            continue
        columns = range(len(sizes)) if stage.columns is None else stage.columns
        large = max(columns, key=lambda j: sizes[j])
        if sizes[large] > LARGE_INPUT:
            yield _large_input(stage.id, large, float(np.abs(rows[:, large]).max()), data)
            return


def _out_of_range(stages: Mapping[str, Stage], data: Prepared) -> Iterator[Doubt]:
    """Yield the layers that are fed data beyond the numbers they are meant for."""
    meant = [s for s in stages.values() if s.layer.reads and carries_data(stages, s.sources[0])]
    size = len(data.train) * math.prod(data.shape)
    if not meant or not size:
        return
    rows = data.train.values(slice(None, None, max(1, -(-size // _MOST_NUMBERS))))
    seen = float(rows.min()), float(rows.max())
    for stage in meant:
        low, high = stage.layer.reads or seen
        if low <= seen[0] and seen[1] <= high:
            continue
        text = tr(
            "{name} takes its inputs for numbers of {range}, such as chances, and these are {seen}. Scale the inputs"
            " to 0 to 1."
        ).format(name=stage.name, range=range_words((low, high)), seen=range_words(seen))
        repair = _with_data(tr("Scale the inputs to 0 to 1"), scaling="min_max")
        yield Doubt(stage.id, tr("Inputs out of range"), text, repair)


def is_read_as_it_is(stages: Sequence[Stage], id_: str) -> bool:
    """Whether a layer that does not normalise reads the outputs of `id_`, at most put in other places."""
    for reader in stages:
        if id_ in reader.sources:
            moved = reader.layer.role.keeps_values
            if is_read_as_it_is(stages, reader.id) if moved else reader.layer.category != "normalise":
                return True
    return False


def _large_input(node: str, column: int, most: float, data: Prepared) -> Doubt:
    if data.input_names:
        text = tr(
            "The input {name} reaches {size}, and the network sees it as it is: activations saturate, and steps are"
            " far too large. Standardise the inputs."
        )
    else:
        text = tr(
            "The inputs reach {size}, and the network sees them as they are: activations saturate, and steps are"
            " far too large. Standardise the inputs."
        )
    name = data.input_names[column] if data.input_names else ""
    text = text.format(name=name, size=number_words(most))
    label = tr("Standardise the inputs")
    return Doubt(node, tr("Inputs unscaled"), text, _with_data(label, scaling="standardize"), overflows=True)


def _with_data(label: str, **changes: object) -> Repair:
    """Return what changes settings of the data."""
    return Repair(label, lambda p: replace(p, data=replace(p.data, **changes)))  # type: ignore[arg-type]


def number_words(value: float) -> str:
    """Return a number as people read it, in three digits, with a real minus sign."""
    text = f"{value:.3g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", "−")
