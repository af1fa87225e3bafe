"""What a run is of: a network, how it is trained, and its examples."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from nnsim.base.errors import NnsimError
from nnsim.data.prepared import Prepared
from nnsim.document.doubts import data_doubts
from nnsim.document.project import TrainingSettings
from nnsim.document.resolve import Resolved
from nnsim.engine.data_start import begin_from_data
from nnsim.engine.network import Network
from nnsim.engine.scalar import Scalar
from nnsim.training.batches import Batches, beside_of
from nnsim.training.codes import refuse_what_is_no_code


@dataclass(frozen=True, eq=False)
class Setup:
    """Everything that makes a run; with its seed, the same run again.

    Attributes
    ----------
    resolved
        What the drawing means. One that cannot train is shown, and takes no step.
    training
        How to train.
    prepared
        The examples.
    """

    resolved: Resolved
    training: TrainingSettings
    prepared: Prepared

    @cached_property
    def why_not_train(self) -> str:
        """A sentence that says why no step can be taken; empty when it can."""
        return "" if self.resolved.can_train else self.resolved.errors[0].text

    @cached_property
    def batch(self) -> int:
        """Examples of a whole batch."""
        return self.training.batch_of(len(self.prepared.train))

    @property
    def scalars(self) -> tuple[Scalar, ...]:
        """What the rule reports of every step."""
        return self.training.rule.scalars(self.resolved.stages, self.resolved.outputs)

    def network(self, *, drawn: bool = True) -> Network:
        """Return the network at the first weights of its seed, or at 0 where nobody needs these.

        Raises
        ------
        NnsimError
            When the network cannot run on the data.
        """
        if not self.resolved.can_run:
            raise NnsimError(self.resolved.errors[0].text)
        stages, outputs, training = self.resolved.stages, self.resolved.outputs, self.training
        kept = training.rule.states(stages), self.scalars
        return Network(
            stages,
            outputs,
            training.precision,
            training.seed,
            *kept,
            drawn=drawn,
            beside=beside_of(self.prepared),
        )

    def build(self) -> tuple[Network, Batches]:
        """Return the network at the first weights of its seed, and the batches at the first step.

        Raises
        ------
        NnsimError
            When the network cannot run on the data.
        """
        network = self.network()
        batches = Batches(network, self.prepared, self.training.seed, self.training.shuffles)
        refuse_what_is_no_code(network, self.prepared)
        begin_from_data(network, batches.inputs)
        return network, batches

    def why_numbers_overflow(self) -> str:
        """Return what is known to make numbers overflow whatever the learning rate, as a sentence, or nothing."""
        doubts = data_doubts(self.resolved.stages, self.resolved.outputs, self.prepared)
        return next((doubt.text for doubt in doubts if doubt.overflows), "")
