"""What lies on the table of the Neuron lab: a neuron, gates wired together, points to learn, a network to calculate by hand."""

from __future__ import annotations

from collections.abc import Mapping

from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.figures.figure import Array, Figure


class Board:
    """A frozen value that one page of the lab shows and changes; each page has a kind of its own."""

    def project(self) -> Project:
        """Return it as a project: what *Use in network* opens on the canvas."""
        raise NotImplementedError

    def weights(self) -> Mapping[str, Array]:
        """Return its weights by ``node id/parameter name``; empty: those of the project's seed."""
        return {}

    def learned(self) -> Learned | None:
        """Return its weights as a project file holds them; None: those of the seed."""
        weights = self.weights()
        return Learned.named(weights) if weights else None

    def figure(self) -> Figure:
        """Return what is to be seen of it, for paper."""
        raise NotImplementedError
