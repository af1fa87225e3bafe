"""What stands below the figure of an experiment: whose result it is, and how these numbers came about."""

from __future__ import annotations

from nnsim.base.text import tr


def experiment_caption(source: str, seed: int, seeds: int, *more: str) -> str:
    """Return the caption: the source, the seeds, and what else there is to say, translated already.

    Parameters
    ----------
    seed, seeds
        The first seed, and how many there were; 0: nothing was drawn.
    """
    pieces = [tr(source)]
    if seeds == 1:
        pieces.append(tr("seed {seed}").format(seed=seed))
    elif seeds:
        pieces.append(tr("median of seeds {first}–{last}").format(first=seed, last=seed + seeds - 1))
    return " · ".join((*pieces, *more))
