"""Tables and arrays in memory as data, and predictions for others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nnsim.library import (
    GRU,
    Arrays,
    Bumps,
    CharactersFile,
    CsvFile,
    DataSettings,
    Dense,
    ImageFolder,
    Input,
    NnsimError,
    NotInFileWarning,
    SequenceFolder,
    Table,
    Tanh,
    Window,
    chain,
    differing,
    load,
    put,
    save,
    suggest,
    train,
)


def people(rows: int = 120) -> pd.DataFrame:
    random = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "age": random.integers(18, 80, rows).astype(float),
            "city": random.choice(["Rome", "Oslo", "Lima"], rows),
            "since": pd.date_range("2020-01-01", periods=rows, freq="D"),
        }
    )
    frame["pay"] = 100 * frame["age"] + 5000 * (frame["city"] == "Rome")
    return frame


@pytest.fixture(scope="module")
def trained():
    return train(suggest(Table(people(), target="pay")), 40)


def test_a_frame_is_what_its_file_would_be(tmp_path):
    frame = people()
    frame.loc[3, "age"] = np.nan
    frame.to_csv(tmp_path / "people.csv", index=False)
    from_file = CsvFile(path=str(tmp_path / "people.csv"), target="pay", missing="mean").load()
    from_memory = Table(frame, target="pay", missing="mean").load()
    np.testing.assert_array_equal(from_memory.inputs, from_file.inputs)
    np.testing.assert_array_equal(from_memory.targets, from_file.targets)
    for name in ("input_names", "target_names", "task", "one_hot", "missing", "coding", "target_columns"):
        assert getattr(from_memory, name) == getattr(from_file, name), name
    columns = {name: frame[name].to_numpy() for name in frame}
    np.testing.assert_array_equal(Table(columns, "pay", missing="mean").load().inputs, from_file.inputs)


def test_what_was_given_is_kept_as_it_was():
    columns = {name: people()[name].to_numpy().copy() for name in people()}
    table = Table(columns, target="pay")
    columns["age"][:] = 0.0
    assert table.load().inputs[:, 0].min() >= 18
    x = np.ones((10, 2))
    arrays = Arrays(x, np.arange(10) % 2)
    x[:] = 0
    assert arrays.load().inputs.all()


def test_projects_with_data_in_memory_can_be_changed_and_compared():
    project = chain(Input(), Dense(1), data=Table(people(), target="pay"))
    other = put(project, "data.source.target", "age")
    assert [one.address for one in differing(project, other)] == ["data.source.target"]
    assert train(other, 1).data.target_names == ("age",)


def test_saving_says_that_the_data_are_not_in_the_file(tmp_path, trained):
    path = tmp_path / "memory.nnsim"
    with pytest.warns(NotInFileWarning, match=r"memory\.nnsim does not hold them"):
        save(path, trained)
    opened = load(path)
    assert opened.project.data.source == CsvFile(target="pay")
    with pytest.raises(NnsimError, match="No file is chosen"):
        train(opened.project, 1)
    data = DataSettings(Table(people(), target="pay"), scale_targets=True)
    again = train(chain(Input(), Dense(1), data=data), 1)
    assert again.data.target_names == ("pay",)


def test_rows_in_memory_are_told_as_those_of_a_file(tmp_path, trained):
    new = people(30).sample(frac=1, random_state=2)[["since", "city", "age"]]
    new.to_csv(tmp_path / "new.csv", index=False)
    from_memory, from_file = trained.predict_table(new), trained.predict_file(tmp_path / "new.csv")
    np.testing.assert_array_equal(from_memory.columns()["pay"], from_file.columns()["pay"])
    assert from_memory.metrics == {}
    both = trained.predict_table(people())
    assert both.judged == 120
    assert both.metrics["r2"] == pytest.approx(
        1 - ((both.columns()["pay"] - people()["pay"]) ** 2).sum() / (people()["pay"].var(ddof=0) * 120)
    )


def test_by_hand_it_is_the_same(trained):
    frame = people()
    by_hand = trained.predict(trained.data.origin.inputs)[:, 0]
    np.testing.assert_array_equal(trained.predict_table(frame).columns()["pay"], by_hand)


def test_gaps_are_filled_as_in_training_even_where_training_had_none():
    frame = people()
    result = train(suggest(Table(frame, target="pay", missing="mean")), 1)
    assert not np.isnan(result.data.origin.inputs).any()
    mean = result.data.dataset.inputs[result.data.rows.train, 0].mean()
    found = result.predict_table(
        frame[:3].assign(age=[np.nan, mean, 20.0], city="Rome", since=frame["since"][0])
    )
    assert found.missing == 0
    assert found.columns()["pay"][0] == found.columns()["pay"][1]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Table([1, 2, 3]), "no table"),
        (lambda: Table({"a": [1, 2], "b": [1]}), "one length"),
        (lambda: Table({"a": np.ones((2, 2)), "b": [1, 2]}), "one value a row"),
        (lambda: Table(people(), rows=3), "no setting rows"),
        (lambda: Table(people(), target="weight").load(), "no column “weight”"),
        (lambda: Arrays([[1, 2], [3]], [0, 1]), "Pad them"),
        (lambda: Arrays(np.ones((4, 2)), np.ones(3)).load(), "4 rows"),
        (lambda: Arrays(np.ones((4, 2)), np.arange(4), groups=[1, 2]), "one value a row"),
        (lambda: Arrays(np.ones((4, 2)), np.arange(4), test=np.ones(3)), "pair of arrays"),
        (lambda: suggest(Bumps(), target="x"), "no columns to choose a target from"),
    ],
)
def test_what_cannot_be_is_said(make, said):
    with pytest.raises(NnsimError, match=said):
        make()


def test_arrays_bring_what_is_known_of_each_row():
    random = np.random.default_rng(0)
    x = random.normal(size=(40, 6, 2))
    source = Arrays(
        x,
        np.array(["up", "down"])[(x.sum((1, 2)) > 0).astype(int)],
        test=(x[:4], np.array(["up", "down", "up", "down"])),
        lengths=np.full(40, 4),
        weights=np.linspace(1, 2, 40),
        groups=np.arange(40) // 4,
    )
    found = source.load()
    assert found.target_names == ("down", "up")
    assert found.test_rows == 4
    np.testing.assert_array_equal(found.lengths[:40], 4)
    np.testing.assert_array_equal(found.weights[:40], np.linspace(1, 2, 40))
    np.testing.assert_array_equal(np.unique(found.groups[:40], return_counts=True)[1], 4)
    result = train(chain(Input(), GRU(4), Dense(1), data=source), 1)
    assert len(result.data.test) == 4


def test_names_of_a_frame_are_names_of_inputs():
    frame = people()[["age", "pay"]]
    assert Arrays(frame, np.arange(120) % 2).load().input_names == ("age", "pay")


def test_arrays_of_a_file_are_found_by_name_or_shape(tmp_path):
    random = np.random.default_rng(1)
    x = random.normal(size=(60, 3))
    y = (x[:, 0] > 0).astype(int)
    result = train(suggest(Arrays(x, y)), 30)
    np.savez(tmp_path / "named.npz", x=x, y=y, other=np.ones((60, 3)))
    named = result.predict_file(tmp_path / "named.npz")
    assert named.judged == 60
    np.testing.assert_array_equal(named.answers[0].values, result.predict_probabilities(x))
    np.savez(tmp_path / "shaped.npz", what=x[:5], size=np.ones((5, 2)))
    shaped = result.predict_file(tmp_path / "shaped.npz")
    np.testing.assert_array_equal(shaped.answers[0].values, result.predict_probabilities(x[:5]))
    np.save(tmp_path / "one.npy", x[0])
    assert result.predict_file(tmp_path / "one.npy").count == 1
    np.savez(tmp_path / "two.npz", a=x, b=x)
    with pytest.raises(NnsimError, match="Several arrays"):
        result.predict_file(tmp_path / "two.npz")
    np.save(tmp_path / "wide.npy", np.ones((5, 9)))
    with pytest.raises(NnsimError, match="n × 3"):
        result.predict_file(tmp_path / "wide.npy")


def test_steps_are_taken_with_what_they_found_in_training():
    frame = pd.DataFrame({"t": np.arange(80), "x": np.sin(np.arange(80) / 4), "y": np.cos(np.arange(80) / 4)})
    data = DataSettings(Table(frame, "y", inputs="x"), steps=(Window(length=5, horizon=1),))
    result = train(suggest(data), 3)
    found = result.predict_table(frame)
    assert found.missing == 5, "no window ends before the first rows"
    assert found.told() == (
        "76 predictions; the last one is a forecast of the row behind the end of the file;"
        " 5 rows have none, as too few rows stand before them"
    )
    assert np.isnan(found.columns()["y"]).nonzero()[0].tolist() == [0, 1, 2, 3, 4]
    np.testing.assert_allclose(
        found.columns()["y"][5:80], result.predict(result.data.dataset.inputs)[:, 0], rtol=1e-5, atol=1e-6
    )
    with pytest.raises(NnsimError, match="earlier values of y"):
        result.predict_table(frame[["t", "x"]])


def test_images_come_as_a_folder_or_as_one_file(tmp_path):
    from PIL import Image

    random = np.random.default_rng(0)
    for name, base in (("dark", 0), ("light", 150)):
        (tmp_path / "all" / name).mkdir(parents=True)
        for k in range(10):
            pixels = random.integers(0, 100, (8, 10)).astype(np.uint8) + np.uint8(base)
            Image.fromarray(pixels).save(tmp_path / "all" / name / f"{k}.png")
    source = ImageFolder(path=str(tmp_path / "all"))
    project = suggest(source)
    assert "conv2d" in [node.layer.key for node in project.graph.nodes]
    result = train(project, 8)
    found = result.predict_file(tmp_path / "all", tmp_path / "p.csv")
    assert found.judged == 20
    assert found.names[0] == "dark/0.png"
    np.testing.assert_array_equal(
        found.answers[0].values, result.predict_probabilities(result.data.dataset.inputs)
    )
    assert list(pd.read_csv(tmp_path / "p.csv"))[:3] == ["row", "file", "class"]
    (tmp_path / "all" / "dark" / "3.png").write_bytes(b"no image")
    assert result.predict_file(tmp_path / "all").missing == 1
    assert result.predict_file(tmp_path / "all" / "light" / "1.png").count == 1


def test_generated_data_take_tables_with_their_names(tmp_path: Path):
    result = train(chain(Input(), Dense(4, Tanh()), Dense(1), data=Bumps(points=40)), 1)
    first, second = result.data.input_names
    found = result.predict_table({second: [0.1, 0.2], first: [0.5, np.nan], "more": ["a", "b"]})
    np.testing.assert_array_equal(found.answers[0].values[:1], result.predict(np.array([[0.5, 0.1]])))
    assert found.missing == 1
    with pytest.raises(NnsimError, match="not there"):
        result.predict_table({first: [1.0]})
    with pytest.raises(NnsimError, match="There is no file"):
        result.predict_file(tmp_path / "none.csv")


def test_sequences_are_padded_as_in_training(tmp_path):
    random = np.random.default_rng(0)
    for name, slope in (("up", 1.0), ("down", -1.0)):
        (tmp_path / "all" / name).mkdir(parents=True)
        for k in range(8):
            values = slope * np.arange(4.0 + k)[:, np.newaxis] + random.normal(0, 0.1, (4 + k, 1))
            np.save(tmp_path / "all" / name / f"{k}.npy", values)
    result = train(suggest(SequenceFolder(path=str(tmp_path / "all"))), 2)
    found = result.predict_file(tmp_path / "all")
    assert found.judged == 16
    rows = {name: row for row, name in enumerate(found.names)}
    dataset = result.data.dataset
    said = result.predict_probabilities(dataset.inputs, lengths=dataset.lengths)
    for row, name in enumerate(dataset.row_names):
        np.testing.assert_allclose(found.answers[0].values[rows[name]], said[row], rtol=1e-6)
    assert abs(said - result.predict_probabilities(dataset.inputs)).max() > 0.001, "padding is no number"
    with pytest.raises(NnsimError, match="from 1 to 11 for each of 16"):
        result.predict(dataset.inputs, lengths=np.zeros(16, int))
    one = result.predict_file(tmp_path / "all" / name)
    np.testing.assert_allclose(one.answers[0].values[0], found.answers[0].values[rows[name]], rtol=1e-5)
    np.save(tmp_path / "wide.npy", np.ones((5, 2)))
    with pytest.raises(NnsimError, match="2 columns"):
        result.predict_file(tmp_path / "wide.npy")


@pytest.mark.parametrize("coding", ["one_hot", "codes"])
def test_a_text_is_told_place_by_place_and_goes_on(tmp_path, coding):
    (tmp_path / "old.txt").write_text("abc abc abc abc abc abc abc abc abc abc ", "utf-8")
    source = CharactersFile(path=str(tmp_path / "old.txt"), length=3, coding=coding)
    result = train(suggest(source), 60)
    (tmp_path / "new.txt").write_text("bc abc ab", "utf-8")
    found = result.predict_file(tmp_path / "new.txt")
    assert found.count == 7
    assert found.judged == 6
    assert list(found.columns()["class"]) == ["a", "b", "c", "␣", "a", "b", "c"]
    (tmp_path / "strange.txt").write_text("bc abz ab", "utf-8")
    strange = result.predict_file(tmp_path / "strange.txt")
    assert (strange.unseen, strange.missing) == (1, 3)
    (tmp_path / "short.txt").write_text("ab", "utf-8")
    with pytest.raises(NnsimError, match="the network reads 3"):
        result.predict_file(tmp_path / "short.txt")


def test_shorter_sequences_have_no_answer_where_none_was_padded(tmp_path):
    for name in ("up", "down"):
        (tmp_path / "all" / name).mkdir(parents=True)
        for k in range(6):
            np.save(
                tmp_path / "all" / name / f"{k}.npy",
                np.arange(5.0)[:, np.newaxis] * (1 if name == "up" else -1),
            )
    result = train(suggest(SequenceFolder(path=str(tmp_path / "all"))), 1)
    with pytest.raises(NnsimError, match="without padding"):
        result.predict(result.data.dataset.inputs, lengths=np.full(12, 4))
    np.save(tmp_path / "all" / "up" / "1.npy", np.arange(3.0)[:, np.newaxis])
    assert result.predict_file(tmp_path / "all").missing == 1
