"""How the loss of an example depends on its inputs: ∂L/∂x."""

from __future__ import annotations

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.prepared import Examples, Prepared
from nnsim.engine.network import USE_BATCH, Network
from nnsim.engine.subject import Copy, Subject
from nnsim.training.batches import encode_targets


def input_gradients(network: Network, data: Prepared, examples: Examples) -> np.ndarray:
    """Return ∂L/∂x of every example, L being its own loss: of all outputs, weighted, without penalties.

    The network runs as in use: no dropout, running means. It is not changed.

    Parameters
    ----------
    examples
        Inputs and targets as training takes them (scaled).

    Returns
    -------
    array (n, *shape) float64
        In units of loss per unit of the scaled inputs; 0 where nothing leads to a loss.

    Raises
    ------
    NnsimError
        When no loss reads the network.
    """
    if not network.outputs:
        raise NnsimError(tr("No loss reads an output of this network, so it has no gradient."))
    n, shape = len(examples), examples.inputs.shape
    found = np.zeros((n, int(np.prod(shape[1:]))), np.float64)
    if not n:
        return found.reshape(shape)
    batch = min(USE_BATCH, n)
    subject = Subject(
        network,
        examples.inputs,
        encode_targets(network, data, examples),
        training=False,
        weights=examples.weights,
        lengths=examples.lengths,
    )
    copy = Copy(subject, batch=batch, dtype=np.float64, input_gradients=True)
    for start in range(0, n, batch):
        rows = np.arange(start, start + batch)
        copy.feed(np.minimum(rows, n - 1))
        copy.backward()
        count = min(batch, n - start)
        for stage in network.inputs:
            if stage.id in copy.program.gradients:
                columns = slice(None) if stage.columns is None else list(stage.columns)
                # The loss of a batch is the mean over its examples.
                read = copy.program.gradients[stage.id].flat[:, :count].T * batch
                found[start : start + count, columns] += read
    return found.reshape(shape)
