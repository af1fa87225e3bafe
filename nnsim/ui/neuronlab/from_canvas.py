"""The open network as the lab takes from it."""

from __future__ import annotations

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.lab.from_network import FromNetwork
from nnsim.ui.sitting.session import Session


def from_canvas(session: Session) -> FromNetwork:
    """Return what the network on the canvas can give, with its weights as they are now.

    Raises
    ------
    NnsimError
        When there is none that runs.
    """
    learned = session.network.learned()
    if learned is None:
        raise NnsimError(tr("The network on the canvas cannot run yet. Mend it there first."))
    workspace = session.workspace
    return FromNetwork(workspace.resolved, workspace.prepared, learned.arrays)
