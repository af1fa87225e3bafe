"""All images of a data set, decoded into one array of bytes; those that cannot be are named."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.text import ntr, tr
from nnsim.data.dataset import MOST_NUMBERS, Bytes
from nnsim.data.images.decoding import Decoded, Form, NotAnImageError, decoded
from nnsim.data.source import Progress

_AT_ONCE = 16
"""Images that are waited for where somebody wants no more."""
_MOST_WORKERS = 4
_LARGE, _WEIGHED = 20_000, 50
_MOST_NAMED = 4


@dataclass(frozen=True, eq=False)
class Gathered:
    """What was read.

    `pixels` (n, channels, height, width), `rows` (n,) which of the images they are, in order; `bad` the
    name and the fault of each of the others; `resized` how many had another size.
    """

    pixels: Bytes
    rows: NDArray[np.int64]
    bad: tuple[tuple[str, str], ...]
    resized: int

    @property
    def told(self) -> str:
        """What could not be read, as a sentence; empty where there is nothing to say."""
        if not self.bad:
            return ""
        named = [f"{name} ({why})" for name, why in self.bad[:_MOST_NAMED]]
        more = ["…"] if len(self.bad) > _MOST_NAMED else []
        return ntr(
            "{n} image could not be read and was left out: {names}",
            "{n} images could not be read and were left out: {names}",
            len(self.bad),
        ).format(n=f"{len(self.bad):,}", names=", ".join(named + more))


def gathered(places: Sequence[str], names: Sequence[str], form: Form, progress: Progress) -> Gathered:
    """Return all images in one form.

    Parameters
    ----------
    places, names
        Where each file is, and what it is called when it has to be named.

    Raises
    ------
    NnsimError
        When they are more than fit, or more than half of them cannot be read.
    Cancelled
        When `progress` asks to stop.
    """
    _refuse_too_many(len(places), form)
    pixels = np.empty((len(places), form.channels, form.height, form.width), np.uint8)
    good = np.zeros(len(places), np.bool_)
    bad: list[tuple[str, str]] = []
    resized = 0
    doing = tr("Reading {n} images").format(n=f"{len(places):,}")
    for row, found in enumerate(_each(places, form)):
        progress(row / len(places), doing)
        if isinstance(found, Decoded):
            pixels[row], good[row] = found.pixels, True
            resized += found.size != (form.width, form.height)
            continue
        bad.append((names[row], found))
        if 2 * len(bad) > len(places):
            raise NnsimError(_mostly_bad(len(places), bad[0]))
    progress(1.0, doing)
    rows = np.flatnonzero(good)
    return Gathered(pixels if good.all() else pixels[good], rows, tuple(bad), resized)


def _each(places: Sequence[str], form: Form) -> Iterator[Decoded | str]:
    """Yield every image, or why it is none, in order; some are decoded at once."""

    def one(place: str) -> Decoded | str:
        try:
            return decoded(place, form)
        except NotAnImageError as error:
            return str(error)

    if not _are_large(places):
        yield from map(one, places)
        return
    with ThreadPoolExecutor(min(_MOST_WORKERS, os.cpu_count() or 1)) as workers:
        for start in range(0, len(places), _AT_ONCE):
            yield from workers.map(one, places[start : start + _AT_ONCE])


def _are_large(places: Sequence[str]) -> bool:
    """Return whether decoding takes long enough for threads to be worth waiting for each other."""
    sizes = []
    for place in places[:: max(1, len(places) // _WEIGHED)]:
        with suppress(OSError):
            sizes.append(os.stat(place).st_size)
    return sum(sizes) > _LARGE * len(sizes)


def _refuse_too_many(count: int, form: Form) -> None:
    each = form.width * form.height * form.channels
    if count * each > MOST_NUMBERS:
        side = max(1, int((MOST_NUMBERS / (count * form.channels)) ** 0.5))
        raise NnsimError(
            tr(
                "{n} images of {width} × {height} are more than {most} numbers. Make them smaller, such as"
                " {side} × {side}."
            ).format(
                n=f"{count:,}", width=form.width, height=form.height, most=f"{MOST_NUMBERS:,}", side=side
            )
        )


def _mostly_bad(count: int, first: tuple[str, str]) -> str:
    return tr("Most of the {n} images cannot be read. The first is {name}: {why}. Look at it.").format(
        n=f"{count:,}", name=first[0], why=first[1]
    )
