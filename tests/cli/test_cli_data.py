"""``nnsim data``, ``nnsim train`` on data, and ``nnsim predict``: from a table to predictions of another one."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nnsim.document import storage
from nnsim.library import Dense, Hinge, Input, NnsimError, Tanh, TwoSpirals, chain, load, save, train

DATA_KEYS = [
    "file",
    "source",
    "title",
    "rows",
    "task",
    "shape",
    "inputs",
    "targets",
    "classes",
    "left_out",
    "parts",
    "done",
]
PREDICT_KEYS = ["file", "out", "n", "answered", "missing", "unseen", "judged", "metrics", "notes"]
PREDICT_KEYS += ["ahead", "short", "lacking", "unforeseen"]


@pytest.fixture
def flowers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """A table of two kinds of flowers that differ in size and colour, in a file where one stands."""
    monkeypatch.chdir(tmp_path)
    random = np.random.default_rng(0)
    kind = np.arange(90) % 3
    frame = pd.DataFrame(
        {
            "number": np.arange(1, 91),
            "length": np.round(kind + random.normal(0, 0.2, 90), 3),
            "colour": np.array(["red", "blue"])[(kind == 0).astype(int)],
            "species": np.array(["rose", "lily", "iris"])[kind],
        }
    )
    frame.to_csv("flowers.csv", index=False)
    return frame


@pytest.fixture
def trained(nnsim, flowers: pd.DataFrame) -> Path:
    """A network that was trained on them by the command line."""
    done = nnsim("train", "flowers.csv", "--target", "species", "--epochs", 40)
    assert done.code == 0, done.err
    return Path("flowers-nnsim/project.nnsim")


def test_data_are_told_with_reasons_and_other_ways(nnsim, flowers):
    done = nnsim("data", "flowers.csv")
    assert done.code == 0
    assert done.err == ""
    assert "Rows: 90" in done.out
    assert "Classes: iris (30), lily (30), rose (30)" in done.out
    assert "Left out: number" in done.out
    assert "“number” only counts the rows." in done.out
    assert "Otherwise: semicolon (separator=';')" in done.out
    assert "so that they can be compared" in done.out, "the reason of the split"


def test_as_json_they_are_one_object_with_keys_that_stay(nnsim, flowers):
    done = nnsim("data", "flowers.csv", "--json", "--target", "length")
    found = done.summary
    assert list(found) == DATA_KEYS
    assert found["task"] == "regression"
    assert found["targets"] == ["length"]
    assert found["classes"] == {}
    assert found["left_out"] == ["number"]
    assert sum(found["parts"].values()) == found["rows"] == 90
    assert "species = rose" in found["inputs"]
    assert all(list(one) == ["text", "reason", "otherwise"] for one in found["done"])
    ways = [way for one in found["done"] for way in one["otherwise"]]
    assert {"label": "semicolon", "of": "source", "settings": {"separator": ";"}} in ways
    assert any(way["of"] == "data" for way in ways)
    classes = nnsim("data", "flowers.csv", "--json").summary
    assert classes["classes"] == {"iris": 30, "lily": 30, "rose": 30}
    assert classes["targets"] == ["species"]


def test_arrays_and_projects_are_data_too(nnsim, flowers, spirals):
    np.savez("both.npz", x=np.zeros((20, 4, 4), np.uint8) + 200, y=np.arange(20) % 2)
    found = nnsim("data", "both.npz", "--json").summary
    assert (found["source"], found["shape"], found["targets"]) == ("npz", [4, 4], [])
    assert nnsim("data", spirals, "--json").summary["source"] == "two_spirals"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("data",), "Name the file or folder"),
        (("data", "none.csv"), "none.csv"),
        (("data", "flowers.csv", "--target", "weight"), "There is no column “weight”"),
        (("data", "flowers.xyz"), "cannot be opened as data"),
        (("data", "digits.nnsim"), "digits.nnsim"),
        (("train", "flowers.csv", "--target", "weight"), "There is no column “weight”"),
        (("train", "flowers.csv", "--resume"), "flowers.csv is none"),
        (("train", "none.csv"), "none.csv"),
        (("predict",), "Name the project file"),
        (("predict", "a.nnsim"), "Name the file"),
        (("predict", "a.nnsim", "flowers.csv"), "--out P.csv"),
        (("predict", "a.nnsim", "flowers.csv", "--out", "p.doc"), "'p.doc'"),
        (("predict", "a.nnsim", "flowers.csv", "--out", "flowers.csv"), "would replace flowers.csv"),
        (("predict", "a.nnsim", "flowers.csv", "--out", "p.csv"), "a.nnsim"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_exit_code_2(nnsim, flowers, typed, said):
    before = Path("flowers.csv").read_bytes()
    done = nnsim(*typed)
    assert done.code == 2
    assert said in done.err
    assert len(done.err.splitlines()) == 1
    assert done.out == ""
    assert Path("flowers.csv").read_bytes() == before


def test_a_project_says_itself_what_it_predicts(nnsim, spirals, tmp_path):
    done = nnsim("train", spirals, "--epochs", 1, "--out", tmp_path / "o", "--target", "x")
    assert done.code == 2
    assert "the project says what it predicts" in done.err


def test_a_table_is_trained_on_in_one_line(nnsim, flowers):
    done = nnsim("train", "flowers.csv", "--target", "species", "--seed", 3)
    assert done.code == 0
    assert done.summary["val_accuracy"] > 0.9
    assert done.summary["epochs"] < 300, "it stops by itself"
    assert "Data: Left out: “number” only counts the rows." in done.err
    assert "Network: Input → Dense (relu)" in done.err
    assert "Results go to flowers-nnsim" in done.err
    folder = Path("flowers-nnsim")
    assert {p.name for p in folder.iterdir()} == {
        "project.nnsim",
        "history.csv",
        "weights.npz",
        "weights.safetensors",
    }
    opened = load(folder / "project.nnsim")
    assert opened.problems == ()
    assert opened.project.training.seed == 3
    assert opened.project.data.source.path == "../flowers.csv", "both can move together"
    again = nnsim("train", folder / "project.nnsim", "--epochs", 1, "--out", "more", "--resume")
    assert again.code == 0


def test_numbers_are_standardised_and_told_in_their_own_units(nnsim, flowers):
    flowers.assign(price=1e4 + 5e3 * flowers["length"]).drop(columns="number").to_csv(
        "price.csv", index=False
    )
    done = nnsim("train", "price.csv", "--out", "o", "--epochs", 60)
    assert done.summary["metrics"]["r2"] > 0.95
    assert load("o/project.nnsim").project.data.scale_targets
    assert nnsim("predict", "o/project.nnsim", "price.csv", "--out", "p.csv").code == 0
    found = pd.read_csv("p.csv")
    assert list(found) == ["row", "price"]
    assert abs(found["price"] - (1e4 + 5e3 * flowers["length"])).mean() < 1000


def test_predictions_are_what_the_network_says_to_rows_in_any_order(nnsim, flowers, trained):
    new = flowers.sample(frac=1, random_state=1)[["colour", "species", "length"]]
    new.to_csv("new.csv", index=False)
    done = nnsim("predict", trained, "new.csv", "--out", "p.csv", "--json")
    assert done.code == 0
    assert list(done.summary) == PREDICT_KEYS
    found = pd.read_csv("p.csv")
    assert list(found) == ["row", "class", "p(iris)", "p(lily)", "p(rose)"]
    # By hand: code, scale and ask.
    opened = load(trained)
    result = train(opened.project, 0, start=opened.learned)
    coded = {"length": new["length"], "blue": new["colour"] == "blue", "red": new["colour"] == "red"}
    assert result.data.input_names == ("length", "colour = blue", "colour = red")
    said = result.predict_probabilities(np.column_stack(list(coded.values())).astype(float))
    np.testing.assert_array_equal(found.iloc[:, 2:], said)
    assert (found["class"] == np.array(result.data.target_names)[said.argmax(1)]).all()
    right = (found["class"].to_numpy() == new["species"].to_numpy()).mean()
    assert done.summary["metrics"]["accuracy"] == pytest.approx(right)
    assert (done.summary["n"], done.summary["judged"], done.summary["missing"]) == (90, 90, 0)


def test_rows_that_lack_a_value_have_no_answer_and_are_counted(nnsim, flowers, trained):
    Path("new.csv").write_text("length;colour\n1,5;red\n;blue\n0,1;green\n2,0;red\n", "utf-8")
    done = nnsim("predict", trained, "new.csv", "--out", "p.tsv")
    assert done.code == 0
    assert "2 predictions; 2 rows have none" in done.out
    assert "never seen in training" in done.err
    assert "green" in done.err
    found = pd.read_csv("p.tsv", sep="\t")
    assert found["class"].isna().tolist() == [False, True, True, False]
    assert found["p(rose)"].isna().tolist() == [False, True, True, False]
    told = nnsim("predict", trained, "new.csv", "--out", "p.npz", "--json").summary
    assert (told["answered"], told["missing"], told["unseen"], told["judged"]) == (2, 2, 1, 0)
    assert told["metrics"] == {}
    with np.load("p.npz", allow_pickle=False) as arrays:
        assert arrays["classes"].tolist()[1:3] == [-1, -1]
        np.testing.assert_array_equal(arrays["values"][[0, 3], 2], found["p(rose)"][[0, 3]])


def test_columns_that_are_not_there_are_named(nnsim, flowers, trained):
    flowers[["length"]].to_csv("new.csv", index=False)
    done = nnsim("predict", trained, "new.csv", "--out", "p.csv")
    assert done.code == 2
    assert "colour" in done.err
    assert not Path("p.csv").exists()


def test_a_project_without_weights_is_refused(nnsim, spirals, flowers):
    done = nnsim("predict", spirals, "flowers.csv", "--out", "p.csv")
    assert done.code == 2
    assert "Nothing was learned yet" in done.err


def test_scores_are_called_scores(nnsim, flowers, tmp_path):
    project = chain(Input(), Dense(4, Tanh()), Dense(1), data=TwoSpirals(points=60), loss=Hinge())
    save("scores.nnsim", train(project, 1))
    pd.DataFrame({"x₁": [0.1, 0.2], "x₂": [0.5, -0.5]}).to_csv("points.csv", index=False)
    done = nnsim("predict", "scores.nnsim", "points.csv", "--out", "p.csv")
    assert done.code == 0, done.err
    found = pd.read_csv("p.csv")
    assert len(found.columns) == 3
    assert found.columns[2].startswith("score(")
    assert all(json.dumps(value) for value in found.iloc[0].tolist()[2:])
    with pytest.raises(NnsimError):
        storage.load("p.csv")
