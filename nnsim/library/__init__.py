"""nnsim from Python: build a network, train it, and read losses, gradients and weights.

Nothing here needs Qt or a display. A network is drawn as a chain of layers, or piece by piece
with a `Builder`; `train` trains it and returns a `Result`::

    from nnsim.library import Dense, Input, Tanh, TwoSpirals, chain, train

    project = chain(Input(), Dense(16, Tanh()), Dense(16, Tanh()), Dense(1), data=TwoSpirals())
    result = train(project, epochs=100)
    result.history["val_loss"]  # one number an epoch
    result.gradients["dense_1"]  # the mean norm of ∂L/∂W in every epoch
    result.weights["dense_1/W"]  # a NumPy array
    result.at(40).predict(points)  # what it said at step 40; train(project, 10, start=result.at(40)) forks

``forecast(project)`` says before any training what gradients the layers will have, ``budget(project)`` or
``budget(result)`` why they shrink or grow on their way back.

Every setting has an address, for sweeps: ``put(project, "training.optimizer.beta1", 0.8)`` returns a project
with another value, ``addresses(project)`` lists them, ``differing(a, b)`` says what two projects differ in.
``twins(project, {"training.optimizer": "sgd"}, epochs=30)`` trains a project and others with something else side
by side, and prints as a table of what differs and what came out.

``suggest("wine.csv", target="kind")`` gives a project with a sensible network and training for data: a file or folder
of any kind that is read, a source such as ``Iris()``, or what is in memory, ``Table(frame, target="kind")`` and
``Arrays(x, y)``. ``result.predict_file("new.csv", "predicted.csv")`` and ``result.predict_table(frame)`` apply a trained
network to other examples, prepared as in training.

``diagnose(project)`` trains a project, says what is wrong with it and with what evidence, and with ``cure=True`` tries
what may help: ``diagnose(project, cure=True).cured`` is the project with the cure that helped most.

``experiment("xavier_or_he")`` measures a published result again, and ``experiments()`` lists what there is;
``animal("hn")`` trains a structure of the Zoo, ``animal_project("hn")`` is its project, and ``zoo()`` lists all.

Every registered part (layers, activations, losses, optimizers, data, ...) is here under the name of its
class; ``dir(nnsim.library)`` lists them.

What a user can cause raises `NnsimError` with a sentence that says what to do.
"""

from typing import Any

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.diagnosis.diagnosis import Diagnosis
from nnsim.document.address import addresses, get, put
from nnsim.document.building import Builder, chain
from nnsim.document.differing import differing
from nnsim.document.graph import Objective
from nnsim.document.project import Project, TrainingSettings
from nnsim.engine.probes.gradient_budget import Budget
from nnsim.export.exporter import exporters
from nnsim.lab.outcome import Outcome
from nnsim.library.diagnosing import diagnose
from nnsim.library.experimenting import experiment, experiments
from nnsim.library.in_memory import Arrays, NotInFileWarning, Table
from nnsim.library.moments import Moments
from nnsim.library.opened import Opened
from nnsim.library.other_walk import OtherWalkWarning
from nnsim.library.probing import budget, forecast, probe
from nnsim.library.results import Result
from nnsim.library.suggesting import suggest
from nnsim.library.trained import Trained
from nnsim.library.training import load, save, train
from nnsim.library.twinning import TwinResults, twins
from nnsim.library.zooing import animal, animal_project, zoo
from nnsim.reference.pages import CHAPTERS
from nnsim.training.forecast import Forecast
from nnsim.training.predictions import Predictions

__all__ = [
    "Arrays",
    "Budget",
    "Builder",
    "DataSettings",
    "Diagnosis",
    "Forecast",
    "Moments",
    "NnsimError",
    "NotInFileWarning",
    "Objective",
    "Opened",
    "OtherWalkWarning",
    "Outcome",
    "Predictions",
    "Project",
    "Result",
    "Table",
    "Trained",
    "TrainingSettings",
    "TwinResults",
    "addresses",
    "animal",
    "animal_project",
    "budget",
    "chain",
    "diagnose",
    "differing",
    "experiment",
    "experiments",
    "forecast",
    "get",
    "load",
    "probe",
    "put",
    "save",
    "suggest",
    "train",
    "twins",
    "zoo",
]


def _parts() -> dict[str, type[Any]]:
    """Return every registered part that comes with nnsim, by the name of its class."""
    documented = (registry for _, registry in CHAPTERS)
    shipped = (part for registry in (*documented, exporters) for part in registry)
    return {part.__name__: part for part in shipped if part.__module__.startswith("nnsim.")}


def __getattr__(name: str) -> Any:
    """Return a registered part: one that was added as a file is here without being listed."""
    if not name.startswith("_"):
        parts = _parts()
        if name in parts:
            return parts[name]
    raise AttributeError(f"nnsim.library has no {name}")


def __dir__() -> list[str]:
    return sorted([*__all__, *_parts()])
