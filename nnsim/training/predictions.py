"""What a network says to examples of another file, in words and units of the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.text import ntr, tr
from nnsim.data.new.examples import NewExamples
from nnsim.data.new.row_labels import NO_LABELS, RowLabels
from nnsim.data.prepared import Examples, Prepared
from nnsim.data.summary import listed
from nnsim.engine.network import Network
from nnsim.training.evaluator import Part, judged_outputs
from nnsim.training.metric_names import qualified

Measures = Mapping[str, float | NDArray[np.generic]]


@dataclass(frozen=True, eq=False)
class Answer:
    """What one output says to each example of a file; NaN and -1 where it could not be asked.

    Attributes
    ----------
    layer
        Name of the output; empty where there is only one.
    kind
        ``probabilities`` of classes, ``scores`` of classes, or ``values`` in the units of the targets.
    names
        Of the columns of `values`: classes, or targets.
    values
        Shape (n, names), float64.
    classes
        Places (n,) in the names of the data's classes; None for a regression.
    """

    layer: str
    kind: str
    names: tuple[str, ...]
    values: NDArray[np.float64]
    classes: NDArray[np.int64] | None = None


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a network says to all examples of a file.

    Attributes
    ----------
    title
        Of the file.
    answers
        One for each output, over all examples of the file.
    class_names
        Of the data; empty for a regression.
    names
        What each example is called, such as its file; empty: they have numbers only.
    count, missing, unseen
        How many examples there are, how many of them got no answer, and how many values were never seen in training.
    ahead
        So many of the examples, the last ones, are no rows of the file: they follow on its last one, or on the last
        one of each of its series.
    short
        How many rows have no answer as too few stand before them; all other missing ones lack values.
    lacking
        Columns whose gaps cost answers, first the one with the most.
    fillable
        Whether these gaps can be filled.
    labels
        What tells the rows apart: time and group.
    unforeseen
        So many rows behind the end of the file are not told, as values are missing; they are not among the examples.
    metrics
        By key, on the examples whose target the file has, `judged` of them; of several outputs with ``/`` and the
        layer's name.
    joined
        Whether an example joins several rows, so that the first rows of a file are never whole ones.
    notes
        Translated sentences about what was made of the file.
    """

    title: str
    answers: tuple[Answer, ...]
    class_names: tuple[str, ...]
    names: tuple[str, ...]
    count: int
    missing: int
    unseen: int
    judged: int
    metrics: Measures
    joined: bool
    notes: tuple[str, ...]
    ahead: int = 0
    short: int = 0
    lacking: tuple[str, ...] = ()
    fillable: bool = False
    labels: RowLabels = NO_LABELS
    unforeseen: int = 0

    def told(self) -> str:
        """Return how many answers there are, what got none and why, as a sentence."""
        n = self.count - self.missing
        said = [ntr("{n} prediction", "{n} predictions", n).format(n=f"{n:,}")]
        if self.ahead:
            said.append(self._told_of_those_ahead())
        if self.short:
            text = ntr(
                "{n} row has none, as too few rows stand before it",
                "{n} rows have none, as too few rows stand before them",
                self.short,
            )
            said.append(text.format(n=f"{self.short:,}"))
        if self.unforeseen:
            text = ntr(
                "{n} row behind the end of the file is not told, as values it needs are missing",
                "{n} rows behind the end of the file are not told, as values they need are missing",
                self.unforeseen,
            ).format(n=f"{self.unforeseen:,}")
            lacking = self.lacking if self.missing == self.short else ()
            said.append(f"{text} ({listed(lacking)})" if lacking else text)
        gaps = self.missing - self.short
        if gaps:
            text = ntr(
                "{n} row has none, as values it needs are missing",
                "{n} rows have none, as values they need are missing",
                gaps,
            ).format(n=f"{gaps:,}")
            said.append(f"{text} ({listed(self.lacking)})" if self.lacking else text)
        return "; ".join(said)

    def judgement(self) -> str:
        """Return by how many targets of the file the answers were judged, as the head of `figures`; empty for none."""
        if not self.metrics:
            return ""
        text = ntr("Judged by {n} target of the file:", "Judged by {n} targets of the file:", self.judged)
        return text.format(n=f"{self.judged:,}")

    @property
    def figures(self) -> dict[str, float]:
        """The metrics that are one number, by key."""
        return {
            key: float(value) for key, value in self.metrics.items() if isinstance(value, float | np.floating)
        }

    def _told_of_those_ahead(self) -> str:
        known = self.labels.known_times(self.count - self.ahead)
        words = {"n": f"{self.ahead:,}"}
        if not known:
            return ntr(
                "the last one is a forecast of the row behind the end of the file",
                "the last {n} are forecasts of rows behind the end of the file",
                self.ahead,
            ).format(**words)
        return ntr(
            "the last one is a forecast behind the end of the file, of {first}",
            "the last {n} are forecasts behind the end of the file, of {first} to {last}",
            self.ahead,
        ).format(**words, first=known[0], last=known[-1])

    def columns(self) -> dict[str, NDArray[np.generic]]:
        """Return a table by the names of its columns: row, name, time and group, and what each output says.

        Rows are counted from 1, those behind the end of the file on from its last one.
        """
        found: dict[str, NDArray[np.generic]] = {"row": np.arange(1, self.count + 1)}
        if self.names:
            found["file"] = np.array(self.names)
        for name, label in (
            (self.labels.time, self.labels.times),
            (self.labels.group, self.labels.groups),
        ):
            if label is not None:
                found[_free(name, found)] = label
        for answer in self.answers:
            before = f"{answer.layer}: " if answer.layer else ""
            if answer.classes is not None:
                words = np.array([*self.class_names, ""])
                found[_free(f"{before}class", found)] = words[answer.classes]
            form = {"probabilities": "p({name})", "scores": "score({name})"}.get(answer.kind, "{name}")
            for name, values in zip(answer.names, answer.values.T, strict=True):
                found[_free(before + form.format(name=name), found)] = values
        return found


