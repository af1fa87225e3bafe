"""Pictures of neurons that no network has computed."""

from __future__ import annotations

import itertools

import numpy as np

from nnsim.training.pictures.neuron_maps import NeuronMaps, StageNeurons, Wires


def made_maps(*counts: int, seed: int = 0) -> NeuronMaps:
    """Return fully connected stages ``s0``, ``s1``, … of so many neurons, the first without biases."""
    rng = np.random.default_rng(seed)
    stages = tuple(
        StageNeurons(
            f"s{i}",
            f"s{i}",
            (n,),
            n,
            n,
            biases=rng.normal(size=n).astype(np.float32) if i else None,
            bias=f"s{i}/b" if i else "",
        )
        for i, n in enumerate(counts)
    )
    wires = tuple(
        Wires(f"s{i}", f"s{i + 1}", rng.normal(size=pair).astype(np.float32), f"s{i + 1}/W")
        for i, pair in enumerate(itertools.pairwise(counts))
    )
    return NeuronMaps(stages, wires)
