"""Numbers a learning rule reports of every step, each declared once."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.text import mark


@dataclass(frozen=True)
class Scalar:
    """One number a step: a column of the readings, a curve, a column of CSV, a key of JSON.

    Attributes
    ----------
    key
        Name in files, such as ``loss``.
    title
        Name for people, marked for translation.
    symbol, unit
        As in formulas; empty where there is none.
    total
        Whether it is counted over the whole run, so that the newest value says all; otherwise it is of
        one step, and means are shown.
    higher_is_better
        What "better" means where it judges the run.
    counted
        The words for so many of what is counted, one and several, marked with `nmark`; empty where
        nothing is counted.
    """

    key: str
    title: str
    symbol: str = ""
    unit: str = ""
    total: bool = False
    higher_is_better: bool = False
    counted: tuple[str, str] | tuple[()] = ()


LOSS = Scalar("loss", mark("Loss"), "L")
"""The loss of the batch."""

LIKELIHOOD = Scalar("log_likelihood", mark("Log-likelihood"), "ln p", "nats", higher_is_better=True)
"""The mean of ln p of an example of the batch, with a normalising sum that is exact."""
