"""Histories of runs in a project file: the moments that were kept, and the curves.

One member of the zip, in the safetensors format. Arrays of one kind and shape are rows of one matrix, and
an array that several moments or runs share is one row. What is no array is JSON text, as the bytes of the
array ``record``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import prod
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np

from nnsim.base.archive import Data, Pieces
from nnsim.base.brief import brief
from nnsim.base.errors import NnsimError, NoRoomError
from nnsim.base.safetensors_bytes import from_safetensors
from nnsim.base.strict_json import Json, from_bytes, to_text
from nnsim.base.text import tr
from nnsim.document.data_place import as_opened, to_file
from nnsim.document.fields import damaged, mapping, number, sequence, string, whole
from nnsim.document.graph import Graph
from nnsim.document.kept import Kept, arrays_of
from nnsim.document.learned import Layout, Learned
from nnsim.document.moment import Moment
from nnsim.document.project import Project, TrainingSettings
from nnsim.document.records import project_from_record, project_record
from nnsim.document.tensors import stacked_safetensors

HISTORY = "history.safetensors"
"""Name of the member in a project file."""
FORMAT = 1
MOST_KEPT = 10_000
"""Moments of one run that programs may ask for; a file with more is slow to open."""

_RECORD = "record"
_SLOTS = "slots/"
_LARGEST_RECORD = 20_000_000
_MOST_RUNS, _MOST_MOMENTS, _MOST_SETTINGS, _MOST_VALUES = 1_000, 50_000, 10_000, 200_000
_MOST_ARRAYS = 100_000
_LONGEST_NAME, _LONGEST_COLOUR = 200, 40


@dataclass(frozen=True, eq=False)
class SavedRun:
    """A run as a file keeps it.

    Attributes
    ----------
    project
        What was trained: the drawing, data and settings as they were.
    kept
        Its moments, by their steps.
    layout
        Key and shape of every array in the vectors of the moments (see `nnsim.document.learned`).
    curves
        Arrays by name, as the history of readings gives them.
    start
        Where the run began; None: at the first weights of its seed.
    name, colour, shown
        How it is told from other runs.
    """

    project: Project
    kept: tuple[Kept, ...] = ()
    layout: Layout = ()
    curves: Mapping[str, np.ndarray] = field(default_factory=dict)
    start: Moment | None = None
    name: str = ""
    colour: str = ""
    shown: bool = True

    def learned(self, moment: Moment) -> Learned:
        """Return a moment of this run with the names of its arrays."""
        return Learned(moment, self.layout, self.start)

    def __repr__(self) -> str:
        return brief(self)


def to_member(runs: Sequence[SavedRun], folder: Path | None = None) -> Pieces:
    """Return `runs` as the content of the member, and by its length how large it is; nothing is copied.

    Equal runs give equal bytes.

    Parameters
    ----------
    folder
        Where the project file lies, which relative paths of the data are to be relative to.

    Raises
    ------
    NnsimError
        When there is more than could be read again.
    """
    writer = _Writer()
    text = to_text(writer.record(runs, folder)).encode()
    most = (len(text), _LARGEST_RECORD), (len(runs), _MOST_RUNS), (writer.count, _MOST_MOMENTS)
    if any(found > limit for found, limit in most):
        raise NoRoomError(
            tr("These runs have more moments than one project file can hold. Throw some of the runs away.")
        )
    return stacked_safetensors({**writer.rows, _RECORD: [np.frombuffer(text, np.uint8)]})


def from_member(data: Data, folder: Path | None = None) -> tuple[tuple[SavedRun, ...], tuple[str, ...]]:
    """Return the runs in `data`, and a sentence for everything in their projects that was mended.

    Arrays are read-only windows into `data`.

    Raises
    ------
    NnsimError
        When it is damaged, breaks a limit, or is of a newer format.
    """
    tensors = from_safetensors(data, HISTORY)
    text = tensors.pop(_RECORD, None)
    if text is None or text.dtype != np.uint8 or text.ndim != 2 or text.size > _LARGEST_RECORD:
        raise damaged("history.record")
    record = mapping(from_bytes(text.tobytes(), HISTORY), HISTORY)
    if whole(record.get("format"), "history.format", low=1) > FORMAT:
        raise NnsimError(tr("It was written by a newer nnsim. Open it with that one."))
    for array in tensors.values():
        array.flags.writeable = False
    return _Reader(tensors, record).runs(folder)


# ---- writing -----------------------------------------------------------------------------------


class _Writer:
    """Collects arrays, values and settings, each once."""

    def __init__(self) -> None:
        self.rows: dict[str, list[np.ndarray]] = {}
        self._matrices: dict[tuple[Any, ...], str] = {}
        self._places: dict[int, list[Any]] = {}
        self._moments: list[dict[str, Any]] = []
        self._known: dict[int, int] = {}
        """Places of moments and settings, by identity: what is written lives as long as this."""
        self._values: dict[str, int] = {}
        self._settings: dict[str, int] = {}
        self._plain: dict[str, list[Any]] = {"values": [], "settings": []}

    def record(self, runs: Sequence[SavedRun], folder: Path | None) -> dict[str, Any]:
        """Return all that is no array."""
        found = [self._run(i, run, folder) for i, run in enumerate(runs)]
        return {"format": FORMAT, "runs": found, "moments": self._moments, **self._plain}

    @property
    def count(self) -> int:
        """How many moments there are."""
        return len(self._moments)

    def _run(self, i: int, run: SavedRun, folder: Path | None) -> dict[str, Any]:
        project = run.project if folder is None else to_file(run.project, folder)
        curves = {}
        for n, (name, array) in enumerate(sorted(run.curves.items())):
            curves[name] = f"curve/{i}/{n}"
            self.rows[curves[name]] = [np.asarray(array)]
        return {
            "name": run.name,
            "colour": run.colour,
            "shown": run.shown,
            "project": project_record(project),
            "layout": [[key, list(shape)] for key, shape in run.layout],
            "curves": curves,
            "kept": [self._kept(kept) for kept in run.kept],
            "start": None if run.start is None else self._moment(run.start),
        }

    def _kept(self, kept: Kept) -> list[Any]:
        training = kept.training
        if id(training) not in self._known:
            record = project_record(Project(Graph(), training=training))
            short = {name: record[name] for name in ("format", "training")}
            self._known[id(training)] = self._once("settings", self._settings, short)
        return [self._moment(kept.moment), self._known[id(training)], kept.by_hand, kept.until]

    def _moment(self, moment: Moment) -> int:
        if id(moment) in self._known:
            return self._known[id(moment)]
        best = None if moment.best is None else self._moment(moment.best)
        self._moments.append(
            {
                "step": int(moment.step),
                "epoch": float(moment.epoch),
                "arrays": {
                    name: self._array(name, array)
                    for name, array in sorted(arrays_of(moment), key=itemgetter(0))
                },
                "place": {n: self._once("values", self._values, v) for n, v in sorted(moment.place.items())},
                "best": best,
            }
        )
        return self._known.setdefault(id(moment), len(self._moments) - 1)

    def _array(self, name: str, array: np.ndarray) -> list[Any]:
        """Return where `array` stands: the name of a matrix and the number of a row."""
        if id(array) not in self._places:
            kind = (name, array.shape, array.dtype.str)
            matrix = self._matrices.setdefault(kind, f"moments/{len(self._matrices)}")
            rows = self.rows.setdefault(matrix, [])
            rows.append(array)
            self._places[id(array)] = [matrix, len(rows) - 1]
        return self._places[id(array)]

    def _once(self, kind: str, known: dict[str, int], value: Json) -> int:
        """Return the place of `value` in the list called `kind`."""
        place = known.setdefault(to_text(value), len(self._plain[kind]))
        if place == len(self._plain[kind]):
            self._plain[kind].append(value)
        return place


# ---- reading -----------------------------------------------------------------------------------


class _Reader:
    """Puts runs together from checked pieces."""

    def __init__(self, tensors: Mapping[str, np.ndarray], record: dict[str, Any]) -> None:
        self._tensors = tensors
        self._record = record
        self._rows: dict[tuple[str, int], np.ndarray] = {}
        self._problems: list[str] = []
        self._values = sequence(record.get("values"), "history.values", _MOST_VALUES)
        self._settings = [self._training(raw) for raw in self._list("settings", _MOST_SETTINGS)]
        self._moments: list[Moment] = []
        for raw in self._list("moments", _MOST_MOMENTS):
            self._moments.append(self._moment(mapping(raw, "history.moments")))

    def runs(self, folder: Path | None) -> tuple[tuple[SavedRun, ...], tuple[str, ...]]:
        """Return all runs, and what was mended in their projects."""
        runs = tuple(
            self._run(mapping(raw, "history.runs"), folder) for raw in self._list("runs", _MOST_RUNS)
        )
        return runs, tuple(dict.fromkeys(self._problems))

    def _list(self, name: str, most: int) -> list[Any]:
        return sequence(self._record.get(name), f"history.{name}", most)

    def _run(self, raw: dict[str, Any], folder: Path | None) -> SavedRun:
        project, found = project_from_record(raw.get("project"))
        moved: tuple[str, ...] = ()
        if folder is not None:
            project, moved = as_opened(project, folder)
        self._problems += [*found, *moved]
        start = raw.get("start")
        curves = mapping(raw.get("curves"), "history.curves")
        run = SavedRun(
            project,
            tuple(self._kept(k) for k in sequence(raw.get("kept"), "history.kept", _MOST_MOMENTS)),
            tuple(_layout_entry(e) for e in sequence(raw.get("layout"), "history.layout", _MOST_ARRAYS)),
            {name: self._curve(matrix) for name, matrix in curves.items()},
            None if start is None else self._moments[_place(start, self._moments, "history.start")],
            _short(raw.get("name"), "history.name", _LONGEST_NAME),
            _short(raw.get("colour"), "history.colour", _LONGEST_COLOUR),
            _truth(raw.get("shown"), "history.shown"),
        )
        steps = [kept.step for kept in run.kept]
        if any(one >= other for one, other in pairwise(steps)):
            raise damaged("history.kept")
        numbers = sum(prod(shape) for _, shape in run.layout)
        moments = [kept.moment for kept in run.kept] + ([] if run.start is None else [run.start])
        if any(m.parameters.size + m.state.size != numbers for m in moments):
            raise damaged("history.layout")
        return run

    def _kept(self, raw: Any) -> Kept:
        moment, settings, by_hand, until = _entries(raw, 4, "history.kept")
        return Kept(
            self._moments[_place(moment, self._moments, "history.kept")],
            self._settings[_place(settings, self._settings, "history.kept")],
            _truth(by_hand, "history.kept"),
            None if until is None else whole(until, "history.kept", low=0),
        )

    def _moment(self, raw: dict[str, Any]) -> Moment:
        arrays = {n: self._row(n, where) for n, where in mapping(raw.get("arrays"), "history.arrays").items()}
        if not {"parameters", "state"} <= arrays.keys():
            raise damaged("history.arrays")
        places, best = mapping(raw.get("place"), "history.place"), raw.get("best")
        return Moment(
            whole(raw.get("step"), "history.step", low=0),
            number(raw.get("epoch"), "history.epoch"),
            arrays["parameters"],
            arrays["state"],
            {n.removeprefix(_SLOTS): a for n, a in arrays.items() if n.startswith(_SLOTS)},
            {n: self._values[_place(at, self._values, "history.place")] for n, at in places.items()},
            None if best is None else self._moments[_place(best, self._moments, "history.best")],
        )

    def _row(self, name: str, raw: Any) -> np.ndarray:
        matrix, row = _entries(raw, 2, "history.arrays")
        found = self._tensor(string(matrix, "history.arrays"))
        flat = name in ("parameters", "state")
        if flat and (found.ndim != 2 or found.dtype.kind != "f"):
            raise damaged(f"history.{name[:60]}")
        key = (matrix, _place(row, found, "history.arrays"))
        if key not in self._rows:
            self._rows[key] = found[row, ...]
        return self._rows[key]

    def _curve(self, name: Any) -> np.ndarray:
        found = self._tensor(name)
        if len(found) != 1:
            raise damaged("history.curves")
        return found[0, ...]

    def _tensor(self, name: Any) -> np.ndarray:
        found = self._tensors.get(string(name, "history.arrays"))
        if found is None or not found.ndim:
            raise damaged(f"history.{name[:60]}")
        return found

    def _training(self, raw: Any) -> TrainingSettings:
        record = mapping(raw, "history.settings")
        whole_record = {**project_record(Project(Graph())), **record}
        project, found = project_from_record(whole_record)
        self._problems += found
        return project.training


def _entries(raw: Any, count: int, where: str) -> list[Any]:
    found = sequence(raw, where, count)
    if len(found) != count:
        raise damaged(where)
    return found


def _place(raw: Any, among: Sequence[Any] | np.ndarray, where: str) -> int:
    place = whole(raw, where, low=0)
    if place >= len(among):
        raise damaged(where)
    return place


def _layout_entry(raw: Any) -> tuple[str, tuple[int, ...]]:
    key, shape = _entries(raw, 2, "history.layout")
    return string(key, "history.layout"), tuple(
        whole(n, "history.layout", low=0) for n in sequence(shape, "history.layout", 32)
    )


def _truth(raw: Any, where: str) -> bool:
    if not isinstance(raw, bool):
        raise damaged(where)
    return raw


def _short(raw: Any, where: str, most: int) -> str:
    found = string(raw, where)
    if len(found) > most:
        raise damaged(where)
    return found
