"""Moments of rows, written for people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnsim.data.dataset import Dataset, Floats

_DAY = 86_400.0
_LAST = 253_402_300_799.0
"""The last second of the year 9999, and a number whose opposite is a date as well."""


def span(dataset: Dataset, rows: NDArray[np.int64]) -> tuple[str, str]:
    """Return the first and the last moment of some rows, at least one of them with a known moment."""
    assert dataset.moments is not None
    here = dataset.moments[rows]
    return tuple(written(dataset, float(at)) for at in (np.nanmin(here), np.nanmax(here)))  # type: ignore[return-value]


def written(dataset: Dataset, moment: float) -> str:
    """Return a moment as a date, as closely as any row needs it, or as the number it is."""
    if not dataset.moments_are_dates or abs(moment) > _LAST:
        return f"{moment:,.10g}"
    assert dataset.moments is not None
    date = np.datetime64(int(np.floor(moment)), "s")
    return str(date.astype(f"datetime64[{_unit(dataset.moments)}]")).replace("T", " ")


def as_texts(seconds: Floats) -> NDArray[np.str_]:
    """Return dates (n,), in seconds since 1970, as closely as any of them needs it; empty for NaN."""
    known = np.isfinite(seconds) & (np.abs(np.nan_to_num(seconds)) <= _LAST)
    dates = np.floor(np.where(known, seconds, 0.0)).astype("datetime64[s]")
    texts = np.datetime_as_string(dates.astype(f"datetime64[{_unit(seconds[known])}]"))
    return np.where(known, np.char.replace(texts, "T", " "), "")


def _unit(moments: Floats) -> str:
    """Return the longest of days, minutes and seconds that all moments are whole numbers of."""
    seconds = np.nan_to_num(moments)
    return next((unit for unit, size in (("D", _DAY), ("m", 60.0)) if not np.any(seconds % size)), "s")
