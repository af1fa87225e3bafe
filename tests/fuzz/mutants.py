"""Mutant number so-and-so of a kind of file: always the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from tests.fuzz.pieces import (
    Mutator,
    bytes_changed,
    json_text_changed,
    mat_changed,
    npy_changed,
    packed_changed,
    safetensors_changed,
    table_changed,
)
from tests.fuzz.seeds import seeds
from tests.fuzz.zips import zip_changed

_MUTATORS: Mapping[str, Mutator] = {
    "project": zip_changed,
    "csv": table_changed,
    "xlsx": zip_changed,
    "parquet": bytes_changed,
    "json": json_text_changed,
    "gz": packed_changed,
    "zip": zip_changed,
    "npz": zip_changed,
    "npy": npy_changed,
    "mat": mat_changed,
    "hdf5": bytes_changed,
    "tensors": safetensors_changed,
    "idx": bytes_changed,
    "sequence": table_changed,
    "weights": zip_changed,
    "safetensors": safetensors_changed,
}


def mutant(kind: str, number: int) -> bytes:
    """Return mutant `number` of a file of `kind`."""
    rng = Random(f"{kind} {number}")
    data = rng.choice(seeds(kind))
    if rng.random() < 0.1:
        return bytes_changed(rng, data)
    return _MUTATORS[kind](rng, data)
