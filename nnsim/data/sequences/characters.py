"""Text by characters: which follows on those before it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError, SameAnswerError
from nnsim.base.settings import choice, flag, integer
from nnsim.base.text import mark, ntr, tr
from nnsim.data.dataset import MOST_NUMBERS, Dataset, Floats
from nnsim.data.files.text_files import beginning
from nnsim.data.new.inputs import UNKNOWN, NewInputs
from nnsim.data.source import Progress, Source
from nnsim.data.targets import MOST_CLASSES

_SHOWN = {" ": "␣", "\n": "⏎", "\t": "⇥", "\u00a0": "⍽"}
"""Signs that stand for what cannot be seen."""
_MOST_SHOWN = 100


def character_coding(default: str) -> str:
    """Declare what a character is to a network."""
    return choice(
        default,
        ("one_hot", mark("one input for each character")),
        ("codes", mark("a number, for an Embedding layer")),
        label=mark("Coding"),
        help=mark("For recurrent layers one input for each; an Embedding layer learns what numbers mean."),
    )


@dataclass(frozen=True)
class CharacterSource(Source):
    """Every so many characters of a text are an example, and the class is the character behind them.

    Rows stand in the order of the text, and each knows where in it its target is (`Dataset.moments`), so that
    a split by time keeps the end of the text out of training.
    """

    length: int = integer(
        10,
        low=1,
        high=200,
        usual=(1, 60),
        label=mark("Characters before"),
        help=mark("How many a network sees to tell the next one."),
    )
    stride: int = integer(
        1,
        low=1,
        high=50,
        usual=(1, 20),
        label=mark("Characters from example to example"),
        help=mark("1 takes every place of the text."),
    )
    coding: str = character_coding("one_hot")
    most: int = integer(
        20_000,
        low=250,
        high=5_000_000,
        usual=(1_000, 100_000),
        label=mark("Characters read"),
        help=mark("From the beginning of the text."),
    )
    fold: bool = flag(
        False,
        label=mark("Small letters only"),
        help=mark("Fewer different characters are learned sooner."),
    )

    def _dataset(self, title: str, text: str) -> Dataset:
        """Return the examples of a text; raises NnsimError where it is too short, or all the same."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        whole = len(text)
        text = (text.lower() if self.fold else text)[: self.most]
        if len(text) < self.length + 2:
            raise NnsimError(
                tr(
                    "A text of {n} characters is too short for {length} before each. Take a longer text, or fewer."
                ).format(n=f"{len(text):,}", length=self.length)
            )
        vocabulary, codes, others = _coded(text)
        windows = sliding_window_view(codes[:-1], self.length)[:: self.stride]
        places = np.arange(len(windows)) * self.stride + self.length
        targets = codes[places]
        if (targets == targets[0]).all():
            raise SameAnswerError(
                tr(
                    "The same character follows everywhere, so there is nothing to tell apart. Take another text."
                )
            )
        return Dataset(
            title=title,
            inputs=self._inputs(windows, len(vocabulary)),
            targets=targets,
            task="classes",
            input_names=self._names(),
            target_names=vocabulary,
            notes=tuple(self._said(vocabulary, others, len(windows), len(text), whole)),
            ready=True,
            moments=places.astype(np.float64),
        )

    def new_inputs(self, origin: Dataset, path: str, progress: Progress) -> NewInputs:
        """Return every place of another text, the one behind its end too; see `nnsim.data.new.inputs.ReadsNew`.

        A character that training never saw is missing, unless it had rare ones in a class of their own.
        """
        title, text = beginning(path, self.most, progress)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = text.lower() if self.fold else text
        if len(text) < self.length:
            raise NnsimError(
                tr("{title} has {n} characters; the network reads {length}.").format(
                    title=title, n=f"{len(text):,}", length=self.length
                )
            )
        codes = _known(text, origin.target_names)
        windows = sliding_window_view(codes, self.length)
        inputs = self._inputs(np.maximum(windows, 0), len(origin.target_names))
        inputs[(windows < 0).any(1)] = np.nan
        return NewInputs(
            title,
            inputs,
            len(windows),
            targets=np.append(codes[self.length :], UNKNOWN),
            unseen=int((codes < 0).sum()),
        )

    def _names(self) -> tuple[str, ...]:
        if self.coding == "one_hot":
            return ()
        return tuple(f"t−{back}" for back in range(self.length, 0, -1))

    def _inputs(self, windows: NDArray[np.int64], vocabulary: int) -> Floats:
        """Return codes (n, length), or one input for each character (n, length, vocabulary)."""
        if self.coding == "codes":
            return windows.astype(np.float64)
        size = windows.size * vocabulary
        if size > MOST_NUMBERS:
            raise NnsimError(
                tr(
                    "{n} examples of {length} of {m} characters are {size} numbers; at most {most} are possible. "
                    "Read fewer characters, or choose numbers for an Embedding layer."
                ).format(
                    n=f"{len(windows):,}",
                    length=self.length,
                    m=vocabulary,
                    size=f"{size:,}",
                    most=f"{MOST_NUMBERS:,}",
                )
            )
        inputs = np.zeros((*windows.shape, vocabulary))
        np.put_along_axis(inputs, windows[:, :, np.newaxis], 1.0, axis=2)
        return inputs

    def _said(self, vocabulary: tuple[str, ...], others: int, count: int, read: int, whole: int) -> list[str]:
        said = [
            ntr(
                "{n} example: {length} characters tell the next",
                "{n} examples: {length} characters tell the next",
                count,
            ).format(n=f"{count:,}", length=self.length),
            tr("{n} different characters: {shown}").format(
                n=f"{len(vocabulary):,}",
                shown=" ".join(vocabulary[:_MOST_SHOWN]) + (" …" if len(vocabulary) > _MOST_SHOWN else ""),
            ),
        ]
        if self.coding == "codes":
            said.append(tr("For the Embedding layer: a vocabulary of {n}").format(n=len(vocabulary)))
        if others:
            said.append(
                tr("{n} rare characters are one class: “{name}”").format(n=f"{others:,}", name=_other())
            )
        if read < whole:
            said.append(tr("Read up to character {n}; the text goes on").format(n=f"{read:,}"))
        return said


