"""Whether a cure is found that works: any change that is tried, and better on the validation part at every seed."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nnsim.diagnosis.case import Case
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.illness import illnesses
from nnsim.diagnosis.persisting import Persisting
from nnsim.diagnosis.rounds import Rounds
from nnsim.diagnosis.trial import treat
from nnsim.diagnosis.tried import Trial
from tests.benchmarks.doctor.cases.checking import learned
from tests.benchmarks.doctor.cases.following import EARLY
from tests.benchmarks.doctor.cases.real_case import RealCase

SECONDS = 20.0
"""How long cures of a case are tried."""


@dataclass(frozen=True)
class Treated:
    """What treating a case came to.

    Attributes
    ----------
    best
        The trial that helped most; None: none did.
    by_hand
        Whether only a person can mend the data, and that was said: then advice is the right answer.
    sick, cured
        What the network comes to in the steps of the case as it is and with the cure (see `checking.learned`).
    """

    case: RealCase
    best: Trial | None
    by_hand: bool
    sick: float
    cured: float
    seconds: float

    @property
    def is_cured(self) -> bool:
        """Whether the cure still helps where the network is trained as long as its row says."""
        return self.best is not None and self.cured > self.sick + 0.1


def treated(case: RealCase, seconds: float = SECONDS) -> Treated:
    """Follow a sick network as far as a cause may take, treat what is said, and train with the best cure."""
    began = time.perf_counter()
    rounds, seen = Rounds(case.sick), Persisting()
    run = rounds.run
    epoch = 0 if run is None else run.batches.steps_per_epoch(run.setup.batch)
    known: Case | None = None
    verdicts: tuple[Verdict, ...] = ()
    for now in rounds.walk(max(EARLY, epoch)):
        said = seen.look(now)
        if said or known is None:
            # Who is told something treats it then.
            known, verdicts = now, said
    assert known is not None
    best = None
    for treatment in treat(known, verdicts, seconds=seconds):
        best = treatment.best
    by_hand = any(_is_by_hand(known, v.key) and v.key in case.causes for v in verdicts[:2])
    sick = learned(case.sick, case.steps, case.learns).last
    cured = sick
    if best is not None:
        # Where longer training is the cure, it has to be trained longer.
        steps = max(case.steps, *(int(arm.steps[-1]) for arm in best.cured))
        cured = learned(best.project, steps, case.learns).last
    return Treated(case, best, by_hand, sick, cured, time.perf_counter() - began)


def _is_by_hand(known: Case, key: str) -> bool:
    """Return whether only a person can mend it: no edit brings inputs back that are all constant."""
    blank = key == "constant_inputs" and known.about is not None and bool(known.about.constant_inputs.all())
    return blank or illnesses[key].about_data


def cures(cases: Iterable[RealCase]) -> Iterator[str]:
    """Yield a line for every case, and the sum."""
    all_ = []
    for case in cases:
        one = treated(case)
        all_.append(one)
        how = "by hand" if one.by_hand and not one.is_cured else "–" if one.best is None else one.best.key
        word = "cured" if one.is_cured else "advice" if one.by_hand else "NOT CURED"
        yield f"{case.key:22} {word:9} {one.sick:6.2f} -> {one.cured:6.2f}  {how}  ({one.seconds:.0f} s)"
    for own in (False, True):
        some = [t for t in all_ if (t.case.source == "own") is own]
        if some:
            done = sum(t.is_cured or t.by_hand for t in some)
            whose = "own cases" if own else "cases of the table"
            yield f"{whose}: {done} of {len(some)} cured, or advice where only that helps ({done / len(some):.0%})"
