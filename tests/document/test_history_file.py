"""Histories of runs in a file: what was kept comes back bit for bit, and what is damaged is told."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.base.safetensors_bytes import from_safetensors
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.csv_file import CsvFile
from nnsim.document import storage
from nnsim.document.history_file import HISTORY, SavedRun, from_member
from nnsim.document.history_file import to_member as pieces_of
from nnsim.document.kept import Kept, arrays_of
from nnsim.document.moment import Moment
from nnsim.document.project import Project, TrainingSettings
from nnsim.document.tensors import to_safetensors
from nnsim.engine.layers.dense import Dense
from nnsim.engine.optimizers.adam import Adam
from tests.builders import chain

RNG = np.random.default_rng(0)
BEFORE, AFTER = TrainingSettings(learning_rate=0.1), TrainingSettings(learning_rate=0.3, optimizer=Adam())
STATE = np.zeros(3)
PROJECT = Project(chain(Dense(2), Dense(1)), training=AFTER, notes="größer")
LAYOUT = (("l1/W", (2, 3)), ("l1/b", (2,)), ("l2/mean", (3,)))


def moment(step: int, **slots: Any) -> Moment:
    place = {"batches": {"generator": str(2**127 + 1), "epoch": step // 10}, "limit": None}
    return Moment(step, step / 10, RNG.normal(size=8), STATE, slots, place)


def saved_run(**more: Any) -> SavedRun:
    best = moment(10, m=RNG.normal(size=8))
    kept = (
        Kept(moment(0), BEFORE),
        Kept(moment(7, m=RNG.normal(size=8)), BEFORE, until=20),
        Kept(replace(moment(30, m=RNG.normal(size=(4, 2)), t=np.array(3.0)), best=best), AFTER, by_hand=True),
        Kept(replace(moment(40, m=RNG.normal(size=(4, 2)), t=np.array(3.5)), best=best), AFTER),
    )
    curves = {"steps": np.arange(40), "readings/mean": RNG.normal(size=(40, 3)).astype(np.float32)}
    return SavedRun(PROJECT, kept, LAYOUT, curves, kept[1].moment, "Run 1", "#aa00ff", **more)


def same(one: Moment, other: Moment) -> bool:
    mine, others = dict(arrays_of(one)), dict(arrays_of(other))
    if (one.step, one.epoch, one.place, list(mine)) != (other.step, other.epoch, other.place, list(others)):
        return False
    if (one.best is None) != (other.best is None):
        return False
    if one.best is not None and other.best is not None and not same(one.best, other.best):
        return False
    facts = [(a.dtype, a.shape, a.tobytes()) for a in mine.values()]
    return facts == [(a.dtype, a.shape, a.tobytes()) for a in others.values()]


def to_member(runs: Any, folder: Any = None) -> bytes:
    return bytes(pieces_of(runs, folder))


def changed(data: bytes, change: Any) -> bytes:
    """Return a member whose record or arrays were changed by hand."""
    tensors = from_safetensors(data, "x")
    record = json.loads(tensors["record"].tobytes())
    change(record, tensors)
    if "record" in tensors:
        tensors["record"] = np.frombuffer(json.dumps(record).encode(), np.uint8)[None]
    return to_safetensors(tensors)


def test_what_is_written_is_read() -> None:
    one, two = saved_run(), saved_run(shown=False)
    data = to_member([one, two])
    assert data == to_member([one, two])
    found, problems = from_member(data)
    assert problems == ()
    for run, back in zip((one, two), found, strict=True):
        assert (run.name, run.colour, run.shown, run.layout) == (
            back.name,
            back.colour,
            back.shown,
            back.layout,
        )
        assert back.project == PROJECT
        assert back.start is back.kept[1].moment
        assert list(back.learned(back.kept[1].moment).arrays) == ["l1/W", "l1/b", "l2/mean"]
        for k, b in zip(run.kept, back.kept, strict=True):
            assert (k.training, k.by_hand, k.until) == (b.training, b.by_hand, b.until)
            assert same(k.moment, b.moment)
            assert not b.moment.parameters.flags.writeable
        assert {n: a.tobytes() for n, a in run.curves.items()} == {
            n: a.tobytes() for n, a in back.curves.items()
        }
    assert to_member(found) == data


def test_what_moments_and_runs_share_is_written_once_and_read_as_one() -> None:
    run = saved_run()
    data, twice = to_member([run]), to_member([run, replace(run, curves={})])
    assert len(twice) - len(data) < 3_000
    found, _ = from_member(twice)
    one, two = (f.kept[-1].moment for f in found)
    assert one is two
    assert one.best is found[0].kept[-2].moment.best
    assert one.state is found[0].kept[0].moment.state


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_size_is_known_before(count: int) -> None:
    pieces = pieces_of([saved_run() for _ in range(count)])
    assert len(pieces) == len(bytes(pieces))


def test_more_than_could_be_read_again_is_refused() -> None:
    with pytest.raises(NnsimError, match="Throw some of the runs away"):
        pieces_of([SavedRun(Project())] * 1_001)


def test_a_relative_path_of_data_goes_with_the_file(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "t.csv").write_text("x,y\n1,2\n3,4\n")
    source = CsvFile("t.csv", folder=str(tmp_path / "a"))
    run = replace(saved_run(), project=replace(PROJECT, data=DataSettings(source)))
    (found,), _ = from_member(to_member([run], tmp_path), tmp_path)
    back = found.project.data.source
    assert isinstance(back, CsvFile)
    assert back.path == "a/t.csv"
    assert back.place == str(tmp_path / "a" / "t.csv")


def _drop_an_array(record: Any, tensors: Any) -> None:
    del tensors["moments/0"]


def _no_record(record: Any, tensors: Any) -> None:
    del tensors["record"]


def _wider(record: Any, tensors: Any) -> None:
    tensors["moments/0"] = tensors["moments/0"][..., None]


def _texts(record: Any, tensors: Any) -> None:
    tensors["moments/0"] = tensors["moments/0"].astype(np.int32)


def _in(*path: Any, value: Any) -> Any:
    def change(record: Any, tensors: Any) -> None:
        for key in path[:-1]:
            record = record[key]
        record[path[-1]] = value

    return change


DAMAGES = {
    "array gone": _drop_an_array,
    "record gone": _no_record,
    "array of another shape": _wider,
    "array of another type": _texts,
    "no format": _in("format", value=None),
    "newer": _in("format", value=9),
    "runs are none": _in("runs", value=3),
    "row beyond the matrix": _in("moments", 0, "arrays", "parameters", 1, value=99),
    "negative row": _in("moments", 0, "arrays", "parameters", 1, value=-1),
    "no place": _in("moments", 0, "place", value=[]),
    "place beyond": _in("moments", 0, "place", "limit", value=1000),
    "best of itself": _in("moments", 0, "best", value=0),
    "start beyond": _in("runs", 0, "start", value=77),
    "moment beyond": _in("runs", 0, "kept", 0, 0, value=77),
    "settings beyond": _in("runs", 0, "kept", 0, 1, value=77),
    "short entry": _in("runs", 0, "kept", 0, value=[1]),
    "steps twice": _in("runs", 0, "kept", 1, 0, value=0),
    "step no number": _in("moments", 0, "step", value="1"),
    "long name": _in("runs", 0, "name", value="x" * 10_000),
    "curve gone": _in("runs", 0, "curves", value={"loss": "nothing"}),
    "layout of other arrays": _in("runs", 0, "layout", 0, 1, value=[7, 7]),
    "layout": _in("runs", 0, "layout", value=[["a", [-1]]]),
    "project": _in("runs", 0, "project", value={"format": "x"}),
    "settings": _in("settings", 0, value=[]),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_told(damage: str) -> None:
    with pytest.raises(NnsimError):
        from_member(changed(to_member([saved_run()]), DAMAGES[damage]))


def test_cut_short_anywhere_is_told() -> None:
    data = to_member([saved_run()])
    for length in range(0, len(data), 97):
        with pytest.raises(NnsimError):
            from_member(data[:length])


def test_settings_that_are_mended_are_told() -> None:
    data = changed(to_member([saved_run()]), _in("settings", 0, "training", "learning_rate", value="much"))
    (run,), problems = from_member(data)
    assert problems
    assert run.kept[0].training.learning_rate == TrainingSettings().learning_rate


# ---- in a project ------------------------------------------------------------------------------


def test_a_project_keeps_runs_and_saves_them_again(tmp_path: Path) -> None:
    path, again = tmp_path / "p.nnsim", tmp_path / "again.nnsim"
    storage.save(path, PROJECT, history=[saved_run()])
    opened = storage.load(path)
    assert opened.problems == ()
    assert [len(run.kept) for run in opened.history] == [4]
    storage.save(again, opened.project, None, opened.attachments)
    assert again.read_bytes() == path.read_bytes()
    storage.save(again, opened.project, None, opened.attachments, history=opened.history)
    assert again.read_bytes() == path.read_bytes()


def test_a_damaged_history_leaves_the_project(tmp_path: Path) -> None:
    path = tmp_path / "p.nnsim"
    storage.save(path, PROJECT, None, {HISTORY: b"abc"})
    opened = storage.load(path)
    assert opened.project == PROJECT
    assert opened.history == () == tuple(opened.attachments)
    (problem,) = opened.problems
    assert "history" in problem


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_disk_too_small_for_the_history_leaves_the_old_file(tmp_path: Path) -> None:
    import resource

    path = tmp_path / "p.nnsim"
    storage.save(path, PROJECT)
    before = path.read_bytes()
    large = replace(saved_run(), curves={"loss": np.zeros(1_000_000)})
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, limits[1]))
    try:
        with pytest.raises(NnsimError, match="Nothing was overwritten"):
            storage.save(path, PROJECT, history=[large])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
