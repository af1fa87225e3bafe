"""The network that the trainer has: none, or the one of a certain basis."""

from __future__ import annotations

from nnsim.base.event import Event
from nnsim.data.prepared import Prepared
from nnsim.document.learned import Learned
from nnsim.training.trainer import Trainer
from nnsim.ui.sitting.feeds import Feeds
from nnsim.ui.sitting.run_basis import RunBasis
from nnsim.ui.sitting.workspace import Workspace


class LoadedNetwork:
    """What of the drawing is in the trainer.

    Attributes
    ----------
    basis
        What the loaded run is of; None: nothing is loaded.
    prepared
        The examples it has, or had last.

    Events
    ------
    needed()
        Somebody is about to work with the network: what is drawn is to be loaded before this returns.
    """

    def __init__(self, workspace: Workspace, trainer: Trainer, feeds: Feeds) -> None:
        self.needed: Event[[]] = Event()
        self.basis: RunBasis | None = None
        self.prepared: Prepared | None = None
        self._workspace = workspace
        self._trainer = trainer
        self._feeds = feeds

    @property
    def is_there(self) -> bool:
        """Whether the trainer has a run of this document."""
        return self.basis is not None

    @property
    def can_train(self) -> bool:
        """Whether a network is loaded and nothing keeps it from training."""
        return self.is_there and self._workspace.resolved.can_train

    @property
    def can_run(self) -> bool:
        """Whether a network is loaded and data can go through it, if only with weights set by hand."""
        return self.is_there and self._workspace.resolved.can_run

    def ensure(self) -> None:
        """Let the trainer have the network that is drawn now, if it can run."""
        self.needed.fire()

    def reload(self) -> None:
        """Begin another run of the same network, from where `Weights` says."""
        self.forget()
        self.ensure()

    def load(self, basis: RunBasis, prepared: Prepared) -> None:
        """Take what the trainer has for a network of `basis` on these examples."""
        self.basis, self.prepared = basis, prepared

    def forget(self) -> None:
        """Take the loaded network for one of something else."""
        self.basis = None

    def learned(self) -> Learned | None:
        """Return what the run has learned so far; None when nothing is loaded.

        Raises NnsimError when the trainer does not answer.
        """
        return self._trainer.learned(self._feeds.run) if self.is_there else None
