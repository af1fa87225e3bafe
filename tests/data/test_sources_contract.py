"""What every registered source promises, tested on every one of them."""

import dataclasses
import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from nnsim.base.byte_numbers import ByteNumbers
from nnsim.base.declared import check_all, settings_of
from nnsim.base.errors import NnsimError
from nnsim.base.settings import Choice, FilePath, Integer, Real
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.formulas.drawn import FormulaSource
from nnsim.data.playground import PlaygroundSource
from nnsim.data.prepare import prepare
from nnsim.data.source import Source, sources
from tests.data.images import folder_of

ALL = list(sources)
GENERATED = [s for s in ALL if "seed" in dict(settings_of(s))]
OF_UNIT_SIZE = [s for s in GENERATED if not issubclass(s, PlaygroundSource | FormulaSource)]
"""Those with ranges that people know, or type, are tested where they are (test_playground, test_drawn)."""
WITH_NOISE = [s for s in OF_UNIT_SIZE if "noise" in dict(settings_of(s))]


def _file_for(kind: type[Source], folder: Path) -> str:
    if kind.key == "csv":
        path = folder / "t.csv"
        path.write_text("a,b,c\n" + "".join(f"{i},{i * i},{'yes' if i % 3 else 'no'}\n" for i in range(12)))
    elif kind.key == "characters_file":
        path = folder / "t.txt"
        path.write_text("on and on it goes\n" * 40)
    elif kind.key == "sequence_folder":
        path = folder / "sequences"
        for place, name in itertools.product(range(6), "uv"):
            (path / name).mkdir(parents=True, exist_ok=True)
            (path / name / f"{place}.csv").write_text("a,b\n" + "1,2.5\n3,4\n" * (place + 1))
    elif kind.key == "text_folder":
        path = folder / "texts"
        for place, name in itertools.product(range(6), "uv"):
            (path / name).mkdir(parents=True, exist_ok=True)
            (path / name / f"{place}.txt").write_text(f"one {'two' if place % 2 else 'three'} {name * 3}\n")
    elif kind.key == "mnist":
        path = folder / "mnist.npz"
        np.savez(path, x_train=np.arange(480, dtype=np.uint8).reshape(30, 4, 4), y_train=np.arange(30) % 10)
    elif kind.key == "image_folder":
        path = folder_of(folder / "pictures", {"cat": 6, "dog": 6})
    elif kind.key == "image_table":
        folder_of(folder, {"": 12})
        path = folder / "t.csv"
        path.write_text("file,kind\n" + "".join(f"{i}.png,{'yes' if i % 3 else 'no'}\n" for i in range(12)))
    else:
        path = folder / "t.npz"
        np.savez(path, X=np.arange(24.0).reshape(12, 2), y=np.arange(12) % 3)
    return str(path)


@pytest.fixture(params=ALL, ids=lambda s: s.key)
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Source:
    needs_file = any(isinstance(s, FilePath) for _, s in settings_of(request.param))
    return request.param(path=_file_for(request.param, tmp_path)) if needs_file else request.param()


def _same(a: Dataset, b: Dataset) -> bool:
    return (
        a.inputs.tobytes() == b.inputs.tobytes()
        and a.targets.tobytes() == b.targets.tobytes()
        and (a.title, a.task, a.input_names, a.target_names, a.notes)
        == (b.title, b.task, b.input_names, b.target_names, b.notes)
    )


def test_same_settings_give_the_same_bits_in_arrays_of_their_own(source: Source) -> None:
    first, second = source.load(), source.load()
    assert _same(first, second)
    assert not np.shares_memory(first.inputs, second.inputs)
    assert not np.shares_memory(first.targets, second.targets)


def test_arrays_are_finite_read_only_and_fit_their_names(source: Source) -> None:
    data = source.load()
    assert len(data) >= 2
    assert np.isfinite(data.inputs).all()
    assert data.inputs.dtype in (np.float64, np.uint8)
    assert data.values().dtype == np.float64
    assert not data.inputs.flags.writeable
    assert not data.targets.flags.writeable
    assert len(data.input_names) == (data.shape[0] if len(data.shape) == 1 else 0)
    assert len(set(data.input_names)) == len(data.input_names)
    if data.task == "classes":
        assert data.targets.dtype == np.int64
        assert set(data.targets.tolist()) == set(range(data.classes))
    else:
        assert data.classes == 0
        assert data.targets.shape == (len(data), len(data.target_names))


