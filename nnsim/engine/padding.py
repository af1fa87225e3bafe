"""Which layers of a network work on padded sequences, and which of them take the padding for numbers."""

from __future__ import annotations

from collections.abc import Sequence

from nnsim.engine.stage import Stage


def padded_stages(stages: Sequence[Stage], times: int) -> frozenset[str]:
    """Return the ids of the stages whose output is padded, in running order.

    Parameters
    ----------
    times
        Length of the sequences with their padding; 0 where none are padded.

    Notes
    -----
    A layer keeps the padding of its input where it works on each time by itself; one that drops the
    axis of time has fewer axes.
    """
    axes = {stage.id: len(stage.shape) for stage in stages}
    found: set[str] = set()
    for stage in stages:
        if stage.layer.role.is_fed:
            is_padded = bool(times) and stage.shape[:1] == (times,)
        else:
            is_padded = stage.layer.keeps_times and any(
                source in found and axes[stage.id] >= axes[source] for source in stage.sources
            )
        if is_padded:
            found.add(stage.id)
    return frozenset(found)


def padding_readers(stages: Sequence[Stage], times: int) -> list[Stage]:
    """Return the stages that take padding for numbers like any others."""
    padded = padded_stages(stages, times)
    return [
        stage
        for stage in stages
        if stage.layer.reads_padding and not stage.layer.keeps_times and padded & set(stage.sources)
    ]
