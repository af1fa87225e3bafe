"""Project files: one zip with the project, what it has learned, and what belongs to it.

``project.json`` holds the drawing, data and training settings, with a format number;
``weights.safetensors`` the learned arrays under ``weights/``, ``start/`` (where the run began, unless at
its seed), ``slots/`` and ``best/``; below ``files/`` lie files of the user's that the project keeps.
Two saves of one project are equal bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypedDict

import numpy as np

from nnsim.base.archive import MOST_BYTES, Archive, Data, Pieces, Streamed, open_archive, write_archive
from nnsim.base.atomic import atomic_writer
from nnsim.base.brief import brief
from nnsim.base.errors import NnsimError, NoRoomError
from nnsim.base.safetensors_bytes import from_safetensors
from nnsim.base.strict_json import from_bytes, to_text
from nnsim.base.text import ntr, tr
from nnsim.data.files.kept_files import offer_member, secure_from
from nnsim.document.data_file import FOLDER, contents_of, members_of, offered_by, to_keep, with_what_is_there
from nnsim.document.data_place import as_opened, folder_of, to_file
from nnsim.document.fields import mapping, number, report_unknown, whole
from nnsim.document.file_state import fingerprint_of
from nnsim.document.graph import Graph
from nnsim.document.history_file import HISTORY, SavedRun, from_member, to_member
from nnsim.document.learned import Learned, joined
from nnsim.document.moment import Moment
from nnsim.document.project import Project
from nnsim.document.records import project_from_record, project_record
from nnsim.document.tensors import to_safetensors

SUFFIX = ".nnsim"
"""What the name of a project file ends with."""
PROJECT = "project.json"
WEIGHTS = "weights.safetensors"
ATTACHMENTS = ("data.npz", HISTORY, "recovery.json")
"""Members that others write and read; a save keeps those it is given."""

_GROUPS = ("weights", "start", "initial", "slots", "best")
_SLOTS = "slots/"
"""What names of an optimizer's slots begin with within a group."""

_LARGEST_PROJECT = 20_000_000
"""Enough for the largest drawing there may be; lists in lists take forty times their text in memory."""


@dataclass(frozen=True, eq=False)
class Opened:
    """What was in a file.

    Attributes
    ----------
    project, learned
        `learned` is None when nothing was learned yet, or the weights cannot be read.
    problems
        One sentence for everything that was mended or left out: show them, as saving makes it final.
    attachments
        Content of the other members, by name.
    history
        The runs in the attachment `HISTORY`, the newest last.
    """

    project: Project
    learned: Learned | None = None
    problems: tuple[str, ...] = ()
    attachments: Mapping[str, Data] = field(default_factory=dict)
    history: tuple[SavedRun, ...] = ()

    def __repr__(self) -> str:
        return brief(self)


def save(
    path: Path | str,
    project: Project,
    learned: Learned | None = None,
    attachments: Mapping[str, Data | Pieces] | None = None,
    *,
    history: Sequence[SavedRun] = (),
    home: Path | None = None,
    announce: Callable[[str], object] | None = None,
    elsewhere: Collection[str] = (),
) -> str:
    """Write a project file; the old file at `path` stands until the new one is complete.

    Parameters
    ----------
    history
        Runs to keep with the project, the newest last, in place of those in `attachments`.
    home
        Folder that a relative path of the data is to be relative to: by default that of `path`.
    announce
        Called with the fingerprint of the file when it is complete, before it takes its place.
    elsewhere
        What the project keeps of the user's files and this file need not hold, by `contents_of`.

    Returns
    -------
    str
        The fingerprint of the file (see `nnsim.document.file_state`).

    Raises
    ------
    NnsimError
        When the project holds a number no file can hold, a file that it is to keep cannot be had, or this one
        cannot be written; a `NoRoomError` where a smaller one might be.
    """
    folder = home or folder_of(path)
    given, project = project, to_keep(project)
    history = [_on_same_file(run, given, project) for run in history]
    record = project_record(to_file(project, folder))
    members: dict[str, Data | Pieces | Streamed] = dict(attachments or {})
    if not set(members) <= set(ATTACHMENTS):
        raise ValueError(f"unknown attachments: {sorted(members)}")
    if history:
        members[HISTORY] = to_member(history, folder)
    contents = contents_of((project, *(run.project for run in history)))
    members |= members_of(content for content in contents if content not in elsewhere)
    if learned is not None:
        record["learned"] = _place_record(learned.moment)
        if learned.start is not None:
            record["learned"]["start"] = _place_record(learned.start)
        members[WEIGHTS] = to_safetensors(_joined(learned))
    members[PROJECT] = to_text(record).encode()
    if sum(len(data) for data in members.values()) > MOST_BYTES:
        raise NoRoomError(
            tr("The project is larger than {most} GB and could not be opened again. Make it smaller.").format(
                most=MOST_BYTES // 10**9
            )
        )
    secure_from(Path(path), {name.removeprefix(FOLDER) for name in members})
    with atomic_writer(path) as file:
        write_archive(file, members)
        written = fingerprint_of(file)
        if announce is not None:
            announce(written)
    for content in contents:
        if content not in elsewhere:
            offer_member(content, Path(path), FOLDER + content, len(members[FOLDER + content]))
    return written


