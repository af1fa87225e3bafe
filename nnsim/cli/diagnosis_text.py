"""A diagnosis as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import tr
from nnsim.cli.table import table
from nnsim.diagnosis.diagnosis import Diagnosis
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.words import (
    cure_outcome,
    headline,
    measures,
    no_cure_sentence,
    verdict_title,
    what_to_do,
)


def lines(found: Diagnosis, asked_for_cures: bool) -> Iterator[str]:
    """Yield all that was found, line by line."""
    yield headline(found)
    yield from found.problems
    for verdict in found.verdicts:
        yield ""
        yield from _verdict(verdict)
    trials = () if found.treatment is None else found.treatment.trials
    if trials:
        yield ""
        heads = (tr("Cure"), tr("For"), tr("Outcome"), *measures(trials))
        yield from (line.rstrip() for line in table(heads, [cure_outcome(trial) for trial in trials], 3))
    if asked_for_cures and found.verdicts and (sentence := no_cure_sentence(found)):
        yield ""
        yield sentence


def _verdict(verdict: Verdict) -> Iterator[str]:
    yield verdict_title(verdict)
    yield tr(verdict.illness.summary)
    if verdict.text:
        yield verdict.text
    if verdict.signs:
        rows = [(sign.name, sign.value, sign.usual) for sign in verdict.signs]
        yield from ("  " + line.rstrip() for line in table((tr("Sign"), tr("Seen"), tr("Usual")), rows, 3))
    yield from what_to_do(verdict)
