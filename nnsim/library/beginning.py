"""How a training from Python begins: where, with which weights, and on which data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.prepare import prepare
from nnsim.data.prepared import Prepared
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.library.own_examples import prepared_examples
from nnsim.library.trained import Trained
from nnsim.training.run import Run


def begin_with(
    project: Project,
    start: Learned | Trained | None = None,
    weights: Mapping[str, Any] | None = None,
    validation: tuple[Any, Any] | None = None,
) -> Run:
    """Return a run that has taken no step yet; arguments and errors as of `nnsim.library.train`."""
    prepared = _with_validation(prepare(project.data), validation)
    resolved = resolve(project.graph, prepared, project.training.rule)
    learned = start.learned if isinstance(start, Trained) else start
    if not isinstance(learned, Learned | None):
        raise NnsimError(
            tr("start is where a training stood, such as result or result.at(100), not {given}.").format(
                given=repr(start)
            )
        )
    run = Run(resolved, project.training, prepared, learned)
    if learned is not None:
        _check_fits(run, learned)
    if not weights:
        return run
    if start is not None:
        raise NnsimError(tr("Give either start or weights: a start has weights of its own."))
    return Run(resolved, project.training, prepared, _with_weights(run, weights))


def _with_validation(prepared: Prepared, validation: tuple[Any, Any] | None) -> Prepared:
    if validation is None:
        return prepared
    if not isinstance(validation, tuple | list) or len(validation) != 2:
        raise NnsimError(tr("validation is a pair of arrays, (inputs, targets)."))
    examples = prepared_examples(prepared, *validation)
    if not len(examples):
        raise NnsimError(tr("validation has no examples. Leave it out, or give some."))
    return replace(prepared, validation=examples)


def _check_fits(run: Run, learned: Learned) -> None:
    """Raise NnsimError unless `learned` is all of the network: a part of it would begin anew unnoticed."""
    parameters = run.network.parameters
    if learned.arranged(parameters.layout, parameters.size) is None:
        raise NnsimError(
            tr(
                "start is of another network than the project draws: layers or shapes differ. Train its own project, or"
                " take over what fits with weights={...}, such as start.weights of the layers that stayed."
            )
        )


def _with_weights(run: Run, weights: Mapping[str, Any]) -> Learned:
    """Return the beginning of `run` with arrays by ``layer name/parameter name`` in place of its own."""
    learned = run.learned()
    names = {stage.id: stage.name for stage in run.network.stages}
    keys = {f"{names[key.split('/')[0]]}/{key.split('/', 1)[1]}": key for key, _ in learned.layout}
    shapes = dict(learned.layout)
    for name, raw in weights.items():
        if name not in keys:
            raise NnsimError(
                tr("This network has no weights called {name}. It has {names}.").format(
                    name=repr(name), names=", ".join(keys) or tr("none")
                )
            )
        learned = learned.with_array(keys[name], _checked(name, raw, shapes[keys[name]], run.network.dtype))
    # Where it begins is not what the seed gives, so that it is told, and Reset leads back to it.
    return replace(learned, start=learned.moment)


def _checked(name: str, raw: Any, shape: tuple[int, ...], dtype: np.dtype[Any]) -> np.ndarray:
    """Return `raw` as an array of `shape`; raises NnsimError unless it is one of finite numbers."""
    try:
        array = np.asarray(raw).astype(np.float64)
    except (TypeError, ValueError) as error:
        raise NnsimError(tr("{name} is no array of numbers.").format(name=name)) from error
    if array.shape != shape:
        raise NnsimError(
            tr("{name} has the shape {given}; this layer needs {shape}.").format(
                name=name, given=array.shape, shape=shape
            )
        )
    with np.errstate(over="ignore"):
        found: np.ndarray = array.astype(dtype)
    if not np.isfinite(found).all():
        raise NnsimError(
            tr("{name} holds numbers that are not finite in {dtype}.").format(name=name, dtype=dtype)
        )
    return found