def load(path: Path | str, *, home: Path | None = None) -> Opened:
    """Read a project file.

    Parameters
    ----------
    home
        Folder that a relative path of the data is relative to: by default that of `path`.

    Raises
    ------
    NnsimError
        When there is no such file, it is not a project, is damaged beyond mending, breaks a
        limit, or is of a newer format.
    """
    with open_archive(Path(path)) as archive:
        if PROJECT not in archive:
            raise NnsimError(tr("{path} is not a project of nnsim. Choose another file.").format(path=path))
        record = mapping(from_bytes(bytes(archive.read(PROJECT, _LARGEST_PROJECT)), PROJECT), PROJECT)
        progress = record.pop("learned", None)
        project, found = project_from_record(record)
        problems = list(found)
        learned = _learned(archive, progress, project.graph, problems)
        attachments: dict[str, Data] = {n: archive.read(n) for n in ATTACHMENTS if n in archive}
        files = offered_by(archive, Path(path))
        text = tr("The file holds {name}, which this version does not know. Saving leaves it out.")
        kept = {FOLDER + content for content in files}
        unknown = sorted(set(archive.names) - {PROJECT, WEIGHTS, *ATTACHMENTS, *kept})
        problems += [text.format(name=name) for name in unknown]
    folder = home or folder_of(path)
    project, lost = with_what_is_there(project, files)
    project, moved = as_opened(project, folder)
    problems += (*lost, *moved)
    history = _history(attachments, folder, files, problems)
    return Opened(project, learned, tuple(problems), attachments, history)


def _on_same_file(run: SavedRun, given: Project, project: Project) -> SavedRun:
    """Return `run` with the file of `project`, as it is to be kept, where it is of the file that was `given`."""
    if run.project.data.source != given.data.source:
        return run
    data = replace(run.project.data, source=project.data.source)
    return replace(run, project=replace(run.project, data=data))


def _history(
    attachments: dict[str, Data], folder: Path, files: Mapping[str, int], problems: list[str]
) -> tuple[SavedRun, ...]:
    """Return the runs that were kept; what cannot be read of them is told, and no longer attached."""
    if HISTORY not in attachments:
        return ()
    try:
        runs, found = from_member(attachments[HISTORY], folder)
    except NnsimError as error:
        del attachments[HISTORY]
        problems.append(
            tr(
                "The history of earlier runs cannot be read: {reason} Project and weights are unharmed;"
                " saving leaves the history out."
            ).format(reason=str(error))
        )
        return ()
    problems += [problem for problem in found if problem not in problems]
    return tuple(replace(run, project=with_what_is_there(run.project, files)[0]) for run in runs)


def _place_record(moment: Moment) -> dict[str, Any]:
    return {"step": int(moment.step), "epoch": float(moment.epoch), "extra": dict(moment.place)}


def _joined(learned: Learned) -> dict[str, np.ndarray]:
    """Return all arrays of `learned` under one roof."""
    groups: dict[str, Mapping[str, np.ndarray]] = {"weights": learned.arrays, "slots": learned.moment.slots}
    best = learned.moment.best
    if best is not None:
        groups["best"] = {"vector": best.parameters, "state": best.state}
        groups["best/slots"] = best.slots
    if learned.start is not None:
        groups["start"] = learned.arrays_of(learned.start)
        groups["start/slots"] = learned.start.slots
    return {f"{group}/{name}": array for group, arrays in groups.items() for name, array in arrays.items()}


