"""What the budget of a gradient says in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nnsim.base.text import mark, tr
from nnsim.engine.broken import Broken
from nnsim.engine.gradient_factors import FactorKind

if TYPE_CHECKING:
    from nnsim.engine.probes.gradient_budget import BudgetStep

EVEN = 3.0
"""A first layer with a gradient within this factor of the last's is not worth a reason."""

_LOSSES = {
    FactorKind.WEIGHTS: mark("Most is lost to the weights: ×{factor} a layer."),
    FactorKind.SLOPE: mark("Most is lost to the slopes of {what}: ×{factor} a layer."),
    FactorKind.NORMALISATION: mark("Most is lost to the normalisation: ×{factor} a layer."),
    FactorKind.JOIN: mark("Most is lost where ways part: ×{factor} a layer."),
    FactorKind.BRANCHES: mark("Most is lost where branches cancel: ×{factor} a layer."),
    FactorKind.LAYER: mark("Most is lost in {what}: ×{factor} a layer."),
    FactorKind.CANCELLATION: mark("Most is lost where examples cancel: ×{factor} a layer."),
    FactorKind.INCOMING: mark("Most is lost because little comes in: ×{factor} a layer."),
}
_GAINS = {
    FactorKind.WEIGHTS: mark("Most is gained by the weights: ×{factor} a layer."),
    FactorKind.SLOPE: mark("Most is gained by the slopes of {what}: ×{factor} a layer."),
    FactorKind.NORMALISATION: mark("Most is gained by the normalisation: ×{factor} a layer."),
    FactorKind.JOIN: mark("Most is gained where inputs multiply: ×{factor} a layer."),
    FactorKind.SKIP: mark("Most is gained by skip connections: ×{factor} a layer."),
    FactorKind.BRANCHES: mark("Most is gained where branches agree: ×{factor} a layer."),
    FactorKind.LAYER: mark("Most is gained in {what}: ×{factor} a layer."),
    FactorKind.CANCELLATION: mark("Most is gained where examples agree: ×{factor} a layer."),
    FactorKind.INCOMING: mark("Most is gained because much comes in: ×{factor} a layer."),
}


def share_sentence(first: str, last: str, ratio: float) -> str:
    """Return how the gradient of the layer `first` compares with that of `last`, `ratio` times as large.

    Such as *dense_1 gets 1/28,000 of the gradient of dense_6.*
    """
    if math.isnan(ratio):
        return tr("{first} gets no gradient, and neither does {last}.").format(first=first, last=last)
    if ratio == 0:
        return tr("{first} gets no gradient: on the way from {last} it becomes 0.").format(
            first=first, last=last
        )
    if math.isinf(ratio):
        return tr("{first} gets a gradient, and {last} none.").format(first=first, last=last)
    text = tr("{first} gets {share} of the gradient of {last}.")
    if ratio > 1:
        text = tr("{first} gets {share} times the gradient of {last}.")
    share = two_digits(ratio) if ratio > 0.095 else "1/" + two_digits(1 / ratio)
    return text.format(first=first, last=last, share=share)


def two_digits(number: float) -> str:
    """Return a number above 0 in two digits, such as 0.21, 1.3, 28,000, 3e12 or 1.3e-6."""
    if not 1e-4 < number < 1e9:
        first, power = f"{number:.1e}".replace(".0e", "e").split("e")
        return f"{first}e{int(power)}"
    digits = 1 - math.floor(math.log10(number))
    return f"{round(number, digits):,.{max(0, digits)}f}"


def sentences(path: Sequence[BudgetStep], broken: Broken | None) -> Iterator[str]:
    """Yield what there is to say of the way along `path`: what arrives, and what most of it is due to."""
    if broken is not None:
        yield broken.sentence()
        return
    ratio = math.prod(step.measured for step in path)
    ended = next((step for step in path if step.measured == 0), None)
    if ended is not None:
        yield share_sentence(ended.layer, ended.origin, 0.0)
        last = ended.factors[-1]
        if last.value == 0:
            yield tr("It becomes 0 here: {factor}, in {layer}.").format(factor=last.title(), layer=last.layer)
        return
    yield share_sentence(path[-1].layer, path[0].origin, ratio)
    if 0 < ratio < math.inf and not 1 / EVEN < ratio < EVEN:
        yield from _reason(path, ratio < 1)


def _reason(path: Sequence[BudgetStep], lost: bool) -> Iterator[str]:
    """Yield the kind of factor that takes, or brings, most on the whole way."""
    logs: dict[tuple[FactorKind, str], float] = {}
    for factor in (factor for step in path for factor in step.factors):
        key = factor.kind, factor.what if factor.kind in (FactorKind.SLOPE, FactorKind.LAYER) else ""
        logs[key] = logs.get(key, 0.0) + math.log(factor.value)
    kind, what = (min if lost else max)(logs, key=lambda key: logs[key])
    texts = _LOSSES if lost else _GAINS
    if kind in texts:
        yield tr(texts[kind]).format(what=tr(what), factor=two_digits(math.exp(logs[kind, what] / len(path))))