def _coded(text: str) -> tuple[tuple[str, ...], NDArray[np.int64], int]:
    """Return what is there for people in the order of its signs, the text as codes, and how many signs are too rare.

    At most `MOST_CLASSES` signs are told apart, the most frequent ones.
    """
    counted = Counter(text)
    kept = sorted(counted)
    others = 0
    if len(kept) > MOST_CLASSES:
        kept = sorted(sign for sign, _ in counted.most_common(MOST_CLASSES - 1))
        others = len(counted) - len(kept)
    code = {sign: place for place, sign in enumerate(kept)}
    codes = np.fromiter((code.get(sign, len(kept)) for sign in text), np.int64, len(text))
    names = [_shown(sign, counted) for sign in kept] + ([_other()] if others else [])
    return tuple(names), codes, others


def _known(text: str, names: tuple[str, ...]) -> NDArray[np.int64]:
    """Return the places of the signs of a text among those that are `names`, `UNKNOWN` for others."""
    place = {name: number for number, name in enumerate(names)}
    rare = place.get(_other(), UNKNOWN)

    def code(sign: str) -> int:
        return place.get(f"U+{ord(sign):04X}", place.get(_SHOWN.get(sign, sign), rare))

    codes = {sign: code(sign) for sign in set(text)}
    return np.fromiter((codes[sign] for sign in text), np.int64, len(text))


def _shown(sign: str, there: Counter[str]) -> str:
    """Return how a sign is shown: what cannot be seen by a sign that can, unless that is in the text, too."""
    shown = _SHOWN.get(sign, sign)
    invisible = unicodedata.category(sign)[0] in "CZM"
    if (shown != sign and shown in there) or (invisible and shown == sign):
        return f"U+{ord(sign):04X}"
    return shown


def _other() -> str:
    return tr("other")
