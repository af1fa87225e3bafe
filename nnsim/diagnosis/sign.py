"""A sign: one reading that speaks for an illness, or against it."""

from __future__ import annotations

from dataclasses import dataclass

FOR_CERTAIN = 10.0
"""Weight of a sign that leaves no doubt."""


@dataclass(frozen=True)
class Sign:
    """What was read, what is usual, and how strongly it speaks.

    Attributes
    ----------
    name
        What was read, a few words, translated.
    value
        What was seen, as people read it, translated where it is words.
    usual
        What is seen where nothing is wrong, likewise.
    weight
        Log-odds that it adds to the confidence: above 0 it speaks for the illness, below against it. A sign of
        weight 0 is evidence that is shown and decides nothing.
    number
        The value as a number, for programs; None where it is none.
    text
        A sentence that says it with its value, translated; those of the strongest signs make the text of a verdict.
    nodes
        Ids of the layers that show it.
    """

    name: str
    value: str
    usual: str
    weight: float
    number: float | None = None
    text: str = ""
    nodes: tuple[str, ...] = ()


def rising(value: float, low: float, high: float, most: float) -> float:
    """Return a weight that rises from 0 at `low` to `most` at `high`, in a straight line; `low` may lie above `high`.

    0 where `value` is no number.
    """
    if value != value:
        return 0.0
    share = (value - low) / (high - low)
    return most * min(1.0, max(0.0, share))
