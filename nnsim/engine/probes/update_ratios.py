"""How large the last step was beside what it changed."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.engine.probe import Probe, Reading, headed, probes
from nnsim.engine.subject import Subject


@dataclass(frozen=True, eq=False, repr=False)
class UpdateSizes(Reading):
    """One row a parameter.

    Attributes
    ----------
    step, norm
        ‖ΔW‖ of the last step and ‖W‖ now, L2 norms, float64, (rows,).
    ratio
        ‖ΔW‖/‖W‖; NaN where W is 0.
    """

    step: np.ndarray = field(metadata=headed(mark("step")))
    norm: np.ndarray = field(metadata=headed(mark("norm")))
    ratio: np.ndarray = field(metadata=headed(mark("ratio")))


@probes.register
@dataclass(frozen=True)
class UpdateRatios(Probe[UpdateSizes]):
    """‖ΔW‖/‖W‖ of the last training step, which a run knows and a file does not."""

    key = "update_ratios"
    title = mark("Update ratios")
    summary = mark("How large the last step was beside the weights it changed; about 0.001 is usual.")
    formula = "‖ΔW‖ / ‖W‖"
    source = "Karpathy 2015, CS231n"
    order = 50

    def take(self, subject: Subject) -> UpdateSizes:
        if not subject.step.any():
            raise NnsimError(
                tr("There is no last step to look at: nothing was trained since this was opened.")
            )
        steps = dict(subject.named_parameters(subject.step.astype(np.float64)))
        own = dict(subject.named_parameters(subject.vector.astype(np.float64)))
        with np.errstate(all="ignore"):
            step, norm = (np.array([np.linalg.norm(a) for a in group.values()]) for group in (steps, own))
        ratio = np.divide(step, norm, out=np.full_like(step, np.nan), where=norm > 0)
        return UpdateSizes(tuple(own), step, norm, ratio)
