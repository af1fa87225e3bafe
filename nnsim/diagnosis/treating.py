"""The work of trying cures: twins are trained piece by piece, single cures first, then several together."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from nnsim.base.errors import NnsimError
from nnsim.base.pieces import Pieces
from nnsim.base.text import tr
from nnsim.diagnosis.arm import Arm
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.combining import GOOD, Combiner
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.length import cured_length, length_of, work_of
from nnsim.diagnosis.prescribing import Prescriber, same_loss
from nnsim.diagnosis.tried import Treatment, Trial
from nnsim.diagnosis.twin import LOOKS, Ground, Twin

PROBED, LONGEST_PROBE = 0.1, 2.0
"""Seconds of steps from which is told how long all takes; and how long is waited for a first step."""
SPENT, SPENT_IN_VAIN = 4e10, 1.6e11
"""Multiplications after which cures are put together no more, some ten seconds: where one helped, and where none did."""
HALF_WAY = LOOKS // 2 + 1
"""Looks after which a combination is left that is far behind what it is to better."""
SINGLE = 0.5
"""Of the whole work, what trying single cures counts for where others may follow; each round after it half of what is left."""
TELL_EVERY = 0.1
"""Seconds between two tellings."""


class Treating:
    """One treatment under way; see `nnsim.diagnosis.trial.treat` for the parameters."""

    def __init__(
        self,
        case: Case,
        verdicts: Sequence[Verdict],
        steps: int,
        seeds: int,
        seconds: float,
        pause: Callable[[], None] | None,
        stop: Callable[[], bool] | None,
    ) -> None:
        self._case = case
        self._verdicts = verdicts
        self._asked = steps
        self._seeds = max(1, seeds)
        self._seconds = seconds
        self._pause = pause
        self._stop = stop
        self._prescriber = Prescriber(case)
        self._started = time.perf_counter()
        self._at_work = 0.0
        """Seconds of pieces alone, pauses left out."""
        self.trials: list[Trial] = []
        self._sick: list[Arm] = []
        self._now: tuple[int, Twin] | None = None
        """The twin that grows, and the number of its trial; -1: of the network as it is."""
        self._steps = 0
        self._each = math.nan
        """Seconds that a step takes, looks included."""
        self._arms = 0.0
        """Twins that were grown, with the fraction of the one that grows."""
        self._planned = 1
        self._part = (0.0, 1.0)
        """From which share of all the work to which the round goes that is under way."""
        self._before_round = (0.0, 0)
        """Twins that were grown, and that were planned, when it began."""
        self._has_twin = True
        """Whether the network can be trained as it is."""
        self._untried = 0
        """Twins that there was no time for."""
        self._spent = 0.0
        """Multiplications of twins so far."""

    # ---- telling -----------------------------------------------------------------------------------

    def treatments(self) -> Iterator[Treatment]:
        """Do the work, and yield what is known some times a second, and at the end."""
        told = -math.inf
        pieces = self._working()
        while True:
            if self._stop is not None and self._stop():
                break
            began = time.perf_counter()
            try:
                next(pieces)
            except StopIteration:
                break
            self._at_work += time.perf_counter() - began
            if self._pause is not None:
                self._pause()
            if time.perf_counter() - told >= TELL_EVERY:
                told = time.perf_counter()
                yield self._treatment()
        self._now = None
        yield self._treatment(finished=True)

    def _treatment(self, *, finished: bool = False) -> Treatment:
        trials, sick = list(self.trials), list(self._sick)
        if self._now is not None:
            number, twin = self._now
            if number < 0:
                sick.append(twin.arm())
            else:
                trial = trials[number]
                # It is not judged before its last look, and done only then.
                share = min(0.99, (len(trial.cured) + twin.share) / self._seeds)
                trials[number] = replace(trial, cured=(*trial.cured, twin.arm()), share=share)
        trials = [replace(t, sick=tuple(sick)) if not t.why_not or t.cured else t for t in trials]
        share = 1.0 if finished else min(0.99, self._share())
        return Treatment(tuple(trials), share, finished, 0.0 if finished else self._left())

    def _share(self) -> float:
        """Return how much of all the work is done; it never falls, though rounds come that nobody knew of."""
        begins, ends = self._part
        grown, planned = self._before_round
        return begins + (ends - begins) * min(1.0, (self._arms - grown) / max(1, self._planned - planned))

    def _left(self) -> float:
        """Return how many seconds what is planned still takes about, pauses included as they were so far."""
        if self._at_work <= 0 or math.isnan(self._each):
            return math.nan
        slower = (time.perf_counter() - self._started) / self._at_work
        return max(0.0, self._planned - self._arms) * self._steps * self._each * max(1.0, slower)

    # ---- the work ----------------------------------------------------------------------------------

    def _working(self) -> Pieces[None]:
        yield
        # A network that cannot be trained as it is has no twin: what cures it learns, and beats the best constant.
        sick = self._prescriber.sick
        for trial in self._prescriber.found(self._verdicts):
            self.trials.append(trial)
            yield
        grounds = [sick, *(self._prescriber.ground(trial.project) for trial in self.trials)]
        basis = next((ground for ground in grounds if ground is not None), None)
        if not self._verdicts or basis is None:
            return
        self._has_twin = sick is not None
        sick = basis
        self._planned = self._seeds * (len(self.trials) + self._has_twin)
        may_combine = not all(verdict.illness.about_data for verdict in self._verdicts)
        self._part = (0.0, SINGLE if may_combine else 1.0)
        yield from self._choose_length(sick)
        for number in range(len(self.trials)):
            yield from self._try(number, sick)
        if may_combine:
            yield from self._combine(sick)

    def _choose_length(self, sick: Ground) -> Pieces[None]:
        """Say how far twins are trained, and see how long the first steps take."""
        ends = any(p.cure in ("more_epochs", "early_stopping") for t in self.trials for p in t.prescriptions)
        self._steps = self._asked or length_of(sick, self._case.step, ends=ends)
        probe = Twin(sick, sick.project.training.seed, self._steps)
        began = self._at_work
        try:
            for _ in probe.growing():
                yield
                if probe.stepping > PROBED or (probe.done and self._at_work - began > LONGEST_PROBE):
                    break
        except NnsimError:
            # Twins say what is wrong.
            pass
        self._know_cost(probe)

    def _know_cost(self, twin: Twin) -> None:
        self._each = max(1e-7, twin.seconds / max(1, twin.steps))

    def _sick_arm(self, place: int, sick: Ground) -> Pieces[Arm]:
        while len(self._sick) <= place:
            twin = Twin(sick, sick.project.training.seed + len(self._sick), self._steps)
            arm = yield from self._grown(-1, twin)
            self._sick.append(arm)
        return self._sick[place]

    def _grown(self, number: int, twin: Twin, than: Arm | None = None) -> Pieces[Arm]:
        """Let a twin grow; it is left half way where it is far behind `than`."""
        self._now = number, twin
        before = self._arms
        pieces = twin.growing()
        while True:
            try:
                next(pieces)
            except StopIteration as done:
                arm: Arm = done.value
                break
            self._arms = before + twin.share
            if than is not None and twin.looked == HALF_WAY and twin.arm().is_far_behind(than):
                arm = twin.arm()
                break
            yield
        self._now = None
        self._arms = before + 1
        self._spent += work_of(twin.ground) * float(arm.steps[-1])
        if number < 0:
            self._know_cost(twin)
        return arm

    def _fits(self, number: int, sick: Ground, cured: Ground, seeds: int) -> bool:
        """Return whether there is time for a trial; where not, it says so."""
        need = seeds * cured_length(self._steps, sick, cured) * self._each
        need *= max(1.0, cured.batch / max(1, sick.batch))
        missing = 0 if self._sick or not self._has_twin else seeds * self._steps * self._each
        if time.perf_counter() - self._started + need + missing <= self._seconds:
            return True
        text = tr("To try it would take about {seconds} s, and there is not so much time left.")
        why = text.format(seconds=f"{max(1.0, need + missing):,.0f}")
        self.trials[number] = replace(self.trials[number], why_not=why)
        self._planned -= seeds
        self._untried += seeds
        return False

    def _try(self, number: int, sick: Ground, than: Trial | None = None) -> Pieces[None]:
        """Train the twins of a trial, and say whether it helped.

        It ends at the first seed at which it does not help, or does not come to more than the trial `than` does.
        """
        trial = self.trials[number]
        cured = self._prescriber.ground(trial.project)
        if cured is None or not self._fits(number, sick, cured, self._seeds):
            return
        alike, began, helped, said = same_loss(sick, cured), self._at_work, True, ""
        for place in range(self._seeds):
            before = (yield from self._sick_arm(place, sick)) if self._has_twin else None
            twin = Twin(cured, sick.project.training.seed + place, cured_length(self._steps, sick, cured))
            best = than.cured[place] if than is not None and place < len(than.cured) else None
            try:
                arm = yield from self._grown(number, twin, best)
            except NnsimError as error:
                # It could be built and cannot be trained: it is never offered.
                self._planned -= self._seeds - len(trial.cured)
                self.trials[number] = replace(trial, why_not=str(error), share=1.0)
                return
            trial = replace(trial, cured=(*trial.cured, arm), share=(place + 1) / self._seeds)
            trial = replace(trial, seconds=self._at_work - began)
            self.trials[number] = trial
            better = arm.learned if before is None else arm.is_better_than(before, same_loss=alike)
            if trial.is_judged and not better:
                helped = False
                break
            if than is not None and best is not None and arm.end <= best.end + best.alike:
                helped = False
                said = tr("It came to no more than “{label}”, which is simpler.").format(label=than.label)
                break
        self._planned -= self._seeds - len(trial.cured)
        self.trials[number] = replace(trial, share=1.0, helped=helped and trial.is_judged, why_not=said)

    def _combine(self, sick: Ground) -> Pieces[None]:
        """Try what else there is while nothing came to a good end."""
        combiner = Combiner(self._prescriber, self._verdicts)
        while not self._is_good() and not self._untried:
            found = combiner.next_round(self.trials, self._sick[0] if self._sick else None)
            if found is None:
                return
            base, more = found
            first = len(self.trials)
            self.trials += more
            self._part = (self._part[1], (1 + self._part[1]) / 2)
            self._before_round = (self._arms, self._planned)
            self._planned += self._seeds * len(more)
            for number in range(first, len(self.trials)):
                yield from self._try(number, sick, base if base is not None and base.helped else None)
                if self._is_good() or self._untried or self._has_spent_enough():
                    # What was still waiting is not needed, or there is no time for it.
                    self.trials = [t for t in self.trials if t.cured or t.why_not]
                    return

    def _has_spent_enough(self) -> bool:
        helped = any(trial.helped for trial in self.trials)
        return self._spent > (SPENT if helped else SPENT_IN_VAIN)

    def _is_good(self) -> bool:
        return any(trial.helped and trial.end >= GOOD for trial in self.trials)
