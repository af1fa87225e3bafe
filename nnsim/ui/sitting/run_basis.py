"""What makes another run: said here, and nowhere else.

A run goes on as long as its network, its data and the settings that need a run of their own
(`Effect.RUN`) are the same. Where layers stand, what they are called, the pace, and settings that a run
under way can take make no other run. What first weights come from is another question (`attic.Origin`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from nnsim.base.changes import changed_effects, settings_with
from nnsim.base.effect import Effect
from nnsim.data.prepared import Prepared
from nnsim.document.project import Project, TrainingSettings
from nnsim.document.resolve import Resolved


@dataclass(frozen=True)
class RunBasis:
    """What a run is of; with another basis it is another run.

    Two are compared that were made in the same way: of a drawing and the settings of its data, which are
    known without any data, or of the network as it was loaded, on the very examples.
    """

    network: object
    data: object
    settings: dict[str, Any]

    def differs_in_data_alone(self, other: RunBasis) -> bool:
        """Return whether network and settings are those of `other`."""
        return replace(self, data=other.data) == other

    @classmethod
    def drawn(cls, project: Project) -> RunBasis:
        """Return the basis of a run of `project`, whole as it is drawn."""
        graph = project.graph
        nodes = {node.id: (node.layer, node.objective) for node in graph.nodes}
        network = nodes, frozenset(graph.edges)
        return cls(network, project.data, settings_with(project.training, Effect.RUN))

    @classmethod
    def loaded(cls, resolved: Resolved, training: TrainingSettings, prepared: Prepared) -> RunBasis:
        """Return the basis of a run that is loaded: the layers that take part in it, and these examples."""
        stages = tuple((s.id, s.layer, s.sources, s.inputs, s.columns) for s in resolved.stages)
        network = stages, resolved.outputs, resolved.can_train
        # Examples are equal only to themselves: whatever is loaded anew may be something else.
        return cls(network, prepared.train, settings_with(training, Effect.RUN))


def changes_under_way(old: TrainingSettings, new: TrainingSettings) -> bool:
    """Return whether settings differ that a run under way can take, whatever else differs."""
    return bool(changed_effects(old, new) - {Effect.RUN})
