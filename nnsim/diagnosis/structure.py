"""What a drawing is, as illnesses and cures ask it: the layers between data and losses, and what ends them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from nnsim.document.resolve import Resolved
from nnsim.engine.activation import Activation
from nnsim.engine.stage import Output, Stage, ending_activation, leading_to


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
    def learning(self) -> tuple[Stage, ...]:
        """The stages with parameters, in running order."""
        return tuple(s for s in self.stages if s.layer.parameters(s.inputs))

    @cached_property
    def connecting(self) -> tuple[Stage, ...]:
        """The stages with weights that connect inputs with units."""
        return tuple(
            s
            for s in self.learning
            if any(len(p.shape) > 1 and not p.bias for p in s.layer.parameters(s.inputs))
        )

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
