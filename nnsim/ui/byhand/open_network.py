"""The open network with its weights as they are now, and its data."""

from __future__ import annotations

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.prepared import Prepared
from nnsim.engine.network import Network
from nnsim.training.setup import Setup
from nnsim.ui.sitting.session import Session


def open_network(session: Session) -> tuple[Network, Prepared]:
    """Return a network of one's own, with what the run on the screen has learned, and the examples.

    Raises
    ------
    NnsimError
        When there are no data yet, or they cannot go through the network, with the sentence why.
    """
    workspace = session.workspace
    prepared, resolved = workspace.prepared, workspace.resolved
    if prepared is None:
        raise NnsimError(
            workspace.meaning.data_problem or tr("There are no data yet. Choose some on the Data page.")
        )
    if not resolved.can_run:
        raise NnsimError(resolved.errors[0].text)
    session.network.ensure()
    network = Setup(resolved, workspace.project.training, prepared).network()
    learned = session.network.learned()
    if learned is not None:
        network.parameters.adopt(learned.arrays)
    return network, prepared
