"""Moments of rows, written for people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnsim.data.dataset import Dataset, Floats

_DAY = 86_400.0
_LAST = 253_402_300_799.0
"""The last second of the year 9999, and a number whose opposite is a date as well."""


class Clock:
    """Writes the moments of a dataset; all of them are looked at once.

    Attributes
    ----------
    dates
        Whether they are dates, and no numbers.
    """

    def __init__(self, dataset: Dataset) -> None:
        assert dataset.moments is not None
        self.dates = dataset.moments_are_dates
        self._moments = dataset.moments
        self._unit = _unit(dataset.moments) if self.dates else ""

    def written(self, moment: float) -> str:
        """Return a moment as a date, as closely as any row needs it, or as the number it is; empty for NaN."""
        if np.isnan(moment):
            return ""
        if not self.dates or abs(moment) > _LAST:
            return f"{moment:,.10g}"
        date = np.datetime64(int(np.floor(moment)), "s")
        return str(date.astype(f"datetime64[{self._unit}]")).replace("T", " ")

    def written_of(self, row: int) -> str:
        """Return the moment of a row."""
        return self.written(float(self._moments[row]))


def span(dataset: Dataset, rows: NDArray[np.int64]) -> tuple[str, str]:
    """Return the first and the last moment of some rows, at least one of them with a known moment."""
    assert dataset.moments is not None
    here, clock = dataset.moments[rows], Clock(dataset)
    return clock.written(float(np.nanmin(here))), clock.written(float(np.nanmax(here)))


def written(dataset: Dataset, moment: float) -> str:
    """Return a moment as `Clock.written` does."""
    return Clock(dataset).written(moment)


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
