"""Which size and which colours images get that nobody set: found out from some of their headers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import tr
from nnsim.data.images.decoding import Fitting, Form, Header, NotAnImageError, header_of
from nnsim.data.notes import Note, Switch
from nnsim.data.source import Progress

LARGEST_SIDE = 64
"""Pixels of the longer side of images whose size nobody set."""
MOST_SIDE = 512
"""Pixels of a side that can be set."""
_LOOKED_AT = 200


@dataclass(frozen=True)
class Wish:
    """What a user settled; 0 and ``auto`` are to be found out."""

    width: int = 0
    height: int = 0
    colour: str = "auto"
    fitting: Fitting = "crop"


def chosen_form(places: Sequence[str], wish: Wish, progress: Progress) -> tuple[Form, tuple[Note, ...]]:
    """Return the form that all images get, and what was found out about them, as sentences.

    Looked at are some of them, spread evenly over all; those that cannot be read count for nothing here.
    """
    headers = _some_headers(places, wish, progress)
    usual = _most_usual(headers)
    width, height = _size(usual, wish)
    colour = wish.colour == "colour" or (wish.colour == "auto" and any(h.is_colour for h in headers))
    form = Form(width, height, 3 if colour else 1, wish.fitting)
    return form, tuple(_told(form, usual, wish, bool(headers)))


def _some_headers(places: Sequence[str], wish: Wish, progress: Progress) -> list[Header]:
    if wish.width and wish.height and wish.colour != "auto":
        return []
    found = []
    rows = np.unique(np.linspace(0, len(places) - 1, min(len(places), _LOOKED_AT)).astype(int))
    for row in rows:
        progress(0.0, tr("Looking at some of the images"))
        try:
            found.append(header_of(places[row]))
        except NotAnImageError:
            continue  # reading all of them names it
    return found


def _most_usual(headers: Sequence[Header]) -> tuple[int, int]:
    """Return the most usual size, the smallest of several; that of the largest side where there is none."""
    counts = Counter((header.width, header.height) for header in headers)
    if not counts:
        return LARGEST_SIDE, LARGEST_SIDE
    return min(counts, key=lambda size: (-counts[size], size))


def _size(usual: tuple[int, int], wish: Wish) -> tuple[int, int]:
    """Return the size wished for; what is not follows from the proportions of the usual one."""
    width, height = usual
    if wish.width and wish.height:
        return wish.width, wish.height
    if wish.width or wish.height:
        share = wish.width / width if wish.width else wish.height / height
    else:
        share = min(1.0, LARGEST_SIDE / max(width, height))
    found = (max(1, round(width * share)), max(1, round(height * share)))
    return wish.width or min(found[0], MOST_SIDE), wish.height or min(found[1], MOST_SIDE)


def _told(form: Form, usual: tuple[int, int], wish: Wish, looked: bool) -> list[Note]:
    """Return the sentences on what was found out."""
    told = []
    if looked and not (wish.width and wish.height):
        size = f"{form.width} × {form.height}"
        if (form.width, form.height) == usual:
            told.append(Note(tr("Most images are {size}, so that is the size of all").format(size=size)))
        else:
            told.append(
                Note(
                    tr("Most images are {usual} pixels; here all are {size}").format(
                        usual=f"{usual[0]:,} × {usual[1]:,}", size=size
                    )
                )
            )
    if looked and wish.colour == "auto":
        if form.channels == 3:
            other = Switch(tr("Make them grey"), (("colour", "grey"),))
            told.append(Note(tr("Images have colours: three channels"), other))
        else:
            other = Switch(tr("Three channels"), (("colour", "colour"),))
            told.append(Note(tr("Images are grey: one channel"), other))
    return told
