"""What the validation and test part can know of training that they will not know in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from nnsim.base.text import ntr, tr
from nnsim.data.clock import written
from nnsim.data.dataset import Dataset
from nnsim.data.looking.equal_rows import among, first_codes, row_codes
from nnsim.data.looking.tell_tale import TellTale, tell_tales
from nnsim.data.notes import Note, Switch
from nnsim.data.source import Progress
from nnsim.data.split import Rows, Split
from nnsim.data.splitter import Splitter, changed, splitters, to_splitter
from nnsim.data.step import Step
from nnsim.data.steps.distinct import Distinct
from nnsim.data.steps.leave_out import leaving_out
from nnsim.data.summary import listed

_MOST_SENTENCES = 4
_LEAST_SHOWN = 0.001

Look = Callable[[float], None]


def told(
    dataset: Dataset,
    split: Split,
    splitter: Splitter,
    line: tuple[Step, ...] = (),
    progress: Progress | None = None,
) -> Iterator[Note]:
    """Yield a sentence for each leak, with a switch that closes it.

    Equal rows in two parts; rows of one group in two parts; rows that judge and are earlier than rows that
    train; inputs that alone tell the target.

    Parameters
    ----------
    splitter
        What dealt the rows.
    line
        The steps that the data took so far: what is left out is a step behind them.
    progress
        Told between pieces of the work, from 0.95 to 1; raises `Cancelled` to stop it.
    """
    if not dataset.whole:
        yield from _backwards(dataset, split, splitter)
        yield from _shared_groups(dataset, split, splitter)
        yield from _equal_rows(dataset, split, line, _looking(progress, 0.95, 0.97))
    yield from _telling(dataset, split, line, _looking(progress, 0.97, 1.0))


def _looking(progress: Progress | None, first: float, last: float) -> Look | None:
    if progress is None:
        return None
    return lambda share: progress(first + share * (last - first), tr("Looking for leaks"))


def _to(key: str, dealt: Splitter) -> list[Switch]:
    """Return the switch to another splitter; none where it is what dealt, and the test part came with the data."""
    return [] if dealt.key == key else [to_splitter(splitters[key]())]


def _judging(split: Split) -> Rows:
    return np.concatenate((split.validation, split.test))


def _backwards(dataset: Dataset, split: Split, splitter: Splitter) -> Iterator[Note]:
    """Yield that training sees the future, where rows that judge are earlier than rows that train."""
    judging = _judging(split)
    if dataset.moments is None or not len(judging):
        return
    last = np.nanmax(dataset.moments[split.train], initial=-np.inf)
    early = int((dataset.moments[judging] < last).sum())
    if not early:
        return
    text = ntr(
        "Training sees the future: {n} of {all} row of validation and test is earlier than the last of training, {last}",
        "Training sees the future: {n} of {all} rows of validation and test are earlier than the last of training, {last}",
        len(judging),
    )
    yield Note(
        text.format(n=f"{early:,}", all=f"{len(judging):,}", last=written(dataset, float(last))),
        *_to("by_time", splitter),
        reason=tr("In use only the past is known: what is measured here may be too good."),
    )


def _shared_groups(dataset: Dataset, split: Split, splitter: Splitter) -> Iterator[Note]:
    """Yield how many groups are in training and in another part as well."""
    judging = _judging(split)
    if dataset.groups is None or not len(judging):
        return
    train = np.unique(dataset.groups[split.train])
    shared = int(among(train, dataset.groups[judging]).sum())
    if shared:
        text = ntr(
            "{n} group has rows in training and in another part",
            "{n} groups have rows in training and in another part",
            shared,
        )
        yield Note(
            text.format(n=f"{shared:,}"),
            *_to("by_group", splitter),
            reason=tr("Rows of one group are alike: what is measured here may be too good for a new group."),
        )


def equal_rows(dataset: Dataset, split: Split, look: Look | None = None) -> tuple[int, int]:
    """Return how many rows of validation, and of test, are equal in all inputs and targets to one of training."""
    codes, is_sure = first_codes(dataset, look)
    judging = _judging(split)
    suspects = judging[among(codes[judging], codes[split.train])]
    if not is_sure and len(suspects):
        candidates = split.train[among(codes[split.train], codes[suspects])]
        known = row_codes(dataset, candidates, look)
        suspects = suspects[among(row_codes(dataset, suspects, look), known)]
    return int(np.isin(split.validation, suspects).sum()), int(np.isin(split.test, suspects).sum())


def _equal_rows(dataset: Dataset, split: Split, line: tuple[Step, ...], look: Look | None) -> Iterator[Note]:
    judging = len(split.validation) + len(split.test)
    if not judging:
        return
    validation, test = equal_rows(dataset, split, look)
    if validation + test == 0:
        return
    share = (validation + test) / judging
    yield Note(
        tr(
            "{validation} rows of validation and {test} of the test part ({share} of both) are in training, too, "
            "equal in every input and the target"
        ).format(
            validation=f"{validation:,}",
            test=f"{test:,}",
            share=f"{share:.1%}" if share >= _LEAST_SHOWN else f"< {_LEAST_SHOWN:.1%}",
        ),
        changed(tr("Equal rows once"), steps=(*line, Distinct())),
        reason=tr("What was learned by heart counts as understood there."),
    )


def _telling(dataset: Dataset, split: Split, line: tuple[Step, ...], look: Look | None) -> Iterator[Note]:
    found = list(tell_tales(dataset, split.train, look))
    why = tr("Is it known before the target is? If not, a network that learned from it is of no use.")
    if len(found) > _MOST_SENTENCES:
        names = [_name(dataset, one) for one in found]
        text = tr("Each of {n} inputs alone tells the target: {names}")
        yield Note(text.format(n=f"{len(found):,}", names=listed(names)), reason=why)
        return
    for one in found:
        if dataset.task == "classes":
            text = tr("“{name}” alone tells the class in {share} of {rows} training rows")
            shown = f"{one.score:.1%}"
        else:
            text = tr("“{name}” alone tells the target: correlation {share} in {rows} training rows")
            shown = f"{one.score:.4f}"
        names = [dataset.input_names[place] for place in one.places]
        yield Note(
            text.format(name=_name(dataset, one), share=shown, rows=f"{one.rows:,}"),
            Switch(tr("Leave it out"), (("steps", leaving_out(names, line)),), "data"),
            reason=why,
        )


def _name(dataset: Dataset, one: TellTale) -> str:
    return listed([dataset.input_names[place] for place in one.places])
