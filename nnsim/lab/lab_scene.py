"""The contract of the scenes of the Neuron lab: something worth seeing, laid out on a board, and what must come out.

A scene is one file in `nnsim/lab/scenes/`. (A `Scene` of `nnsim.training` is what pictures are taken of.)
"""

from __future__ import annotations

from typing import ClassVar

from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark
from nnsim.lab.board import Board
from nnsim.lab.claim import Finding


class LabScene(Part):
    """One scene. ``title`` is its name, ``summary`` says in two sentences what it shows, ``source`` where it is from."""

    lays: ClassVar[type[Board]]
    """The kind of its board, which says which page of the lab shows it: boards may take a while to make."""

    def board(self) -> Board:
        """Return what it begins with, a board of the kind that it lays."""
        raise NotImplementedError

    def judged(self) -> tuple[Finding, ...]:
        """Return what it claims, with what the engine makes of its project and weights."""
        raise NotImplementedError


lab_scenes: Registry[LabScene] = Registry(LabScene, "nnsim.lab.scenes", mark("scene"))
