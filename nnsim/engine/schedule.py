"""The contract of schedules: how the learning rate changes as training goes on."""

from __future__ import annotations

from typing import Any, ClassVar

from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark

REACTION = "factor"
"""The entry of a schedule's memory by which the learning rate is multiplied; 1 while there is none."""


class Schedule(Part):
    """Multiplies the learning rate by a factor that depends on the epochs done, with their fraction.

    Where PyTorch has the same schedule, whole epochs give what ``torch.optim.lr_scheduler`` gives
    with one tick an epoch; between them the formula is followed, so that the rate may move every
    step.
    """

    is_constant: ClassVar[bool] = False
    """True when the learning rate stays as it is set."""
    moves_within_epoch: ClassVar[bool] = True
    """False when the factor changes at whole epochs only: then a step pays nothing for it."""
    observes: ClassVar[bool] = False
    """True when `observe` wants the loss at the end of every epoch."""

    def factor(self, epoch: float) -> float:
        """Return what the learning rate is multiplied by after `epoch` ≥ 0 epochs (a pure function)."""
        raise NotImplementedError

    def observe(self, loss: float, state: dict[str, Any]) -> None:
        """Take notice of the loss at the end of an epoch.

        Parameters
        ----------
        loss
            Of the validation part, or of the training part where there is none; may be non-finite.
        state
            The memory of this schedule, empty at first: finite numbers by name, saved with the
            training. The entry ``REACTION`` multiplies the learning rate.
        """


schedules: Registry[Schedule] = Registry(Schedule, "nnsim.engine.schedules", mark("schedule"))
