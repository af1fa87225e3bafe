"""``nnsim probe``."""

from __future__ import annotations

import pytest

from nnsim.cli.probe import _lines
from nnsim.document import storage
from nnsim.document.examples import examples
from nnsim.engine.probe import probes
from nnsim.engine.probes.sharpness import Sharpness
from nnsim.library import load, probe, save, train


def test_every_probe_has_a_table_or_a_sentence(nnsim, spirals):
    before = spirals.read_bytes()
    done = nnsim("probe", spirals)
    assert done.code == 0
    assert all(cls.title in done.out for cls in probes)
    assert "Nothing was learned yet" in done.out
    rows = [line.split() for line in done.out.splitlines()]
    assert ["dense_1", "mean"] in [[row[0], "mean"] for row in rows if row]
    assert len([row for row in rows if row and row[0] == "dense_1/W"]) == 3
    assert spirals.read_bytes() == before


def test_json_is_one_object_with_a_row_for_each_name(nnsim, spirals):
    trained = train(load(spirals).project, 2)
    save(spirals, trained)
    done = nnsim(
        "probe", spirals, "--json", "--only", "activations, update_ratios,sharpness", "--examples", 5
    )
    assert done.err == ""
    found = done.summary
    assert list(found) == ["activations", "update_ratios", "sharpness"]
    assert found["activations"]["names"] == ["dense_1", "dense_2"]
    assert "no last step" in found["update_ratios"]["problem"]
    assert len(found["activations"]["saturated"]) == 2
    assert found["sharpness"]["sharpness"][0] is not None


@pytest.mark.parametrize("example", examples()[:3], ids=lambda e: e.key)
def test_examples_can_be_looked_into(nnsim, example):
    done = nnsim("probe", example.path, "--examples", 4, "--only", "pre_activations,parameter_gradients")
    assert done.code == 0, done.out
    assert storage.load(example.path).project


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--only", "nobody"], "no probe called 'nobody'"),
        (["--examples", "0"], "from 1 to 100,000"),
        (["--what"], "--what"),
    ],
)
def test_mistakes_are_sentences(nnsim, spirals, arguments, words):
    done = nnsim("probe", spirals, *arguments)
    assert done.code == 2
    assert words in done.err


def test_sharpness_says_whether_it_has_converged(nnsim, spirals):
    done = nnsim("probe", spirals, "--only", "sharpness")
    row = next(line.split() for line in done.out.splitlines() if line.startswith("loss"))
    assert row[-1] == "yes"
    assert "Not converged" not in done.out
    assert nnsim("probe", spirals, "--json", "--only", "sharpness").summary["sharpness"]["converged"] == [
        True
    ]
    short = probe(load(spirals), Sharpness(most=3))
    *_, row, note = _lines(short)
    assert row.split()[-1] == "no"
    assert note.startswith("Not converged after 3 products: the sharpness is at least ")
