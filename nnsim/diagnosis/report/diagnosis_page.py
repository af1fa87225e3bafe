"""A diagnosis laid out as one page: what is wrong, the evidence, the cures tried, how it came about."""

from __future__ import annotations

from collections.abc import Iterator

import nnsim
from nnsim.base.text import tr
from nnsim.diagnosis.diagnosis import Diagnosis
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.report.figures import page_figure
from nnsim.diagnosis.report.page import Block, Drawn, Heading, Page, Paragraph, Points, Table
from nnsim.diagnosis.words import (
    cures_table,
    headline,
    no_cure_sentence,
    since,
    trials_left_out,
    verdict_title,
    what_to_do,
)
from nnsim.figures.caption import run_caption

WHOLE = 3
"""Verdicts that are told with their evidence; the others are a row each."""
SIGNS = 6
"""Signs of a verdict that are shown, the strongest."""


def page_of(found: Diagnosis, name: str) -> Page:
    """Return the page about a project called `name`."""
    return Page(tr("Diagnosis of {name}").format(name=name), tuple(_blocks(found)))


def _blocks(found: Diagnosis) -> Iterator[Block]:
    yield Paragraph(headline(found), "good" if found.healthy else "bad")
    if found.problems:
        yield Points(found.problems)
    for verdict in found.verdicts[:WHOLE]:
        yield from _verdict(verdict)
    if rest := found.verdicts[WHOLE:]:
        yield Heading(tr("Also seen"))
        rows = tuple((tr(v.illness.title), since(v), f"{round(100 * v.confidence)} %") for v in rest)
        yield Table((tr("Illness"), tr("Since"), tr("Confidence")), rows, 1)
    yield from _cures(found)
    figure = page_figure(found)
    if figure is not None:
        yield Drawn("curves", figure, tr("Loss over the steps, and the gradient of every layer"))
    yield Paragraph(_how(found), "faint")


def _verdict(verdict: Verdict) -> Iterator[Block]:
    yield Heading(verdict_title(verdict))
    yield Paragraph(" ".join(filter(None, (tr(verdict.illness.summary), verdict.text))))
    if verdict.signs:
        rows = tuple((sign.name, sign.value, sign.usual) for sign in verdict.signs[:SIGNS])
        yield Table((tr("Sign"), tr("Seen"), tr("Usual")), rows)
    if told := tuple(what_to_do(verdict)):
        yield Paragraph(" ".join(told))


def _cures(found: Diagnosis) -> Iterator[Block]:
    if found.treatment is None:
        return
    yield Heading(tr("Cures"))
    if found.treatment.trials:
        heads, rows = cures_table(found.treatment.trials)
        yield Table(heads, tuple(rows), 2)
        if left_out := tuple(trials_left_out(found.treatment.trials)):
            yield Paragraph(" ".join(left_out), "faint")
    if sentence := no_cure_sentence(found):
        yield Paragraph(sentence, "plain" if found.proven is None else "good")
    if found.proven is not None and any(edit not in found.proven.label for edit in found.proven.edits):
        yield Points(found.proven.edits)


def _how(found: Diagnosis) -> str:
    """Return how it came about: data, settings, seeds, version."""
    case = found.case
    title = "" if case.data is None else case.data.title
    epoch = None if case.course is None else case.course.epoch
    caption = run_caption(found.project.training, title, found.steps, epoch)
    seeds = tr("seeds {seeds}").format(seeds=", ".join(map(str, found.seeds)))
    return " · ".join([caption, *([seeds] if len(found.seeds) > 1 else []), f"nnsim {nnsim.__version__}"])
