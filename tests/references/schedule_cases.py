"""Schedules of the learning rate that PyTorch has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nnsim.engine.schedules.constant import ConstantRate
from nnsim.engine.schedules.cosine import CosineAnnealing
from nnsim.engine.schedules.exponential import ExponentialDecay
from nnsim.engine.schedules.one_cycle import OneCycle
from nnsim.engine.schedules.plateau import ReduceOnPlateau
from nnsim.engine.schedules.polynomial import PolynomialDecay
from nnsim.engine.schedules.step import StepDecay
from nnsim.engine.schedules.warm_restarts import WarmRestarts
from tests.references.cases import ScheduleCase


def theirs(name: str, **settings: Any) -> Callable[..., Any]:
    """Return a maker of one of PyTorch's schedulers; what `settings` leave out has its default there."""
    return lambda t, optimizer: getattr(t.optim.lr_scheduler, name)(optimizer, **settings)


def one_cycle(epochs: int, rise: float, **settings: Any) -> Callable[..., Any]:
    """Theirs counts the last tick as the end, and its first rate as a tick of the rise."""
    share = (rise * epochs + 1) / (epochs + 1)
    return theirs("OneCycleLR", max_lr=1.0, total_steps=epochs + 1, pct_start=share, **settings)


SCHEDULES = [
    ScheduleCase("constant", ConstantRate(), theirs("ConstantLR", factor=1.0)),
    ScheduleCase("step", StepDecay(7, 0.3), theirs("StepLR", step_size=7, gamma=0.3)),
    ScheduleCase("exponential", ExponentialDecay(0.9), theirs("ExponentialLR", gamma=0.9)),
    ScheduleCase("polynomial_line", PolynomialDecay(25), theirs("PolynomialLR", total_iters=25)),
    ScheduleCase("polynomial", PolynomialDecay(50, 2.5), theirs("PolynomialLR", total_iters=50, power=2.5)),
    # Beyond its end theirs rises again and ours does not, so the end is the last epoch.
    ScheduleCase("cosine", CosineAnnealing(40, 0.1), theirs("CosineAnnealingLR", T_max=40, eta_min=0.1)),
    ScheduleCase(
        "warm_restarts",
        WarmRestarts(5, 2, 0.05),
        theirs("CosineAnnealingWarmRestarts", T_0=5, T_mult=2, eta_min=0.05),
    ),
    ScheduleCase("warm_restarts_even", WarmRestarts(6, 1), theirs("CosineAnnealingWarmRestarts", T_0=6)),
    ScheduleCase("one_cycle", OneCycle(40), one_cycle(40, 0.3)),
    ScheduleCase(
        "one_cycle_steep",
        OneCycle(40, 0.5, 5.0, 100.0),
        one_cycle(40, 0.5, div_factor=5.0, final_div_factor=100.0),
    ),
    ScheduleCase("plateau", ReduceOnPlateau(0.5, 2), theirs("ReduceLROnPlateau", factor=0.5, patience=2)),
    ScheduleCase(
        "plateau_patient",
        ReduceOnPlateau(0.3, 1, 0.05, 3, 0.02),
        theirs("ReduceLROnPlateau", factor=0.3, patience=1, threshold=0.05, cooldown=3, min_lr=0.02),
    ),
]
