"""What all parts of a sitting stand on."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from nnsim.document.project import Project
from nnsim.training.trainer import Trainer
from nnsim.ui.sitting.feeds import Feeds
from nnsim.ui.sitting.live import LiveFeed
from nnsim.ui.sitting.loaded_network import LoadedNetwork
from nnsim.ui.sitting.tried_runs import TriedRuns
from nnsim.ui.sitting.voice import Voice
from nnsim.ui.sitting.workspace import Workspace


@dataclass(frozen=True, eq=False)
class Sitting:
    """The open project, the trainer, and what is known of both; nothing in it knows the parts above.

    Attributes
    ----------
    voice
        What is said.
    workspace
        The open project.
    trainer
        Where it is trained.
    feeds, feed
        What is known of all runs, and of the one on the screen frame by frame.
    network
        What of the drawing is in the trainer.
    tried
        Whether values are being tried out.
    """

    voice: Voice
    workspace: Workspace
    trainer: Trainer
    feeds: Feeds
    feed: LiveFeed
    network: LoadedNetwork
    tried: TriedRuns

    @classmethod
    def of(cls, project: Project | None, parent: QObject | None = None) -> Sitting:
        """Return a sitting with `project`, whose trainer is not started."""
        workspace, trainer, feeds = Workspace(project), Trainer(), Feeds()
        tried = TriedRuns()
        feed = LiveFeed(trainer, feeds, tried, parent)
        return cls(Voice(), workspace, trainer, feeds, feed, LoadedNetwork(workspace, trainer, feeds), tried)

    @property
    def run(self) -> int:
        """Number of the run that is drawn; 0 before the first one."""
        return self.feeds.run
