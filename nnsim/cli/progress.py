"""How far a training is, on one line that is written anew, or a line now and then in a log."""

from __future__ import annotations

import shutil
import time
import unicodedata
from collections.abc import Callable
from math import isnan
from typing import TextIO

from nnsim.base.text import tr
from nnsim.training.epochs import EpochRecord
from nnsim.training.metric_names import least_accuracy

_ON_SCREEN, _IN_LOG = 0.1, 5.0
"""Seconds between two lines."""


class Progress:
    """Shows progress on `stream`.

    Parameters
    ----------
    clock
        Seconds that pass; given by tests.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._live = stream.isatty()
        self._every = _ON_SCREEN if self._live else _IN_LOG
        self._started = self._shown = clock()
        self._width = 0

    def preparing(self, done: float, doing: str) -> None:
        """Show how far the data are prepared; done from 0 to 1."""
        if self._is_time():
            self._show(tr("{doing} · {percent} %").format(doing=doing, percent=round(100 * done)))

    def begin(self) -> None:
        """Start counting the time from which the time left is reckoned."""
        self._started = self._clock()

    def epoch(self, record: EpochRecord, done: int, total: int, steps_per_second: float) -> None:
        """Show an epoch, the `done`-th of `total`, unless the last one was shown just now."""
        if done == total or self._is_time():
            left = (self._clock() - self._started) / done * (total - done)
            self._show(_epoch_line(record, done, total, steps_per_second, left))

    def say(self, text: str) -> None:
        """Write a line that stays."""
        self.close()
        print(text, file=self._stream, flush=True)

    def close(self) -> None:
        """End the line that is written anew, if there is one."""
        if self._live and self._width:
            print(file=self._stream, flush=True)
            self._width = 0

    def _is_time(self) -> bool:
        return self._clock() - self._shown >= self._every

    def _show(self, text: str) -> None:
        self._shown = self._clock()
        if not self._live:
            print(text, file=self._stream, flush=True)
            return
        text = _cut(text, shutil.get_terminal_size().columns - 1)
        width = columns_of(text)
        self._stream.write("\r" + text + " " * (self._width - width))
        self._stream.flush()
        self._width = width


def _epoch_line(record: EpochRecord, done: int, total: int, rate: float, left: float) -> str:
    pieces = [
        tr("epoch {done}/{total}").format(done=f"{done:,}", total=f"{total:,}"),
    ]
    if isnan(record.train_loss) and record.scalars:
        # No loss reads the network, or the rule has none: what it reports says how it does.
        told = (tr("{name} {value}").format(name=key, value=f"{v:.4g}") for key, v in record.scalars)
        pieces += told
    else:
        pieces.append(tr("loss {value}").format(value=f"{record.train_loss:.4g}"))
    if record.val_loss is not None:
        pieces.append(tr("validation {value}").format(value=f"{record.val_loss:.4g}"))
    accuracy = least_accuracy(record.metrics, "val")
    if accuracy is not None:
        value, layer = accuracy
        said = tr("accuracy {value} %").format(value=f"{100 * value:.1f}")
        pieces.append(f"{said} ({layer})" if layer else said)
    pieces.append(tr("{n} steps/s").format(n=f"{rate:,.0f}"))
    if done < total:
        pieces.append(tr("{time} left").format(time=_duration(left)))
    return " · ".join(pieces)


def _duration(seconds: float) -> str:
    whole = round(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def columns_of(text: str) -> int:
    """Return the columns `text` takes on a terminal; Chinese signs take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _cut(text: str, columns: int) -> str:
    while text and columns_of(text) > columns:
        text = text[:-1]
    return text
