"""Templates of spikes: what an example keeps of its template."""

from __future__ import annotations

import numpy as np

from nnsim.data.sources.spike_templates import SpikeTemplates


def test_without_jitter_every_example_is_its_template() -> None:
    data = SpikeTemplates(points=12, templates=3, jitter=0.0).load()
    assert data.targets.tolist() == [0, 1, 2] * 4
    for k in range(3):
        own = data.inputs[data.targets == k]
        np.testing.assert_array_equal(own, np.broadcast_to(own[0], own.shape))
    assert (data.inputs[0] != data.inputs[1]).any()


def test_spikes_come_at_the_rate_and_are_moved_by_the_jitter() -> None:
    still = SpikeTemplates(points=200, channels=30, milliseconds=400, rate=50.0, jitter=0.0).load()
    # 1,200 spikes in all channels and templates: a Poisson number.
    assert still.inputs.mean() * 1000 == np.clip(still.inputs.mean() * 1000, 44, 56)
    # One spike far from others and from both ends, followed through all examples of its template.
    moved = SpikeTemplates(
        points=4000, channels=1, milliseconds=400, rate=2.0, templates=2, jitter=4.0, seed=6
    )
    clean = SpikeTemplates(
        points=2, channels=1, milliseconds=400, rate=2.0, templates=2, jitter=0.0, seed=6
    ).load()
    k = next(k for k in (0, 1) if clean.inputs[k].sum() == 1 and 50 < clean.inputs[k].argmax() < 350)
    times = moved.load().inputs[k::2, :, 0].argmax(1)
    assert abs(times.mean() - clean.inputs[k].argmax()) < 0.3
    assert abs(times.std() - 4.0) < 0.3
    assert (moved.load().inputs[k::2].sum((1, 2)) == 1).all()
