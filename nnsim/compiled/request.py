"""What a walk is told, and what it tells: the twin of ``source/walk.h``, field for field."""

from __future__ import annotations

import ctypes
from typing import ClassVar

_N, _P, _D = ctypes.c_int64, ctypes.c_void_p, ctypes.c_double


class Step(ctypes.Structure):
    """Steps of one batch size."""

    _fields_: ClassVar = [
        ("code", _P),
        ("words", _N),
        ("parts", _P),
        ("parts_count", _N),
        ("short_parts", _N),
        ("totals", _P),
        ("factors", _P),
        ("totals_count", _N),
        ("size", _N),
        ("draw_bytes", _N),
        ("item", _N),
    ]


class Leg(ctypes.Structure):
    """So many of them, within one epoch."""

    _fields_: ClassVar = [("step", _P), ("order", _P), ("position", _N), ("steps", _N)]


class Kept(ctypes.Structure):
    """Where numbers go at a checkpoint, and where from."""

    _fields_: ClassVar = [("to", _P), ("source", _P), ("bytes", _N)]


class Walk(ctypes.Structure):
    """A whole walk; see ``source/walk.h`` for what each field is."""

    _fields_: ClassVar = [
        ("legs", _P),
        ("legs_count", _N),
        ("first", _N),
        ("limit", _D),
        ("rates", _P),
        ("rate", _P),
        ("draws", _P),
        ("sums", _P),
        ("sums_width", _N),
        ("scalars", _P),
        ("scalars_width", _N),
        ("loss_place", _N),
        ("told", _P),
        ("told_places", _P),
        ("told_count", _N),
        ("every", _N),
        ("flush", _P),
        ("flush_words", _N),
        ("vector", _P),
        ("vector_count", _N),
        ("state", _P),
        ("state_count", _N),
        ("kept", _P),
        ("kept_count", _N),
        ("sgemm", _P),
        ("dgemm", _P),
        ("wide", _N),
        ("checkpoint", _N),
        ("lost", _N),
    ]
