"""Drawing a network in Python: a chain of layers, or any graph piece by piece."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from nnsim.base.declared import check_all, settings_of
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.source import Source
from nnsim.document import edits
from nnsim.document.graph import Graph, Objective
from nnsim.document.layout import tidy
from nnsim.document.project import Project, TrainingSettings
from nnsim.engine.layer import Layer
from nnsim.engine.loss import Loss

Settings = TypeVar("Settings", DataSettings, TrainingSettings)
Function = TypeVar("Function", bound=Callable[..., Any])


def with_training_settings(function: Function) -> Function:
    """Decorate a function that takes settings of training as ``**training``.

    Its signature then has the name, kind and default of every one, which help and completion show, and
    its docstring ends with what each means: both made of `TrainingSettings`.
    """
    shown = inspect.signature(function)
    own = [p for p in shown.parameters.values() if p.kind is not inspect.Parameter.VAR_KEYWORD]
    settings = [p for n, p in inspect.signature(TrainingSettings).parameters.items()]
    keywords = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in settings]
    doc = inspect.cleandoc(function.__doc__ or "")
    lines = [
        f"{name} : {setting.label}. {setting.help}".rstrip(". ")
        for name, setting in settings_of(TrainingSettings)
    ]
    function.__doc__ = "\n".join([doc, "", "Settings of training", "--------------------", *lines])
    vars(function)["__signature__"] = shown.replace(parameters=[*own, *keywords])
    return function


class Builder:
    """Draws a network layer by layer; `add` returns a name that later layers take as a source.

    Examples
    --------
    A skip connection: the block is added to what went into it.

    >>> from nnsim.library import Add, Builder, Dense, Input, ReLU, TwoSpirals
    >>> net = Builder()
    >>> before = net.add(Dense(8, ReLU()), net.add(Input()))
    >>> block = net.add(Dense(8, ReLU()), before)
    >>> output = net.add(Dense(1), net.add(Add(), before, block))
    >>> project = net.project(TwoSpirals(), learning_rate=0.01)
    """

    def __init__(self) -> None:
        self.graph = Graph()
        """What was drawn so far."""

    def add(
        self,
        layer: Layer,
        *sources: str,
        name: str = "",
        loss: Loss | None = None,
        loss_weight: float = 1.0,
        target_columns: str = "",
    ) -> str:
        """Draw `layer`, fed by the layers `sources` in this order, and return its name.

        Parameters
        ----------
        name
            Its name; by default its kind with a number, such as ``dense_1``.
        loss, loss_weight, target_columns
            What is asked of it as an output. Only needed where a network has several outputs, or
            another loss than the usual one is meant (cross-entropy for classes, mean squared
            error for numbers).

        Raises
        ------
        NnsimError
            When a source is unknown, an input is taken, the name is taken or a setting cannot be.
        """
        for problem in check_all(layer):
            raise NnsimError(problem)
        graph, id_ = edits.add(self.graph, layer, 0.0, 0.0)
        if name:
            graph = edits.rename(graph, id_, name)
        ids = {node.name: node.id for node in self.graph.nodes}
        for source in sources:
            if source not in ids:
                raise NnsimError(
                    tr("There is no layer called {name}. Add it first.").format(name=repr(source))
                )
            graph = edits.connect(graph, ids[source], id_)
        if loss is not None or loss_weight != 1.0 or target_columns:
            graph = edits.set_objective(graph, id_, Objective(loss, loss_weight, target_columns))
        self.graph = graph
        return graph[id_].name

    @with_training_settings
    def project(
        self,
        data: Source | DataSettings | None = None,
        notes: str = "",
        **training: Any,
    ) -> Project:
        """Return the drawing as a project, laid out from left to right.

        Parameters
        ----------
        data
            Which examples: a source such as ``TwoSpirals()``, or `DataSettings` for another split
            or scaling. Two spirals by default.
        notes
            Text that travels with the project.
        **training
            Any setting of `TrainingSettings`, such as ``learning_rate`` or ``seed``.

        Raises
        ------
        NnsimError
            When a setting does not exist or is out of its limits.
        """
        settings = DataSettings(data) if isinstance(data, Source) else data or DataSettings()
        graph = edits.move(self.graph, tidy(self.graph))
        return Project(graph, checked(settings), changed(TrainingSettings(), training), notes)


@with_training_settings
def chain(
    *layers: Layer,
    data: Source | DataSettings | None = None,
    loss: Loss | None = None,
    notes: str = "",
    **training: Any,
) -> Project:
    """Return a project whose layers follow one another; see `Builder.project` for the rest.

    The layers are called by kind and number, such as ``input_1``, ``dense_1``, ``dense_2``.

    Parameters
    ----------
    loss
        The loss of the last layer; the usual one when None.

    Raises
    ------
    NnsimError
        When there is no layer, or a setting does not exist or is out of its limits.
    """
    if not layers:
        raise NnsimError(tr("A chain needs at least one layer, such as Input()."))
    builder = Builder()
    sources: tuple[str, ...] = ()
    for layer in layers[:-1]:
        sources = (builder.add(layer, *sources),)
    builder.add(layers[-1], *sources, loss=loss)
    return builder.project(data, notes, **training)


def changed(settings: Settings, changes: Mapping[str, Any]) -> Settings:
    """Return `settings` with `changes`, checked; raises NnsimError for what cannot be."""
    unknown = set(changes) - set(settings.__dataclass_fields__)
    if unknown:
        raise NnsimError(
            tr("There is no setting {name}. There are: {names}.").format(
                name=", ".join(sorted(unknown)), names=", ".join(settings.__dataclass_fields__)
            )
        )
    return checked(replace(settings, **changes))


def checked(settings: Settings) -> Settings:
    """Return `settings`; raises NnsimError for the first that cannot be."""
    for problem in check_all(settings):
        raise NnsimError(problem)
    return settings
