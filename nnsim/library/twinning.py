"""Twins from Python: one project with named differences, trained alike and laid side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.document.address import put
from nnsim.document.comparing import MOST_TWINS, Compared, compared, difference_in_words, why_batches_differ
from nnsim.document.project import Project
from nnsim.library.results import Result
from nnsim.library.training import train

Change = Mapping[str, Any] | Project


@dataclass(frozen=True, eq=False)
class TwinResults(Sequence[Result]):
    """What two to four twins came to, the project itself first; a sequence of `Result`.

    Attributes
    ----------
    results
        One for each twin, each bit for bit what `train` alone gives.
    names
        What each has otherwise than the first, in words; where it is more than one thing, how many they are.
        The first is called ``project``.
    differences
        Every setting that is not the same in all, with its value in each.
    batches
        For each why its steps see other examples than those of the first; empty where they see the same.
    """

    results: tuple[Result, ...]
    names: tuple[str, ...]
    differences: tuple[Compared, ...]
    batches: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.results)

    def __getitem__(self, index: Any) -> Any:
        return self.results[index]

    def __iter__(self) -> Iterator[Result]:
        return iter(self.results)

    def table(self) -> dict[str, list[Any]]:
        """Return what differs and what came out: columns of one value for each twin, as ``pandas.DataFrame`` takes them.

        ``name``; every setting that differs by its address, with its value (a part as people read it); ``batches``
        (see `batches`); ``steps``; the last value of all that `Result.history` has of every one of them, such as
        ``train_loss`` and ``val_accuracy``; ``ended``, empty or the sentence why it ended before its epochs were done.
        """
        columns: dict[str, list[Any]] = {"name": list(self.names)}
        for one in self.differences:
            columns[one.address] = [_plain(*pair) for pair in zip(one.values, one.texts, strict=True)]
        columns["batches"] = list(self.batches)
        columns["steps"] = [result.step for result in self.results]
        for name in self._measured():
            last = [result.history[name][-1:] for result in self.results]
            columns[name] = [float(values[0]) if len(values) else float("nan") for values in last]
        columns["ended"] = [result.diverged or result.stopped for result in self.results]
        return columns

    def _measured(self) -> list[str]:
        first, *others = (list(result.history) for result in self.results)
        return [n for n in first if n not in ("step", "epoch") and all(n in names for names in others)]

    def __repr__(self) -> str:
        columns = {name: [_short(value) for value in values] for name, values in self.table().items()}
        shown = {name: texts for name, texts in columns.items() if any(texts)}
        widths = {name: max(map(len, (name, *texts))) for name, texts in shown.items()}
        rows = [tuple(shown), *zip(*shown.values(), strict=True)]
        lines = ("  ".join(map(str.ljust, row, widths.values())) for row in rows)
        return "\n".join(line.rstrip() for line in lines)


def twins(
    project: Project,
    *changes: Change,
    epochs: int,
    seed: int | None = None,
    keep: int = 0,
    every_step: bool = False,
) -> TwinResults:
    """Train a project and one to three twins of it, each with something else, from the same seed.

    They are trained one after the other. In the window they take every step together; the numbers are the same
    bits either way, and those that `train` gives each alone.

    Parameters
    ----------
    changes
        One for each twin: the settings it has otherwise, by their addresses, such as
        ``{"training.optimizer": "sgd"}``, with values as `put` takes them; or a project of its own. A twin may
        differ in more than one thing, in its data and in the size of its batches, too: its name says so, and
        ``batches`` why its steps see other examples.
    epochs, keep, every_step
        For each, as in `train`.
    seed
        Stands in for the training seed of all of them.

    Returns
    -------
    TwinResults
        One `Result` for each, the one of `project` first, and a table of what differs and what came out.

    Raises
    ------
    NnsimError
        When there is no twin or more than three, there is no such setting, or one of them cannot be trained: the
        sentence begins with what it has otherwise.

    Examples
    --------
    >>> from nnsim.library import Dense, Input, Sigmoid, TwoSpirals, chain, twins
    >>> project = chain(Input(), Dense(8, Sigmoid()), Dense(1), data=TwoSpirals())
    >>> found = twins(project, {"graph.dense_1.activation": "relu"}, epochs=3)
    >>> found.names
    ('project', 'dense_1: Activation ReLU')
    """
    if not 1 <= len(changes) <= MOST_TWINS:
        raise NnsimError(tr("Give one to {n} changes, one for each twin.").format(n=MOST_TWINS))
    projects = [project, *(_changed(project, change) for change in changes)]
    if seed is not None:
        projects = [put(one, "training.seed", seed) for one in projects]
    first = projects[0]
    names = ("project", *(difference_in_words(one, first) for one in projects[1:]))
    results = []
    for name, one in zip(names, projects, strict=True):
        try:
            results.append(train(one, epochs, keep=keep, every_step=every_step))
        except NnsimError as error:
            raise NnsimError(tr("{name}: {reason}").format(name=name, reason=str(error))) from error
    return TwinResults(
        tuple(results),
        names,
        tuple(compared(projects)),
        tuple(why_batches_differ(one, first) for one in projects),
    )


def _changed(project: Project, change: Change) -> Project:
    if isinstance(change, Project):
        return change
    if not isinstance(change, Mapping):
        text = tr("A twin is a project, or settings by their addresses such as {example}, not {given}.")
        example = {"training.learning_rate": 0.1}
        raise NnsimError(text.format(example=example, given=repr(change)))
    for address, value in change.items():
        project = put(project, address, value)
    return project


def _plain(value: Any, text: str) -> Any:
    return value if isinstance(value, bool | int | float | str) else text


def _short(value: Any) -> str:
    return f"{value:.5g}" if isinstance(value, float) else str(value)
