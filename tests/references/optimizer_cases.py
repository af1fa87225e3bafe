"""Optimizers that PyTorch has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nnsim.engine.optimizers.adadelta import Adadelta
from nnsim.engine.optimizers.adagrad import Adagrad
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.optimizers.adamw import AdamW
from nnsim.engine.optimizers.amsgrad import AMSGrad
from nnsim.engine.optimizers.lbfgs import LBFGS
from nnsim.engine.optimizers.momentum import Momentum
from nnsim.engine.optimizers.nadam import NAdam
from nnsim.engine.optimizers.nesterov import Nesterov
from nnsim.engine.optimizers.rmsprop import RMSProp
from nnsim.engine.optimizers.rprop import Rprop
from nnsim.engine.optimizers.sgd import SGD
from tests.references.cases import OptimizerCase


def theirs(name: str, **settings: Any) -> Callable[..., Any]:
    """Return a maker of one of PyTorch's optimizers; what `settings` leave out has its default there."""
    return lambda t, parameters, rate: getattr(t.optim, name)(parameters, lr=rate, **settings)


OPTIMIZERS = [
    OptimizerCase("sgd", SGD(), theirs("SGD"), 0.05),
    OptimizerCase("momentum", Momentum(), theirs("SGD", momentum=0.9), 0.02),
    OptimizerCase("nesterov", Nesterov(0.8), theirs("SGD", momentum=0.8, nesterov=True), 0.02),
    OptimizerCase("adagrad", Adagrad(), theirs("Adagrad"), 0.3),
    OptimizerCase("adagrad_epsilon", Adagrad(0.1), theirs("Adagrad", eps=0.1), 0.3),
    OptimizerCase("adadelta", Adadelta(), theirs("Adadelta"), 1.0),
    OptimizerCase("adadelta_fast", Adadelta(0.7, 1e-3), theirs("Adadelta", rho=0.7, eps=1e-3), 0.5),
    OptimizerCase("rmsprop", RMSProp(), theirs("RMSprop"), 0.02),
    OptimizerCase("rmsprop_epsilon", RMSProp(0.9, 0.1), theirs("RMSprop", alpha=0.9, eps=0.1), 0.02),
    OptimizerCase("adam", Adam(), theirs("Adam"), 0.05),
    OptimizerCase("adam_short", Adam(0.5, 0.8, 0.01), theirs("Adam", betas=(0.5, 0.8), eps=0.01), 0.05),
    OptimizerCase("adamw", AdamW(), theirs("AdamW"), 0.05),
    OptimizerCase("adamw_strong", AdamW(decay=0.5), theirs("AdamW", weight_decay=0.5), 0.05),
    OptimizerCase("amsgrad", AMSGrad(beta2=0.9), theirs("Adam", betas=(0.9, 0.9), amsgrad=True), 0.05),
    OptimizerCase("nadam", NAdam(), theirs("NAdam"), 0.05),
    OptimizerCase("nadam_warm", NAdam(warm_up=0.1), theirs("NAdam", momentum_decay=0.1), 0.05),
    OptimizerCase("rprop", Rprop(), theirs("Rprop"), 0.05),
    OptimizerCase(
        "rprop_bounded",
        Rprop(0.4, 1.5, 0.02, 0.3),
        theirs("Rprop", etas=(0.4, 1.5), step_sizes=(0.02, 0.3)),
    ),
    OptimizerCase("lbfgs", LBFGS(), theirs("LBFGS", max_iter=1, history_size=10), 0.5, 0.0),
    OptimizerCase("lbfgs_short", LBFGS(2), theirs("LBFGS", max_iter=1, history_size=2), 0.2, 0.0),
]