def test_every_choice_loads(source: Source) -> None:
    choices = {
        name: [key for key, _ in kind.options]
        for name, kind in settings_of(source)
        if isinstance(kind, Choice) and not kind.advanced and name != "task"
    }
    for values in itertools.product(*choices.values()):
        data = dataclasses.replace(source, **dict(zip(choices, values, strict=True))).load()
        assert np.isfinite(data.inputs).all()


@pytest.mark.parametrize("edge", ["low", "high"])
def test_settings_load_at_their_limits_and_are_refused_beyond(source: Source, edge: str) -> None:
    for name, kind in settings_of(source):
        if not isinstance(kind, Integer | Real):
            continue
        limit = getattr(kind, edge)
        beyond = limit + (1 if edge == "high" else -1)
        if not (kind.high > 10_000 and name != "seed"):
            at_limit = dataclasses.replace(source, **{name: limit})
            assert not list(check_all(at_limit))
            assert np.isfinite(at_limit.load().inputs).all()
        outside = dataclasses.replace(source, **{name: beyond})
        assert len(list(check_all(outside))) == 1
        with pytest.raises(NnsimError):
            outside.load()


def test_record_travels_through_json(source: Source) -> None:
    raw = json.loads(json.dumps(sources.to_record(source)))
    assert sources.from_record(raw) == source


def test_prepares_into_parts_that_cover_the_rows(source: Source) -> None:
    ready = prepare(DataSettings(source=source))
    assert len(ready.train) > 0
    assert len(ready.validation) > 0
    assert all(line and "{" not in line for line in ready.summary)
    for part in (ready.train, ready.validation, ready.test):
        assert part.inputs.shape[1:] == ready.shape
        assert np.isfinite(part.values()).all()
        kept = part.inputs.codes if isinstance(part.inputs, ByteNumbers) else part.inputs
        assert not kept.flags.writeable
        assert not part.targets.flags.writeable
    rows = {*ready.rows.train, *ready.rows.validation, *ready.rows.test}
    assert rows == set(range(len(ready.dataset)))


@pytest.mark.parametrize("kind", OF_UNIT_SIZE, ids=lambda s: s.key)
def test_seed_changes_the_picture(kind: type[Source]) -> None:
    noise = {"noise": 0.1} if kind in WITH_NOISE else {}
    assert not _same(kind(seed=1, **noise).load(), kind(seed=2, **noise).load())


@pytest.mark.parametrize("kind", WITH_NOISE, ids=lambda s: s.key)
def test_noise_only_moves_the_picture(kind: type[Source]) -> None:
    clean, little, much = (kind(seed=1, noise=noise).load() for noise in (0.0, 0.1, 0.2))
    moved = [np.hstack((d.inputs.reshape(len(d), -1), d.targets.reshape(len(d), -1))) for d in (little, much)]
    origin = np.hstack((clean.inputs.reshape(len(clean), -1), clean.targets.reshape(len(clean), -1)))
    np.testing.assert_allclose(moved[1] - origin, 2 * (moved[0] - origin), atol=1e-12)


@pytest.mark.parametrize("kind", OF_UNIT_SIZE, ids=lambda s: s.key)
def test_generated_inputs_that_scaling_leaves_alone_are_of_unit_size(kind: type[Source]) -> None:
    data = kind().load()
    if not data.ready:
        return
    inputs = data.inputs
    assert np.abs(inputs).max() < 2.5
    if inputs.ndim == 2:
        assert (inputs.std(0) > 0.25).all()


def test_groups_stand_together_in_menus() -> None:
    groups = [source.group for source in ALL]
    assert len({g for g, _ in itertools.groupby(groups)}) == len(list(itertools.groupby(groups)))
    assert {s.key for s in ALL} >= {
        "truth_table", "two_gaussians", "circles", "moons", "two_spirals", "checkerboard", "plane", "bumps",
        "sine", "iris", "wine", "breast_cancer", "diabetes", "digits", "pulse_order", "csv", "npz", "mnist",
        "random_labels",
    }  # fmt: skip
