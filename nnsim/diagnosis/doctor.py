"""The doctor: asks every illness about a case, and says which there are, the likeliest cause first."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.sign import Sign

SICK = 0.5
"""Confidence from which an illness is said."""


@dataclass(frozen=True)
class Verdict:
    """An illness that was found.

    Attributes
    ----------
    key
        Of the illness.
    confidence
        How likely it is, 0 to 1.
    since_step
        The step at which it was first seen, of those in a row.
    signs
        What speaks for it and against it, the strongest first.
    """

    key: str
    confidence: float
    since_step: int
    signs: tuple[Sign, ...]

    @property
    def illness(self) -> Illness:
        """The illness itself."""
        return illnesses[self.key]()

    @property
    def text(self) -> str:
        """What was seen, in a few sentences, translated: those of the strongest signs."""
        texts = (sign.text for sign in self.signs if sign.weight > 0 and sign.text)
        return " ".join(list(dict.fromkeys(texts))[:3])


def judge(case: Case, least: float = SICK) -> tuple[Verdict, ...]:
    """Return what is found in `case` with at least so much confidence, causes before what follows from them.

    Pure: the same case gives the same verdicts, as of this moment (`since_step` is the step of the case).
    """
    found = [verdict for kind in illnesses if (verdict := _asked(kind(), case)).confidence >= least]
    return ranked(found)


def _asked(illness: Illness, case: Case) -> Verdict:
    signs = tuple(sorted(illness.signs(case), key=lambda sign: -abs(sign.weight)))
    return Verdict(illness.key, illness.confidence(signs), case.step, signs)


def ranked(verdicts: list[Verdict]) -> tuple[Verdict, ...]:
    """Return verdicts with causes before what follows from them, step by step; else the likelier first."""
    explains = {verdict.key: verdict.illness.explains for verdict in verdicts}
    place = {kind.key: at for at, kind in enumerate(illnesses)}

    def depth(key: str, on_the_way: frozenset[str] = frozenset()) -> int:
        """Return how many found illnesses lead to one, at most; those that explain each other do not count."""
        on_the_way |= {key}
        causes = (cause for cause, said in explains.items() if key in said and cause not in on_the_way)
        return max((1 + depth(cause, on_the_way) for cause in causes), default=0)

    return tuple(sorted(verdicts, key=lambda v: (depth(v.key), -round(v.confidence, 3), place[v.key])))
