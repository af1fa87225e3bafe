"""Runs of the benchmark, made, trained and judged in two processes."""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nnsim.base.text import use_language
from nnsim.diagnosis.rounds import Rounds
from nnsim.engine.threads import use_one_blas_thread
from tests.benchmarks.doctor import doubles
from tests.benchmarks.doctor.cases import cases
from tests.benchmarks.doctor.cases.following import EARLY
from tests.benchmarks.doctor.curing import cure, treat_case
from tests.benchmarks.doctor.draw import Draw, HalfName
from tests.benchmarks.doctor.followed import Followed, follow
from tests.benchmarks.doctor.made import Made, healthy_makers, sick_makers
from tests.benchmarks.doctor.rows import Row, What
from tests.benchmarks.doctor.verifying import why_not_sick, why_not_well

DRAWS = 40
"""How often is drawn for one run; if none of them shows the illness, its maker is at fault, and the row says so."""
PROCESSES = 2


@dataclass(frozen=True)
class Job:
    """One run to be made.

    Attributes
    ----------
    what, key, half, number
        Which.
    cure
        Whether its cures are tried.
    """

    what: What
    key: str
    half: HalfName
    number: int
    cure: bool = False


def perform(job: Job) -> list[Row]:
    """Make, train and judge a run; what goes wrong is in the row, so that one run does not end all others."""
    try:
        kinds = {"sick": _sick, "double": _sick, "case": _case}
        return list(kinds.get(job.what, _healthy)(job))
    except Exception:
        return [Row(job.what, job.key, job.number, meant=[job.key], failed=traceback.format_exc(limit=-4))]


def _sick(job: Job) -> Iterator[Row]:
    make = doubles.MAKERS[job.key] if job.what == "double" else sick_makers()[job.key]
    rejected: list[str] = []
    for attempt in range(DRAWS):
        draw = Draw(job.half, job.key, job.number * DRAWS + attempt)
        made = make(draw)
        healthy = follow(made.healthy, made.steps)
        sick = follow(made.sick, made.steps)
        why = why_not_sick(made, sick.trained, healthy.trained)
        if why:
            rejected.append(why)
            continue
        row = Row(job.what, job.key, job.number, draw.seed, job.key.split("+"), list(made.also)).took_in(sick)
        row.drawn, row.rejected, row.twin = attempt + 1, rejected, round(healthy.trained.comes_to, 4)
        row.about = made.sick.data.source.key
        if job.cure:
            cure(row, sick, _reference(made, sick, healthy), by_hand=made.by_hand)
        yield row
        twin = Row("twin", job.key, job.number, draw.seed).took_in(healthy)
        twin.about = row.about
        yield twin
        return
    raise RuntimeError(
        f"none of {DRAWS} draws is sick: {sorted(set(rejected))}, last {sick.trained.comes_to:.2f} beside {healthy.trained.comes_to:.2f}"
    )


def _reference(made: Made, sick: Followed, healthy: Followed) -> Followed:
    """Return what a cured run is laid beside: the twin, or where that has more examples its network on those there are."""
    before, after = (one.last.data for one in (sick, healthy) if one.last is not None)
    if before is None or after is None or len(before.train) >= len(after.train):
        return healthy
    return follow(replace(made.healthy, data=made.sick.data), made.steps, judged=False)


def _healthy(job: Job) -> Iterator[Row]:
    make = healthy_makers()[job.key]
    rejected: list[str] = []
    for attempt in range(DRAWS):
        draw = Draw(job.half, job.key, job.number * DRAWS + attempt)
        well = make(draw)
        followed = follow(well.project, well.steps)
        why = why_not_well(well, followed.trained)
        if why:
            rejected.append(why)
            continue
        row = Row("healthy", job.key, job.number, draw.seed).took_in(followed)
        row.drawn, row.rejected, row.about = attempt + 1, rejected, well.project.data.source.key
        yield row
        return
    raise RuntimeError(f"none of {DRAWS} draws learns: {sorted(set(rejected))}")


def _case(job: Job) -> Iterator[Row]:
    """Follow a real case for as long as its cause may take, and its repaired twin for as long as it is compared."""
    case = next(case for case in cases() if case.key == job.key)
    rounds = Rounds(case.sick)
    epoch = 0 if rounds.run is None else rounds.run.batches.steps_per_epoch(rounds.run.setup.batch)
    sick = follow(case.sick, max(EARLY, epoch))
    row = Row("case", case.key, job.number, case.sick.training.seed, list(case.causes)).took_in(sick)
    row.about = "own" if case.source == "own" else case.title
    # The cause has to be there in time, at any look: what follows may put other words before it.
    row.in_time = any({v.key for v in said[:2]} & set(case.causes) for _, said in sick.looks)
    healthy = follow(case.healthy, case.steps)
    row.twin = round(healthy.trained.comes_to, 4)
    if job.cure:
        treat_case(row, case)
    yield row
    twin = Row("case twin", case.key, job.number).took_in(healthy)
    twin.about = row.about
    yield twin


def run_all(jobs: list[Job], processes: int = PROCESSES) -> Iterator[Row]:
    """Yield the rows of all jobs as they are done."""
    if processes == 1:
        _prepare()
        for job in jobs:
            yield from perform(job)
        return
    with multiprocessing.get_context("spawn").Pool(processes, _prepare) as pool:
        for rows in pool.imap_unordered(perform, jobs, chunksize=1):
            yield from rows


def _prepare() -> None:
    use_one_blas_thread()
    use_language("en")