def predictions(network: Network, prepared: Prepared, new: NewExamples) -> Predictions:
    """Ask `network`, which learned from `prepared`, about the examples of another file.

    Raises
    ------
    NnsimError
        When no loss reads the network, so that nothing says what its outputs mean.
    """
    if not network.outputs:
        raise NnsimError(
            tr("No loss reads an output of this network, so that nothing says what it predicts.")
        )
    raw = Part(network, prepared, new.examples).ask().raw
    answers = [
        _answer(network, prepared, new, place, layer, raw[place])
        for place, layer in enumerate(judged_outputs(network))
    ]
    known = np.flatnonzero(new.judged)
    return Predictions(
        new.title,
        tuple(answers),
        prepared.target_names if prepared.classes else (),
        new.names,
        new.count,
        new.missing,
        new.unseen,
        len(known),
        _measures(network, prepared, new.examples.some(known)) if len(known) else {},
        prepared.joins_rows,
        new.notes,
        new.ahead,
        new.short,
        new.lacking,
        new.fillable,
        new.labels,
        new.unforeseen,
    )


def _answer(
    network: Network, prepared: Prepared, new: NewExamples, place: int, layer: str, raw: np.ndarray
) -> Answer:
    output = network.outputs[place]
    said = np.asarray(output.loss.probabilities(raw), np.float64)
    if not prepared.classes:
        columns = output.columns
        names = prepared.target_names if columns is None else [prepared.target_names[j] for j in columns]
        return Answer(
            layer, "values", tuple(names), _spread(new, prepared.target_scaler.of(columns).invert(said))
        )
    reading = network.class_reading(place)
    classes = np.full(new.count, -1, np.int64)
    classes[new.rows] = reading.classes(said)
    names = prepared.target_names
    if said.shape[1] == 1:
        said, names = (np.hstack([1 - said, said]), names) if reading.probabilities else (said, names[1:])
    kind = "probabilities" if reading.probabilities else "scores"
    return Answer(layer, kind, tuple(names), _spread(new, said), classes)


def _spread(new: NewExamples, values: np.ndarray) -> NDArray[np.float64]:
    """Return one row for each example of the file, NaN where the network could not be asked."""
    found = np.full((new.count, values.shape[1]), np.nan)
    found[new.rows] = values
    return found


def _measures(network: Network, prepared: Prepared, examples: Examples) -> Measures:
    answers = Part(network, prepared, examples).ask()
    return {
        qualified(metric.key, layer): value
        for place, layer in enumerate(judged_outputs(network))
        for metric, value in answers.measure(output=place)
    }


def _free(name: str, taken: Mapping[str, object]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    return free
