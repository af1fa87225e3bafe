"""Looking into a network from Python."""

from __future__ import annotations

from typing import Literal, TypeVar

from nnsim.base.declared import check_all
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.prepare import prepare
from nnsim.data.prepared import Prepared
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.document.storage import Opened
from nnsim.engine.network import Network
from nnsim.engine.probe import Probe, Reading
from nnsim.engine.probes.gradient_budget import Budget, GradientBudget
from nnsim.engine.subject import Subject
from nnsim.library.trained import Trained
from nnsim.training.batches import encode_targets, some
from nnsim.training.epochs import begin
from nnsim.training.forecast import Forecast
from nnsim.training.forecast import forecast as forecast_of_setup
from nnsim.training.setup import Setup

R = TypeVar("R", bound=Reading)
Part = Literal["train", "validation", "test"]


def probe(
    what: Trained | Project | Opened,
    look: Probe[R],
    *,
    examples: int = 64,
    part: Part = "train",
    training: bool = True,
) -> R:
    """Look into a network and return plain arrays; nothing of it is changed::

        reading = probe(result, Activations())
        dict(zip(reading.names, reading.saturated))  # by layer: the share of values that let no gradient pass

    Parameters
    ----------
    what
        A trained `Result`, one moment of it such as ``result.at(100)``, a file that was opened, or a
        `Project`, which is looked at as it would begin from its seed. The last step, for `UpdateRatios`,
        is known only where steps were taken to get there: of a `Result`, and of a moment that was not kept.
    look
        What to look for, such as ``Activations()``, ``JacobianSpectrum(layer="dense_2")`` or
        ``Sharpness()``.
    examples
        How many examples at most, spread evenly over `part`.
    part
        Which part of the data.
    training
        Whether layers behave as in a training step (statistics of the batch, dropout) or as in use.

    Raises
    ------
    NnsimError
        When the network cannot be trained on the data, there are no examples, or a setting is out
        of its limits.
    """
    for problem in check_all(look):
        raise NnsimError(problem)
    return look.take(subject_of(what, examples=examples, part=part, training=training))


def budget(
    what: Trained | Project | Opened,
    of: Literal["sums", "weights"] = "sums",
    *,
    examples: int = 64,
    part: Part = "train",
) -> Budget:
    """Say why the gradient shrinks or grows on its way back, layer by layer and factor by factor::

        found = budget(project)
        for step in found.path():  # from the last layer to the first
            print(step.origin, "→", step.layer, step.measured, {f.title(): f.value for f in step.factors})
        found.notes()  # "dense_1 gets 1/28,000 of …", "Most is lost to the slopes of Sigmoid: ×0.21 a layer."

    Each factor is worked out by a formula of its own (``factor.formula``), none is what the others leave;
    their product is the ratio that was measured.

    Parameters
    ----------
    what
        As for `probe`.
    of
        Of which gradients: ``"sums"`` ‖∂L/∂z‖ of the weighted sums, or ``"weights"`` ‖∂L/∂W‖.
    examples, part
        As for `probe`.

    Raises
    ------
    NnsimError
        When the network cannot be trained on the data, there are no examples, or not two layers with
        weights, one behind the other.
    """
    return probe(what, GradientBudget(of=of), examples=examples, part=part)


def forecast(project: Project, examples: int | None = None) -> Forecast:
    """Say what gradients the layers of a project will have, before any training::

        said = forecast(project)
        said.sentence()  # "dense_1 gets 1/28,000 of the gradient of dense_6."
        [(layer.name, layer.gradient) for layer in said.layers]

    Parameters
    ----------
    project
        Its first weights are those its seed begins with.
    examples
        How many training examples to look at, spread evenly over all; by default at most 64, fewer for a
        network that takes much work.

    Returns
    -------
    Forecast
        Of a network that cannot train it has no layers, and says why in ``why_not``.

    Raises
    ------
    NnsimError
        When the data cannot be used.
    """
    prepared = prepare(project.data)
    resolved = resolve(project.graph, prepared, project.training.rule)
    return forecast_of_setup(Setup(resolved, project.training, prepared), examples)


def subject_of(
    what: Trained | Project | Opened, *, examples: int = 64, part: Part = "train", training: bool = True
) -> Subject:
    """Return what several probes can look at, one after the other; arguments and errors as in `probe`."""
    network, prepared = _network(what)
    given = {"train": prepared.train, "validation": prepared.validation, "test": prepared.test}
    if part not in given:
        raise NnsimError(tr("Choose one of the parts {names}.").format(names=", ".join(given)))
    chosen = some(given[part], examples)
    targets = encode_targets(network, prepared, chosen)
    return Subject(
        network,
        chosen.inputs,
        targets,
        training=training,
        weights=chosen.weights,
        lengths=chosen.lengths,
    )


def _network(what: Trained | Project | Opened) -> tuple[Network, Prepared]:
    match what:
        case Trained():
            return what._network, what.data
        case Opened():
            run = begin(what.project, what.learned)
        case Project():
            run = begin(what)
    return run.network, run.prepared
