"""LIBSVM and SVMlight, and places of a map in JSON."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.files.opening import source_for
from nnsim.data.sources.csv_file import CsvFile

ROWS = "".join(
    f"{'+1' if k % 2 else '-1'} 1:{k / 8} 3:{k % 5}.5 {'7:-1e-2' if k % 3 else ''}\n" for k in range(30)
)


@pytest.mark.parametrize("name", ["heart_scale", "a1a.t", "t.libsvm", "t.svm", "t.txt", "t.data"])
def test_what_is_not_named_is_zero(tmp_path, name) -> None:
    (tmp_path / name).write_text("# made by hand\n" + ROWS)
    source = source_for(str(tmp_path / name))
    assert isinstance(source, CsvFile)
    assert source.layout().format == "libsvm"
    data = CsvFile(path=source.path, leave_out=False).load()
    assert (data.target_columns, data.target_names) == (("label",), ("-1", "1"))
    assert data.input_names == tuple(f"x{n}" for n in range(1, 8))
    assert data.inputs[1].tolist() == [1 / 8, 0, 1.5, 0, 0, 0, -0.01]
    assert data.inputs[0].tolist() == [0, 0, 0.5, 0, 0, 0, 0]
    assert source.load().left_out == ("x2", "x4", "x5", "x6"), "zero in every row"


def test_places_from_zero_numbers_as_labels_and_queries(tmp_path) -> None:
    text = "".join(f"{k / 7:.3f} qid:{k} 0:{k % 4} 1:2.5 2:{k * k % 9} # row {k}\n" for k in range(30))
    (tmp_path / "t.svm").write_text(text)
    data = CsvFile(path=str(tmp_path / "t.svm")).load()
    assert (data.task, data.input_names) == ("regression", ("x0", "x2"))
    np.testing.assert_array_equal(data.inputs[:, 1], [k * k % 9 for k in range(30)])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 1:2 2:3\n1 1:x\n", "Line 2 of t.svm is no label with pairs"),
        ("1 1:2 2:3\n1 99999999:1\n", "holds more than"),
    ],
)
def test_other_lines_are_refused_in_words(tmp_path, text, said) -> None:
    (tmp_path / "t.svm").write_text(text)
    with pytest.raises(NnsimError, match=said):
        CsvFile(path=str(tmp_path / "t.svm")).load()


@pytest.mark.parametrize("text", ["1 2 3\n4 5 6\n", "12:30 5\n12:31 6\n", "1 1:30\n2 1:45\n", "a,b\n1,2\n"])
def test_other_texts_are_no_libsvm(tmp_path, text) -> None:
    (tmp_path / "t.txt").write_text(text * 9)
    assert CsvFile(path=str(tmp_path / "t.txt")).layout().format == "text"


def test_places_of_a_map_have_their_properties_as_columns(tmp_path) -> None:
    features = [
        {
            "type": "Feature",
            "id": f"us{k}",
            "properties": {"mag": k / 7, "depth": {"km": k % 9}, "magType": "ab"[k % 2]},
            "geometry": {"type": "Point", "coordinates": [k / 3, -k / 5, 10.0 + k % 4]} if k < 29 else None,
        }
        for k in range(30)
    ]
    path = tmp_path / "quakes.geojson"
    path.write_text(
        json.dumps({"type": "FeatureCollection", "metadata": {"count": 30}, "features": features})
    )
    source = source_for(str(path))
    assert isinstance(source, CsvFile)
    assert source.layout().names == ("id", "longitude", "latitude", "height", "mag", "depth.km", "magType")
    data = source.load()
    assert (data.target_names, data.left_out) == (("a", "b"), ("id",))
    assert np.isnan(data.inputs[29, :3]).all()
    outlines = [{**one, "geometry": {"type": "Polygon", "coordinates": [[[0, 1]]]}} for one in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": outlines}))
    assert source.layout().names == ("id", "mag", "depth.km", "magType")
