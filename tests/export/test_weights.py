from __future__ import annotations

import os
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as stnp

from nnsim.base.errors import NnsimError
from nnsim.document.graph import Graph, Node
from nnsim.document.missing import Missing
from nnsim.export.weights import by_layer_name, by_node_id, check_weights, load_weights, save_weights

SUFFIXES = (".npz", ".safetensors")

_ARRAYS = st.dictionaries(
    st.from_regex(r"[a-zA-Z0-9_ é中-]{1,12}/[A-Za-z_]{1,5}", fullmatch=True),
    stnp.arrays(
        st.sampled_from([np.float32, np.float64, np.float16, np.int64, np.uint8, np.bool_, ">f8"]),
        stnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
    ),
    max_size=4,
)


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(arrays=_ARRAYS)
def test_what_is_saved_is_what_loads(tmp_path_factory, suffix, arrays):
    path = tmp_path_factory.getbasetemp() / ("w" + suffix)
    save_weights(path, arrays)
    first = path.read_bytes()
    loaded = load_weights(path)
    assert set(loaded) == set(arrays)
    for name, array in arrays.items():
        assert loaded[name].dtype == array.dtype.newbyteorder("<")
        assert loaded[name].shape == array.shape
        np.testing.assert_array_equal(loaded[name], array)
    save_weights(path, dict(reversed(arrays.items())))
    assert path.read_bytes() == first


def test_others_read_it(tmp_path):
    from safetensors.numpy import load_file

    arrays = {"dense_1/W": np.arange(6.0).reshape(2, 3).T, "dense_1/b": np.zeros(2)}
    for suffix in SUFFIXES:
        save_weights(tmp_path / ("w" + suffix), arrays)
    with np.load(tmp_path / "w.npz", allow_pickle=False) as read:
        np.testing.assert_array_equal(read["dense_1/W"], arrays["dense_1/W"])
        assert set(read) == set(arrays)
    np.testing.assert_array_equal(load_file(tmp_path / "w.safetensors")["dense_1/W"], arrays["dense_1/W"])


def test_an_npz_of_numpy_is_read(tmp_path):
    weights = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    np.savez_compressed(tmp_path / "w.npz", **{"a/W": weights})
    np.testing.assert_array_equal(load_weights(tmp_path / "w.npz")["a/W"], weights)


def test_pickled_objects_are_refused_and_never_run(tmp_path):
    class Trap:
        def __reduce__(self):
            return (tmp_path.joinpath("sprung").touch, ())

    np.savez(tmp_path / "w.npz", a=np.array([Trap()], object))
    with pytest.raises(NnsimError, match="pickled Python objects, which may run any program"):
        load_weights(tmp_path / "w.npz")
    assert not (tmp_path / "sprung").exists()


def _npz(path, data: bytes, name: str = "a.npy"):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, data)
    return path


def _npy(shape: str, descr: str = "'<f4'", data: bytes = b"\0" * 8) -> bytes:
    header = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + data


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "damaged"),
        (b"\x93NUMPY\x01\x00\xff\xff", "damaged"),
        (b"\x93NUMPY\x09\x00" + b"\0" * 20, "version 9.0"),
        (_npy("(3,)"), "size it declares"),
        (_npy("(10**9, 10**9)"), "damaged"),
        (_npy("(1000000000, 1000000000, 1000000000)"), "at most"),
        (_npy("(-2, -1)"), "which no array has"),
        (_npy("(2,)", "'<U1'"), "plain numbers"),
        (_npy("(1,)", "'<c8'"), "plain numbers"),
        (_npy("(1,)", "[('a','<f4'),('b','<f4')]"), "named fields"),
        (_npy("(2,)", "'nonsense'"), "of the type 'nonsense'"),
    ],
)
def test_npz_that_lies(tmp_path, data, says):
    with pytest.raises(NnsimError, match=says):
        load_weights(_npz(tmp_path / "w.npz", data))
    assert np.asarray(load_weights(_npz(tmp_path / "ok.npz", _npy("(2,)")))["a"]).shape == (2,)


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(place=st.floats(0, 1, exclude_max=True), junk=st.binary(max_size=3), cut=st.integers(0, 3))
def test_any_change_gives_arrays_or_a_sentence(tmp_path_factory, suffix, place, junk, cut):
    path = tmp_path_factory.getbasetemp() / ("x" + suffix)
    save_weights(path, {"a/W": np.ones((2, 2), np.float32), "a/b": np.ones(2)})
    data = path.read_bytes()
    at = int(place * len(data))
    path.write_bytes(data[:at] + junk + data[at + cut :])
    try:
        loaded = load_weights(path)
    except NnsimError:
        return
    assert all(array.dtype.kind in "fiub" for array in loaded.values())


def test_bad_places_and_names(tmp_path):
    with pytest.raises(NnsimError, match=r"\.npz or \.safetensors"):
        save_weights(tmp_path / "w.pt", {})
    with pytest.raises(NnsimError, match=r"\.npz or \.safetensors"):
        load_weights(tmp_path / "w")
    for suffix in SUFFIXES:
        path = tmp_path / ("w" + suffix)
        with pytest.raises(NnsimError, match="no file"):
            load_weights(path)
        with pytest.raises(NnsimError, match="There is no folder"):
            save_weights(tmp_path / "none" / path.name, {})
        with pytest.raises(NnsimError, match="Rename its layer"):
            save_weights(path, {"../W": np.ones(1)})
        with pytest.raises(NnsimError, match="plain numbers"):
            save_weights(path, {"a/W": np.array([None])})
        assert not path.exists()
    with pytest.raises(NnsimError, match="no array"):
        load_weights(_npz(tmp_path / "w.npz", b"x", "readme.txt"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    for suffix in SUFFIXES:
        os.mkfifo(tmp_path / ("pipe" + suffix))
        with pytest.raises(NnsimError, match="is a device, not a file"):
            load_weights(tmp_path / ("pipe" + suffix))


def test_no_room_is_made_for_more_than_there_is(tmp_path):
    save_weights(tmp_path / "w.safetensors", {"a/W": np.ones(2)})
    tracemalloc.start()
    load_weights(tmp_path / "w.safetensors")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_what_fits_and_what_does_not():
    arrays = {
        "a/W": np.ones((2, 3)),
        "a/b": np.ones(2),
        "b/W": np.array([1.0, np.nan]),
        "d/W": np.array([1e39]),
        "other/W": np.ones(1),
    }
    fit = check_weights(arrays, {"a/W": (2, 3), "a/b": (3,), "b/W": (2,), "c/W": (1,), "d/W": (1,)})
    assert list(fit.arrays) == ["a/W"]
    says = "\n".join(fit.problems)
    assert "a/b has shape (2,), the network needs (3,)" in says
    assert "b/W holds infinite or undefined" in says
    assert "c/W is not in the file" in says
    assert "d/W holds numbers beyond 1e+30" in says
    assert "no parameter other/W" in says


def test_ids_and_names():
    graph = Graph((Node("dense_1", "Hidden", Missing("{}")), Node("dense_2", "dense_1", Missing("{}"))))
    arrays = {"dense_1/W": np.ones(1), "dense_2/W": np.zeros(1), "gone/W": np.ones(1)}
    named = by_layer_name(graph, arrays)
    assert set(named) == {"Hidden/W", "dense_1/W"}
    assert named["dense_1/W"] is arrays["dense_2/W"]
    assert by_node_id(graph, named) == {"dense_1/W": arrays["dense_1/W"], "dense_2/W": arrays["dense_2/W"]}
