"""Handwritten digits that experiments run on: MNIST where the user has it, else those that come with the program."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.data.source import Source
from nnsim.data.sources.digits import Digits


@dataclass(frozen=True)
class Pictures:
    """Which digits there are.

    Attributes
    ----------
    source
        Gives them flat, one row of pixels an example, 0 to 1.
    are_mnist
        Whether they are what publications measured on; else experiments compare with numbers of our own.
    """

    source: Source
    are_mnist: bool


def own_pictures() -> Pictures:
    """Return the digits that come with the program, 64 pixels each."""
    return Pictures(Digits(layout="flat"), are_mnist=False)