def _learned(archive: Archive, raw: Any, graph: Graph, problems: list[str]) -> Learned | None:
    """Return what was learned, or None and a sentence when there is something that cannot be read."""
    if raw is None and WEIGHTS not in archive:
        return None
    try:
        if raw is None or WEIGHTS not in archive:
            raise NnsimError(tr("A part of the file is missing."))
        record = dict(mapping(raw, "learned"))
        began = record.pop("start", None)
        place = _place(record, "learned", problems)
        start = None if began is None else _place(mapping(began, "learned.start"), "learned.start", problems)
        groups = _groups(from_safetensors(archive.read(WEIGHTS), WEIGHTS), graph, problems)
    except NnsimError as error:
        problems.append(
            tr("The weights cannot be read: {reason} Training starts from new weights.").format(
                reason=str(error)
            )
        )
        return None
    return _put_together(groups, place, start)


def _put_together(
    groups: Mapping[str, Mapping[str, np.ndarray]], place: _Place, start: _Place | None
) -> Learned:
    best = groups["best"]
    kept = None
    if {"vector", "state"} <= best.keys():
        slots = {name.removeprefix(_SLOTS): a for name, a in best.items() if name.startswith(_SLOTS)}
        kept = Moment(parameters=best["vector"], state=best["state"], slots=slots)
    learned = Learned.named(groups["weights"], slots=groups["slots"], best=kept, **place)
    # nnsim 0.1 called it initial, and kept no more of it than its arrays.
    own = groups["start"] or groups["initial"]
    began = {name: a for name, a in own.items() if not name.startswith(_SLOTS)}
    if start is None and not groups["initial"]:
        # Weights that no step has changed were set by hand or loaded.
        return learned if place["step"] else replace(learned, start=learned.moment)
    if {k: a.shape for k, a in began.items()} != {k: a.shape for k, a in learned.arrays.items()}:
        return learned
    slots = {name.removeprefix(_SLOTS): a for name, a in own.items() if name.startswith(_SLOTS)}
    whole = joined(began[key] for key, _ in learned.layout)
    return replace(
        learned, start=Moment(parameters=whole, slots=slots, **(start or _Place(step=0, epoch=0.0, place={})))
    )


class _Place(TypedDict):
    """Fields of a moment that are not arrays."""

    step: int
    epoch: float
    place: Mapping[str, Any]


def _place(record: dict[str, Any], where: str, problems: list[str]) -> _Place:
    report_unknown(record, ("step", "epoch", "extra"), where, problems)
    step = whole(record.get("step", 0), f"{where}.step", low=0)
    epoch = number(record.get("epoch", 0.0), f"{where}.epoch")
    if epoch < 0:
        raise NnsimError(tr("{value} epochs cannot be.").format(value=f"{epoch:g}"))
    return _Place(step=step, epoch=epoch, place=mapping(record.get("extra", {}), f"{where}.extra"))


def _groups(
    arrays: Mapping[str, np.ndarray], graph: Graph, problems: list[str]
) -> dict[str, dict[str, np.ndarray]]:
    """Return the arrays by group and name; those of no layer in `graph` are told and left out."""
    groups: dict[str, dict[str, np.ndarray]] = {name: {} for name in _GROUPS}
    strays: list[str] = []
    for full, array in arrays.items():
        group, _, name = full.partition("/")
        node, slash, parameter = name.partition("/")
        owned = group in ("slots", "best") or (bool(slash and parameter) and node in graph)
        owned = owned or (group == "start" and name.startswith(_SLOTS))
        if group in groups and name and owned:
            groups[group][name] = array
        else:
            strays.append(full)
    if strays:
        problems.append(
            ntr(
                "{n} array in the file ({first}) belongs to no layer. It is left out.",
                "{n} arrays in the file ({first}, …) belong to no layer. They are left out.",
                len(strays),
            ).format(n=len(strays), first=strays[0][:100])
        )
    return groups
