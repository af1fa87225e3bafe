"""Which call is which instruction: NumPy's functions, methods of arrays, and the engine's own functions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from nnsim.compiled.cells import GRU_FACTORS, GRU_FORWARD, LSTM_BACKWARD, LSTM_FACTORS, LSTM_FORWARD
from nnsim.compiled.draws import DRAWN
from nnsim.compiled.encodable import NotEncodableError
from nnsim.compiled.operands import meeting
from nnsim.compiled.pools import pool
from nnsim.compiled.primitives import (
    BEGIN_SIZES,
    CORRECT_BIAS,
    COUNT_MISTAKES,
    QUASI_NEWTON_STEP,
    WRITE_CLIP_FACTOR,
    WRITE_NESTEROV_FACTORS,
    check_apart,
)
from nnsim.compiled.products import product
from nnsim.compiled.sums import reduce
from nnsim.compiled.table import Table
from nnsim.engine import fading
from nnsim.engine.activations.relu import mark_positive
from nnsim.engine.activations.sigmoid import squash
from nnsim.engine.clipping import write_clip_factor
from nnsim.engine.layers.gru import gru_factors, gru_forward
from nnsim.engine.layers.lstm import lstm_backward, lstm_factors, lstm_forward
from nnsim.engine.optimizers.adam import correct_bias
from nnsim.engine.optimizers.lbfgs import quasi_newton_step
from nnsim.engine.optimizers.nadam import write_nesterov_factors
from nnsim.engine.optimizers.rprop import begin_sizes
from nnsim.engine.pooling import pool_greatest, unpool_greatest
from nnsim.engine.rules.perceptron import count_mistakes
from nnsim.engine.softmax_loss import softmax_and_surprise

TESTS = {"greater", "greater_equal", "less", "less_equal", "equal", "not_equal", "signbit", "isfinite"}
"""Ufuncs from numbers to truth values."""
AS_NUMBERS = {"greater": "above", "greater_equal": "from"}
"""Those of them whose truth values may be written as 1 and 0."""
REDUCED = {"add", "maximum"}
OF_SUMS = {"axis", "dtype", "out", "keepdims"}
"""Ufuncs that are taken over axes, and what such a call may say by name."""
OTHERS = {
    np.dtype(np.bool_): {
        "logical_and": "logical_and",
        "logical_or": "logical_or",
        "greater": "bytes_greater",
    },
    np.dtype(np.int64): {"add": "whole_add", "multiply": "whole_multiply"},
}
"""Ufuncs of truth values, and of whole numbers, to their own type."""


def encode(table: Table, call: Callable[[], object]) -> None:
    """Append what `call` does; raises NotEncodableError when the table has no words for it."""
    if not isinstance(call, partial):
        raise NotEncodableError(getattr(call, "__qualname__", repr(call)))
    function, arguments, named = call.func, call.args, dict(call.keywords)
    owner, name = getattr(function, "__self__", None), getattr(function, "__name__", "")
    if function is np.matmul and not named:
        product(table, *arguments)
    elif isinstance(function, np.ufunc):
        _ufunc(table, function, arguments, named)
    elif (
        isinstance(owner, np.ufunc)
        and name == "reduce"
        and owner.__name__ in REDUCED
        and set(named) <= OF_SUMS
    ):
        _reduce(table, owner.__name__, *arguments, **named)
    elif isinstance(owner, np.ufunc) and name == "at" and owner.__name__ == "add" and not named:
        _add_at(table, *arguments)
    elif isinstance(owner, np.ndarray) and name in METHODS:
        METHODS[name](table, owner, *arguments, **named)
    elif isinstance(owner, np.random.Generator) and name in DRAWN and len(arguments) == 3 and not named:
        _draw(table, owner, name, *arguments)
    elif function is np.copyto:
        _copyto(table, *arguments, **named)
    elif function in FUNCTIONS and not named:
        FUNCTIONS[function](table, *arguments)
    else:
        raise NotEncodableError(getattr(function, "__qualname__", repr(function)))


def _ufunc(table: Table, function: np.ufunc, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
    name = _name_of(function)
    inputs = [np.asarray(a) for a in arguments[: function.nin]]
    out = named.pop("out", arguments[function.nin] if len(arguments) > function.nin else None)
    if isinstance(out, tuple):
        (out,) = out
    where = named.pop("where", None)
    named.pop("casting", None)  # what NumPy may cast, it casts as a copy does
    if named or not isinstance(out, np.ndarray) or not isinstance(where, np.ndarray | None):
        raise NotEncodableError(f"{name} with {sorted(named) or 'no place for its result'}")
    if where is not None:
        result = table.scratch(out.shape, out.dtype)
        _apply(table, name, inputs, result)
        _where(table, result, where, out)
    else:
        _apply(table, name, inputs, out)


def _name_of(function: np.ufunc) -> str:
    """Return the name of a ufunc of NumPy's or SciPy's; one of somebody else may be called the same and do another thing."""
    name = function.__name__
    for owner in (np, sys.modules.get("scipy.special")):
        if getattr(owner, name, None) is function:
            return name
    raise NotEncodableError(f"the ufunc {name}")


def _apply(table: Table, name: str, inputs: list[np.ndarray], out: np.ndarray) -> None:
    kind = np.result_type(*inputs)
    second = inputs[1] if len(inputs) > 1 else None
    other = OTHERS.get(kind, {}).get(name)
    if other is not None and out.dtype == kind and all(a.dtype == kind for a in inputs):
        table.map(other, kind, inputs[0], second, out)
        return
    if kind not in (np.float32, np.float64):
        raise NotEncodableError(f"{name} of {kind}")
    inputs = [table.as_type(a, kind) for a in inputs]
    second = inputs[1] if len(inputs) > 1 else None
    if name in TESTS:
        _test(table, name, inputs, out)
    elif out.dtype == kind:
        table.map(name, kind, inputs[0], second, out)
    else:
        result = table.scratch(out.shape, kind)
        table.map(name, kind, inputs[0], second, result)
        table.copy(result, out)


def _test(table: Table, name: str, inputs: list[np.ndarray], out: np.ndarray) -> None:
    second = inputs[1] if len(inputs) > 1 else None
    if out.dtype == np.bool_:
        table.map(name, inputs[0].dtype, inputs[0], second, out)
    elif name in AS_NUMBERS and out.dtype == inputs[0].dtype:
        table.map(AS_NUMBERS[name], out.dtype, inputs[0], second, out)
    else:
        truths = table.scratch(out.shape, np.dtype(np.bool_))
        table.map(name, inputs[0].dtype, inputs[0], second, truths)
        table.copy(truths, out)


def _where(table: Table, source: np.ndarray, mask: np.ndarray, out: np.ndarray) -> None:
    if mask.dtype != np.bool_:
        raise NotEncodableError(f"a choice by {mask.dtype}")
    source = table.as_type(source, out.dtype)
    table.map("bytes_where" if out.dtype == np.bool_ else "where", out.dtype, source, mask, out)


def _copyto(
    table: Table, out: np.ndarray, source: Any, casting: str = "same_kind", where: np.ndarray | None = None
) -> None:
    source = np.asarray(source, None if isinstance(source, np.ndarray) else out.dtype)
    if where is not None:
        _where(table, source, where, out)
    else:
        table.copy(np.broadcast_to(source, out.shape) if source.size > 1 else source, out)


def _reduce(
    table: Table,
    name: str,
    a: np.ndarray,
    axis: Any = 0,
    dtype: Any = None,
    out: np.ndarray | None = None,
    keepdims: bool = False,
) -> None:
    if dtype is not None or out is None or a.dtype != out.dtype or a.dtype not in (np.float32, np.float64):
        raise NotEncodableError(f"{name}.reduce into another type")
    axes = range(a.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    if not out.ndim and a.ndim:
        out = out.reshape((1,) * a.ndim)
    reduce(table, name, a, list(axes), out)


def _add_at(table: Table, array: np.ndarray, index: np.ndarray, added: np.ndarray) -> None:
    plain = array.ndim == 1 and index.shape == added.shape and added.dtype == array.dtype
    plain = plain and array.dtype in (np.float32, np.float64)
    plain = plain and meeting(array, added) == "apart"
    if not plain or index.dtype != np.int64 or not all(x.flags.c_contiguous for x in (array, index, added)):
        raise NotEncodableError("add.at of such arrays")
    places = table.at(array), array.size, table.at(index), index.size, table.at(added)
    table.add("add_at", array.itemsize, *places)


def _dot(table: Table, a: np.ndarray, b: np.ndarray, out: np.ndarray) -> None:
    if b.ndim > 2 or a.ndim > 2:
        raise NotEncodableError("dot of more than two axes")
    left = a if a.ndim == 2 else a[None]
    right = b if b.ndim == 2 else b[:, None]
    product(table, left, right, out.reshape(left.shape[0], right.shape[1], copy=False))


def _fill(table: Table, array: np.ndarray, value: float) -> None:
    table.copy(np.array(value, array.dtype), array)


def _take(table: Table, array: np.ndarray, index: np.ndarray, axis: int, out: np.ndarray, mode: str) -> None:
    plain = array.ndim == out.ndim == 2 and axis == 0 and mode == "clip" and index.dtype == np.int64
    fits = plain and out.shape == (index.size, array.shape[1]) and len(array) and out.dtype == array.dtype
    if (
        not fits
        or meeting(array, out) != "apart"
        or not (array.flags.c_contiguous and index.flags.c_contiguous)
        or out.strides[1] != out.itemsize
    ):
        raise NotEncodableError("take of such arrays")
    row = array.shape[1] * array.itemsize
    table.add(
        "take", table.at(array), row, len(array), table.at(index), index.size, table.at(out), out.strides[0]
    )


def _draw(
    table: Table, generator: np.random.Generator, name: str, size: None, dtype: Any, out: np.ndarray
) -> None:
    place = table.draws.add(generator, name, dtype, out)
    drawn = out if out.flags.c_contiguous else table.scratch(out.shape, out.dtype)
    table.add("draw", place, out.nbytes, table.at(drawn))
    if drawn is not out:
        table.copy(drawn, out)


def _alike(name: str, *arrays: np.ndarray) -> None:
    """Check that all arrays are of one type of numbers, of which there are kernels; raises NotEncodableError."""
    if arrays[0].dtype not in (np.float32, np.float64) or len({a.dtype for a in arrays}) > 1:
        raise NotEncodableError(f"{name} of numbers of several types")


def _flush(table: Table, flat: np.ndarray, floor: np.ndarray, size: np.ndarray, small: np.ndarray) -> None:
    _alike("flush", flat, floor)
    table.map("flush", flat.dtype, flat, floor, flat)


def _squash(table: Table, z: np.ndarray, y: np.ndarray, held: np.ndarray, one: np.ndarray) -> None:
    _alike("squash", z, y, held, one)
    table.map("exp", y.dtype, z, None, y)
    table.map("add", y.dtype, y, one, held)
    table.map("share", y.dtype, y, held, y)


def _pool_greatest(
    table: Table, tiles: np.ndarray, laid_out: np.ndarray, numbers: np.ndarray, y: np.ndarray
) -> None:
    # Which one was the greatest stands where NumPy lays out the numbers: nobody else reads there.
    pool(table, "pool", tiles, y, numbers[0])


def _unpool_greatest(
    table: Table, numbers: np.ndarray, y: np.ndarray, dy: np.ndarray, dx: np.ndarray, *room: np.ndarray
) -> None:
    pool(table, "unpool", dx, dy, numbers[0])


def _mark_positive(
    table: Table, y: np.ndarray, zero: np.ndarray, positive: np.ndarray, out: np.ndarray
) -> None:
    _alike("mark_positive", y, zero, out)
    table.map("above", out.dtype, y, zero, out)


def _softmax_and_surprise(
    table: Table, z: np.ndarray, shares: np.ndarray, surprise: np.ndarray, *room: np.ndarray
) -> None:
    _alike("softmax", z, shares, surprise)
    if z.ndim != 2 or not len(z) or not shares.shape == surprise.shape == z.shape:
        raise NotEncodableError("softmax into another shape")
    check_apart("softmax", {0: z, 1: shares, 2: surprise}, {1, 2})
    if any(a.strides[1] != a.itemsize for a in (z, shares, surprise) if a.shape[1] > 1):
        raise NotEncodableError("softmax of numbers that lie apart")
    words = [word for a in (z, shares, surprise) for word in (table.at(a), a.strides[0] // a.itemsize)]
    table.add("softmax_and_surprise", z.itemsize, *z.shape, *words)


FUNCTIONS: Mapping[object, Callable[..., None]] = {
    fading.flush: _flush,
    squash: _squash,
    lstm_forward: LSTM_FORWARD,
    lstm_factors: LSTM_FACTORS,
    lstm_backward: LSTM_BACKWARD,
    gru_forward: GRU_FORWARD,
    gru_factors: GRU_FACTORS,
    mark_positive: _mark_positive,
    softmax_and_surprise: _softmax_and_surprise,
    pool_greatest: _pool_greatest,
    unpool_greatest: _unpool_greatest,
    correct_bias: CORRECT_BIAS,
    write_nesterov_factors: WRITE_NESTEROV_FACTORS,
    begin_sizes: BEGIN_SIZES,
    write_clip_factor: WRITE_CLIP_FACTOR,
    count_mistakes: COUNT_MISTAKES,
    quasi_newton_step: QUASI_NEWTON_STEP,
}
"""The engine's own functions."""

METHODS: Mapping[str, Callable[..., None]] = {"dot": _dot, "fill": _fill, "take": _take}
