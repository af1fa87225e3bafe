"""Singular values of weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.probe import Probe, Reading, headed, probes
from nnsim.engine.spectrum import effective_rank, spectrum
from nnsim.engine.subject import Subject


@dataclass(frozen=True, eq=False, repr=False)
class WeightSpectra(Reading):
    """One row a weight matrix.

    Attributes
    ----------
    greatest, least
        Greatest and least singular value, float64, (rows,).
    effective_rank
        exp of the entropy of the squared singular values, (rows,).
    singular_values
        By name, falling, (min(rows, columns),).
    """

    greatest: np.ndarray = field(metadata=headed(mark("greatest")))
    least: np.ndarray = field(metadata=headed(mark("least")))
    effective_rank: np.ndarray = field(metadata=headed(mark("effective rank")))
    singular_values: Mapping[str, np.ndarray]


@probes.register
@dataclass(frozen=True)
class WeightSpectrum(Probe[WeightSpectra]):
    """Singular values of every weight array with two axes and more; biases are left out.

    The last axis of an array counts the units (filters) and makes the columns, all others the rows. A
    weight that is not finite gives NaN.
    """

    key = "weight_spectrum"
    title = mark("Singular values of weights")
    summary = mark("How much each weight matrix stretches, and in how many directions.")
    formula = "W = U·S·Vᵀ,  rank = exp(−Σ p·ln p),  p = s² / Σ s²"
    source = "Roy & Vetterli 2007"
    order = 60

    def take(self, subject: Subject) -> WeightSpectra:
        biases = [w.spec.bias for w in subject.windows]
        found = {
            name: spectrum(array.reshape(-1, array.shape[-1]))
            for (name, array), bias in zip(subject.named_parameters(subject.vector), biases, strict=True)
            if array.ndim >= 2 and not bias
        }
        return WeightSpectra(
            tuple(found),
            np.array([s[0] for s in found.values()]),
            np.array([s[-1] for s in found.values()]),
            np.array([effective_rank(s) for s in found.values()]),
            found,
        )
