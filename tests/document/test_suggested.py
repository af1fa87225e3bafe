"""Suggested networks: they fit what they are for, and are no worse than a linear model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression, LogisticRegression

from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare_dataset
from nnsim.data.prepared import Examples, Prepared
from nnsim.data.source import Source
from nnsim.data.sources.breast_cancer import BreastCancer
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.diabetes import Diabetes
from nnsim.data.sources.digits import Digits
from nnsim.data.sources.iris import Iris
from nnsim.data.sources.moons import Moons
from nnsim.data.sources.pulse_order import PulseOrder
from nnsim.data.sources.wine import Wine
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.document.suggested import suggested, suggested_project
from nnsim.library import train


def kinds(project: Project) -> list[str]:
    return [node.layer.key for node in project.graph.nodes]


def of(inputs: np.ndarray, classes: int = 3, **more: object) -> Prepared:
    names = tuple(f"x{i}" for i in range(inputs.shape[1])) if inputs.ndim == 2 else ()
    targets = np.arange(len(inputs)) % classes
    dataset = Dataset("t", inputs, targets, "classes", names, tuple("abcdefgh"[:classes]), **more)
    return prepare_dataset(dataset, DataSettings())


def flat(part: Examples) -> np.ndarray:
    return part.values().reshape(len(part), -1)


def linear(data: Prepared) -> float:
    model = LogisticRegression(max_iter=2000) if data.classes else LinearRegression()
    return float(model.fit(flat(data.train), data.train.targets).score(flat(data.test), data.test.targets))


def compared(source: Source, splits: int) -> tuple[float, float]:
    """Return what the network and a linear model reach on test parts of some splits, on the average."""
    found = []
    for seed in range(splits):
        project, data = suggested_project(DataSettings(source, seed=seed))
        result = train(project, project.training.epochs, seed=seed)
        assert not result.diverged
        metric = "accuracy" if data.classes else "r2"
        found.append((result.measure("test")[metric], linear(data)))
    ours, theirs = np.mean(found, 0)
    return float(ours), float(theirs)


@pytest.mark.parametrize("source", [Iris(), Wine(), BreastCancer()], ids=lambda s: s.key)
def test_it_tells_classes_as_well_as_a_linear_model(source: Source) -> None:
    ours, theirs = compared(source, 1 if source.key == "breast_cancer" else 2)
    assert ours >= theirs - 0.005


def test_it_tells_numbers_as_well_as_a_linear_model(tmp_path: Path) -> None:
    # By a file, so that the way from a table is the one a user goes.
    dataset = Diabetes().load()
    path = tmp_path / "diabetes.csv"
    head = ",".join((*dataset.input_names, "progression"))
    rows = np.column_stack([dataset.inputs, dataset.targets])
    np.savetxt(path, rows, "%.17g", ",", header=head, comments="")
    ours, theirs = compared(CsvFile(path=str(path), target="progression"), 3)
    assert ours >= theirs - 0.01


def test_it_bends_where_a_line_does_not_do() -> None:
    ours, theirs = compared(Moons(), 1)
    assert ours > theirs + 0.05


def test_pictures_get_convolutions_that_fit_their_size() -> None:
    project, data = suggested_project(DataSettings(Digits()))
    assert kinds(project)[:3] == ["input", "conv2d", "max_pool2d"]
    assert not resolve(project.graph, data, project.training.rule).problems
    assert train(project, 15).measure("test")["accuracy"] >= linear(data)


def test_pixels_without_channels_are_pictures_and_other_tables_over_time_are_not() -> None:
    random = np.random.default_rng(0)
    pixels = of(random.integers(0, 256, (30, 12, 12)).astype(np.uint8), divisor=255.0, ready=True)
    project = suggested(Project(), pixels)
    assert "conv2d" in kinds(project)
    assert not resolve(project.graph, pixels, project.training.rule).problems
    assert kinds(suggested(Project(), of(random.normal(size=(30, 12, 12))))) == ["input", "gru", "dense"]


def test_sequences_are_read_to_their_real_end() -> None:
    project, _ = suggested_project(DataSettings(PulseOrder(points=60)))
    assert kinds(project) == ["input", "gru", "dense"]
    assert project.training.clipping is not None
    lengths = np.full(40, 3)
    random = np.random.default_rng(0)
    padded = of(random.normal(size=(40, 9, 2)), lengths=lengths)
    other = suggested(Project(), padded)
    assert not resolve(other.graph, padded, other.training.rule).problems


def test_codes_get_an_embedding_and_measured_whole_numbers_do_not() -> None:
    codes = np.random.default_rng(0).integers(0, 9, (60, 5)).astype(float)
    codes[0, 0] = 8
    project = suggested(Project(), of(codes, ready=True))
    assert kinds(project) == ["input", "embedding", "gru", "dense"]
    [embedding] = [node.layer for node in project.graph.nodes if node.layer.key == "embedding"]
    assert embedding.vocabulary == 9
    assert "embedding" not in kinds(suggested(Project(), of(codes)))


def test_what_stands_around_the_network_stays() -> None:
    data = of(np.random.default_rng(0).normal(size=(30, 2)))
    before = Project(notes="mine")
    after = suggested(before, data)
    assert after.notes == "mine"
    assert after.data == before.data
    assert suggested(after, data) == after


def shapes() -> Iterator[st.SearchStrategy[tuple[int, ...]]]:
    yield st.tuples(st.integers(1, 40))
    yield st.tuples(st.integers(1, 20), st.integers(1, 6))
    yield st.tuples(st.sampled_from((1, 2, 3, 4)), st.integers(1, 60), st.integers(1, 60))
    yield st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))


@settings(max_examples=40, deadline=None)
@given(shape=st.one_of(*shapes()), rows=st.integers(10, 60), classes=st.integers(2, 5))
def test_whatever_the_shape_it_can_train(shape: tuple[int, ...], rows: int, classes: int) -> None:
    data = of(np.random.default_rng(rows).normal(size=(rows, *shape)), classes)
    project = suggested(Project(), data)
    assert not resolve(project.graph, data, project.training.rule).errors
    assert 1 <= project.training.batch <= 256
    assert project.training.epochs >= 10
