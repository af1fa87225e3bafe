"""Group normalisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnsim.base.errors import NnsimError
from nnsim.base.settings import flag, integer, real
from nnsim.base.text import mark, tr
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import ParameterSpec, layers
from nnsim.engine.normalising import Grouping, emit_normalised, scale_and_shift
from nnsim.engine.shape import Shape
from nnsim.engine.trainable import Trainable


@layers.register
@dataclass(frozen=True)
class GroupNorm(Trainable):
    """y = γ·(x − μ)/√(σ² + ε) + β, with μ and σ² over a group of neighbouring channels of one example.

    Channels are the first axis of an image (channels, height, width), the features of a sequence
    (time, features) or of a flat list; means are taken over all places or times of a group, γ and β
    are one a channel, as in ``torch.nn.GroupNorm``. One group normalises the whole example, as many
    groups as channels each channel alone (instance normalisation).
    """

    key = "group_norm"
    title = mark("Group norm")
    summary = mark(
        "Normalises neighbouring channels of one example together: batch norm's effect with batches of any size."
    )
    formula = "y = γ·(x − μ) / √(σ² + ε) + β,  μ, σ² over a group of channels"
    source = "Wu & He 2018"
    category = "normalise"
    cell_kind = None
    normalises = True
    main_setting = "groups"
    order = 14

    groups: int = integer(2, low=1, high=10_000, label=mark("Groups"))
    affine: bool = flag(
        True, label=mark("Learn γ and β"), help=mark("Scale and shift every channel by learned numbers")
    )
    epsilon: float = real(1e-5, low=1e-12, high=1.0, log=True, label=mark("ε"), advanced=True)

    @staticmethod
    def _axis(shape: Shape) -> int:
        """Return the axis of the channels."""
        return 1 if len(shape) == 2 else 0

    def _grouping(self, shape: Shape) -> Grouping:
        axis = self._axis(shape)
        split = (*shape[:axis], self.groups, shape[axis] // self.groups, *shape[axis + 1 :])
        axes = tuple(i for i in range(len(split)) if i != axis)
        return Grouping(split, axes, tuple(n if i in (axis, axis + 1) else 1 for i, n in enumerate(split)))

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        channels = inputs[0][self._axis(inputs[0])]
        if channels % self.groups:
            raise NnsimError(
                tr(
                    "{channels} channels do not fall into {groups} groups of one size. Choose a number of"
                    " groups that divides {channels}."
                ).format(channels=channels, groups=self.groups)
            )
        return inputs[0]

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        return scale_and_shift(inputs[0][self._axis(inputs[0])]) if self.affine else ()

    def emit(self, e: Emitter) -> None:
        emit_normalised(e, self._grouping(e.output.shape), self.epsilon, self.affine)

    def detail(self) -> str:
        return str(self.groups)
