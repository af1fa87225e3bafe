"""What a drawing is, as illnesses and cures ask it: the layers between data and losses, and what ends them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from nnsim.document.resolve import Resolved
from nnsim.engine.activation import Activation
from nnsim.engine.network import folded
from nnsim.engine.stage import Output, Stage, ending_activation, leading_to


@dataclass(frozen=True)
class Closing:
    """What lies between the last weights and what a loss reads.

    Attributes
    ----------
    end
        The stage that a loss reads.
    weights
        The last stage with connecting weights before it, or that one; None where several lead there, or none.
    after
        The stages behind the weights, in running order, `end` the last.
    functions
        The activations of `weights` and of those behind it, in running order, with their stages; not the identity.
    """

    end: Stage
    weights: Stage | None
    after: tuple[Stage, ...]
    functions: tuple[tuple[Stage, Activation], ...]


@dataclass(frozen=True)
class Structure:
    """Questions that are asked of a resolved drawing again and again."""

    resolved: Resolved

    @property
    def stages(self) -> tuple[Stage, ...]:
        """All stages, in running order."""
        return self.resolved.stages

    @property
    def outputs(self) -> tuple[Output, ...]:
        """What is measured."""
        return self.resolved.outputs

    @cached_property
    def left_out(self) -> frozenset[str]:
        """Ids of the stages whose activation a loss applies by itself, so that it is not applied there."""
        run = folded(self.stages, self.outputs)
        return frozenset(
            drawn.id for drawn, done in zip(self.stages, run, strict=True) if drawn.layer is not done.layer
        )

    @cached_property
    def learning(self) -> tuple[Stage, ...]:
        """The stages with parameters, in running order."""
        return tuple(s for s in self.stages if s.layer.parameters(s.inputs))

    @cached_property
    def connecting(self) -> tuple[Stage, ...]:
        """The stages with weights that connect inputs with units."""
        return tuple(s for s in self.learning if self._connects(s))

    @cached_property
    def hidden(self) -> tuple[Stage, ...]:
        """The connecting stages whose numbers no loss reads."""
        ends = {output.stage for output in self.outputs}
        return tuple(s for s in self.connecting if s.id not in ends)

    @cached_property
    def parameters(self) -> int:
        """How many numbers are learned."""
        return self.resolved.total_parameters

    @cached_property
    def led(self) -> frozenset[str]:
        """Ids of the stages that a loss depends on."""
        return frozenset(leading_to(self.stages, [output.stage for output in self.outputs]))

    @cached_property
    def ends(self) -> tuple[Stage, ...]:
        """The stages that losses read; where nothing can be measured, those that no other reads."""
        if self.outputs:
            return tuple(self.resolved.by_id[output.stage] for output in self.outputs)
        read = {source for stage in self.stages for source in stage.sources}
        return tuple(s for s in self.stages if s.id not in read and s.sources)

    def closing(self, end: Stage) -> Closing:
        """Return what lies between the last weights and `end`."""
        after: list[Stage] = []
        stage = end
        while not self._connects(stage) and len(stage.sources) == 1:
            after.insert(0, stage)
            stage = self.resolved.by_id[stage.sources[0]]
        weights = stage if self._connects(stage) else None
        functions = [
            (one, f)
            for one in (*([weights] if weights is not None else []), *after)
            if (f := one.layer.activation_function()) is not None and not f.is_identity
        ]
        return Closing(end, weights, tuple(after), tuple(functions))

    @cached_property
    def is_linear(self) -> bool:
        """Whether nothing between data and losses bends: only affine layers, and what lets numbers through.

        What ends an output does not count: a sigmoid there moves no border.
        """
        bending = {stage.id for end in self.ends for stage in self.closing(end).after}
        between = [s for s in self.stages if s.id in self.led - bending and s.layer.role.runs]
        ends = {found.id for end in self.ends if (found := self.closing(end).weights) is not None}
        return bool(between) and all(self._is_straight(s, last=s.id in ends) for s in between)

    @staticmethod
    def _is_straight(stage: Stage, *, last: bool) -> bool:
        function = stage.layer.activation_function()
        bends = function is not None and not function.is_identity and not last
        only_drops = stage.layer.category == "normalise" and not stage.layer.normalises
        return not bends and (stage.layer.is_affine or stage.layer.role.keeps_values or only_drops)

    @cached_property
    def narrowest(self) -> Stage | None:
        """The stage between data and the last weights that lets the fewest numbers through.

        None where no hidden layer learns, and where ways part and merge.
        """
        if not self.hidden or any(len(stage.sources) > 1 for stage in self.stages):
            return None
        last = {stage.id for end in self.ends for stage in (end, *self.closing(end).after)}
        last |= {found.id for end in self.ends if (found := self.closing(end).weights) is not None}
        between = [s for s in self.stages if s.layer.role.runs and s.id in self.led - last]
        return min(between, key=width, default=None)

    @cached_property
    def units_asked(self) -> int:
        """How many units a hidden layer usually has at least for so many outputs: a rule of thumb, 3 to 8."""
        return max(3, min(8, max((width(end) for end in self.ends), default=1)))

    @cached_property
    def dropping(self) -> tuple[tuple[Stage, float], ...]:
        """The stages that silence a share of what comes in while training, with that share."""
        found = [s for s in self.stages if s.id in self.led and s.layer.main_setting == "rate"]
        return tuple((s, float(s.layer.rate)) for s in found if not s.layer.normalises)  # type: ignore[attr-defined]

    def left_by(self, stage: Stage, rate: float) -> float:
        """Return how many numbers of one example come through `stage` at a step, on the average."""
        return (1.0 - rate) * width(self.resolved.by_id[stage.sources[0]])

    @staticmethod
    def _connects(stage: Stage) -> bool:
        return any(len(p.shape) > 1 and not p.bias for p in stage.layer.parameters(stage.inputs))

    def ending(self, output: Output) -> Activation | None:
        """Return the activation that the numbers of an output come from; None where there is none."""
        found = ending_activation(self.resolved.by_id, output.stage)
        return None if found is None or found.is_identity else found

    def activation_of(self, stage: Stage) -> Activation | None:
        """Return the activation that ends a stage, or that of the only stage reading it when that is all it is."""
        own = stage.layer.activation_function()
        if own is not None and not own.is_identity:
            return own
        readers = [s for s in self.stages if stage.id in s.sources]
        if len(readers) != 1:
            return None
        reader = readers[0]
        # A normalisation between the sums and the activation has parameters, and changes nothing about which it is.
        if reader.layer.parameters(reader.inputs) and not reader.layer.normalises:
            return None
        following = reader.layer.activation_function()
        return following if following is not None else self.activation_of(reader)


def width(stage: Stage) -> int:
    """Return the units of a stage: of sequences those of one step, of images all numbers."""
    return stage.shape[-1] if len(stage.shape) == 2 else math.prod(stage.shape)
