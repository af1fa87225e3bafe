"""Counting: what follows what, once through all examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark, nmark, ntr, tr
from nnsim.engine.beside import IMPORTANCE
from nnsim.engine.layer import StateSpec
from nnsim.engine.layers.markov_chain import MarkovChain
from nnsim.engine.parameters import Parameters
from nnsim.engine.rule import Rule, rules
from nnsim.engine.scalar import Scalar
from nnsim.engine.stage import Output, Stage
from nnsim.engine.step_plan import StepPlan

COUNTED = Scalar(
    "counted",
    mark("Transitions counted"),
    counted=nmark("{n} transition", "{n} transitions"),
    total=True,
)
"""Examples that were counted so far."""


@rules.register
@dataclass(frozen=True)
class Counting(Rule):
    """P(j | i) = (nᵢⱼ + α)/(nᵢ + α·m): how often state j came behind i, of all m states behind it.

    nᵢⱼ is counted batch by batch, and kept with the network; rows count as much as they are important. After every
    batch ln P is that of all that was counted, whatever the learning rate; after the first epoch it is the likeliest
    matrix there is, for α = 0, or the mean over all by Dirichlet's distribution with α. The loss of a step is that of
    examples before they are counted: how surprised the chain is by what it has not seen.
    """

    key = "counting"
    title = mark("Counting")
    summary = mark(
        "Counts how often each state follows another. Shares of these counts are what a Markov chain believes in."
    )
    formula = "P(j | i) = (nᵢⱼ + α) / (nᵢ + α·m)"
    source = "Markov 1913; Laplace 1814 for α"
    uses_optimizer = False
    goes_back = False
    why_no_gradient = mark(
        "Transitions are counted once, without a gradient. The loss says how surprising examples were before they were"
        " counted."
    )
    order = 55

    smoothing: float = real(
        0.1,
        low=1e-6,
        high=1e6,
        usual=(1e-3, 100.0),
        log=True,
        label=mark("Added to every count α"),
        help=mark("What was never seen is not impossible. With much of it all states follow alike"),
    )

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        learning = [s for s in stages if s.layer.parameters(s.inputs)]
        if len(learning) != 1 or not isinstance(learning[0].layer, MarkovChain):
            yield (
                None,
                tr(
                    "Counting trains one layer, a Markov chain. Take out other layers that learn and add one, or choose"
                    " Back-propagation."
                ),
            )
            return
        chain = learning[0].id
        if [o.stage for o in outputs] != [chain]:
            yield (
                chain,
                tr("Counting needs the state that comes next: let the network end with its Markov chain."),
            )
        elif outputs[0].loss.applies != "softmax":
            yield (
                chain,
                tr("Counting makes the surprise by classes least. Set the loss to Softmax cross-entropy."),
            )

    def states(self, stages: Sequence[Stage]) -> Sequence[tuple[str, StateSpec]]:
        axes = "now", "next"
        return [
            (s.id, StateSpec("counts", (s.layer.contexts, s.layer.units), axes=axes))
            for s in stages
            if isinstance(s.layer, MarkovChain)
        ]

    @classmethod
    def minds_importance(cls) -> bool:
        return True

    def scalars(self, stages: Sequence[Stage], outputs: Sequence[Output]) -> tuple[Scalar, ...]:
        return (*super().scalars(stages, outputs), COUNTED)

    def plan(self, step: StepPlan) -> None:
        program, calls, parameters = step.program, step.calls, step.parameters
        step.forward()
        step.losses()
        stage = next(s for s in program.stages if isinstance(s.layer, MarkovChain))
        assert isinstance(stage.layer, MarkovChain)
        shape = stage.layer.contexts, stage.layer.units
        log_shares, moved = (
            parameters.layer_window(v, stage.id).reshape(shape) for v in (parameters.vector, parameters.step)
        )
        counts = parameters.state_of(stage.id)["counts"]
        self._emit_counting(step, stage, counts)
        # In float64: the step is the small difference of two logarithms, of which every digit counts.
        sums, totals = calls.buffer(*shape, dtype=np.float64), calls.buffer(shape[0], 1, dtype=np.float64)
        wanted = calls.buffer(*shape)
        calls(np.add, counts, np.array(self.smoothing), sums)
        calls(np.add.reduce, sums, 1, None, totals, True)
        calls(np.divide, sums, totals, sums)
        calls(np.log, sums, sums)
        calls(np.copyto, wanted, sums)
        calls(np.subtract, log_shares, wanted, moved)
        counted = step.scalars[COUNTED.key]
        calls(np.add, counted, np.array(float(program.batch)), counted)
        step.update()

    @staticmethod
    def _emit_counting(step: StepPlan, stage: Stage, counts: np.ndarray) -> None:
        """Emit the adding of all transitions of a batch to `counts`, (contexts, states)."""
        program, calls = step.program, step.calls
        assert isinstance(stage.layer, MarkovChain)
        states, targets = stage.layer.units, program.targets[0]
        context = stage.layer.emit_contexts(calls, program.values[stage.sources[0]].data)
        flat = calls.buffer(*targets.shape, dtype=np.intp)
        calls(np.multiply, context[:, np.newaxis], np.array(states, np.intp), flat)
        calls(np.add, flat, np.arange(states, dtype=np.intp), flat)
        if IMPORTANCE in program.feeds:
            weighted = calls.buffer(*targets.shape)
            calls(np.multiply, targets, program.feeds[IMPORTANCE], weighted)
            targets = weighted
        calls(np.add.at, counts.reshape(-1), flat.reshape(-1), targets.reshape(-1))

    def done(self, parameters: Parameters, epoch: int) -> str:
        if not epoch:
            return ""
        n = int(parameters.scalars[COUNTED.key])
        return ntr(
            "{n} transition is counted: nothing is left to learn.",
            "{n} transitions are counted: nothing is left to learn.",
            n,
        ).format(n=f"{n:,}")
