"""A penalty on weights that outweighs the loss: they shrink, and nothing is learned."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.examination import LayerSeen
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.sign import Sign, rising


@illnesses.register
class RegularisationTooStrong(Illness):
    """Weight decay, an L1 penalty or max-norm that keep the weights from growing to what is needed."""

    key = "regularisation_too_strong"
    title = mark("Regularisation too strong")
    summary = mark(
        "The penalty on the weights pulls harder than the loss does, so they shrink instead of learning. What is left"
        " says much the same to every example."
    )
    group = "capacity"
    cures = ("less_regularisation",)
    explains = (
        "plateau",
        "baseline_not_beaten",
        "vanishing_gradients",
        "no_capacity",
        "degenerate",
        "cut_off",
        "learning_rate_too_low",
        "first_weights_too_small",
        "dead_relus",
        "unsuited_optimizer",
    )
    experiment = "weight_decay"

    def signs(self, case: Case) -> Iterator[Sign]:
        training, first, now = case.training, case.first, case.now
        penalties = (training.weight_decay, training.l1, training.max_norm, training.optimizer.own_decay)
        if not any(penalties) or first is None or now is None:
            return
        pulls = [(layer, self._pull(case, layer)) for layer in first.connecting]
        pulls = [(layer, pull) for layer, pull in pulls if math.isfinite(pull)]
        if pulls:
            layer, pull = max(pulls, key=lambda pair: pair[1])
            text = tr("At {layer} the penalty pulls {pull} times as hard as the loss did at first.")
            yield Sign(
                tr("Pull of the penalty, beside that of the loss"),
                short(pull),
                tr("below 0.1"),
                rising(math.log10(max(pull, 1e-12)), -0.7, 0.5, 4.0),
                pull,
                text.format(layer=layer.name, pull=short(pull)),
                (layer.node,),
            )
        limit = self._limit(case)
        if limit < 1:
            yield Sign(
                tr("Longest weights allowed, beside the first ones"),
                percent(limit),
                tr("100 % and more"),
                rising(limit, 0.7, 0.2, 4.0),
                limit,
                tr("Max-norm allows weights {limit} as long as those they began with.").format(
                    limit=percent(limit)
                ),
            )
        yield from self._shrunk(case)
        if case.progress is not None:
            reached = max(case.progress.right, case.progress.learned)
            yield Sign(
                tr("Learned already"),
                percent(reached),
                tr("most of it"),
                -rising(reached, 0.55, 0.9, 8.0),
                reached,
            )

    @staticmethod
    def _pull(case: Case, layer: LayerSeen) -> float:
        """Return ‖gradient of the penalty‖ / ‖gradient of the loss‖ at the first weights of a layer."""
        count = _count(case, layer)
        size = layer.weight_rms * math.sqrt(count)
        penalty = math.hypot(case.training.weight_decay * size, case.training.l1 * math.sqrt(count))
        # What an optimizer takes away by itself stands beside its own step, of about 1 for every weight.
        own = case.training.optimizer.own_decay * layer.weight_rms
        if not penalty:
            return own
        return max(own, penalty / layer.gradient) if layer.gradient > 0 else math.inf

    @staticmethod
    def _limit(case: Case) -> float:
        """Return how long the weights into a unit may be, beside the first ones: the least share of all layers."""
        if not case.training.max_norm or case.first is None:
            return math.inf
        lengths = [layer.weight_rms * math.sqrt(max(1, layer.fan_in)) for layer in case.first.connecting]
        return case.training.max_norm / max([length for length in lengths if length > 0], default=math.inf)

    @staticmethod
    def _shrunk(case: Case) -> Iterator[Sign]:
        first, now = case.first, case.now
        assert first is not None
        assert now is not None
        if case.course is None:
            return
        before = {layer.node: layer.weight_rms for layer in first.connecting}
        shares = [
            (layer, layer.weight_rms / before[layer.node])
            for layer in now.connecting
            if before.get(layer.node, 0.0) > 0 and math.isfinite(layer.weight_rms)
        ]
        if not shares:
            return
        layer, share = min(shares, key=lambda pair: pair[1])
        text = tr("The weights of {layer} have shrunk to {share} of their first size.")
        yield Sign(
            tr("Weights, beside their first size"),
            percent(share),
            tr("50 % and more"),
            rising(share, 0.7, 0.25, 4.0) - rising(share, 0.95, 1.3, 3.0),
            share,
            text.format(layer=layer.name, share=percent(share)),
            (layer.node,),
        )


def _count(case: Case, layer: LayerSeen) -> int:
    """Return how many weights a layer has that are pulled."""
    stage = case.resolved.by_id[layer.node]
    specs = stage.layer.parameters(stage.inputs)
    return sum(math.prod(spec.shape) for spec in specs if len(spec.shape) > 1 and not spec.bias)
