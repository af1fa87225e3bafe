"""Everything the user saved under one name: drawing, data, and how to train."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnsim.base.settings import choice, flag, integer, part, real
from nnsim.base.text import mark
from nnsim.data.prepare import DataSettings
from nnsim.document.graph import Graph
from nnsim.engine.optimizer import Optimizer, optimizers
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.rule import Rule, rules
from nnsim.engine.rules.backprop import BackPropagation


@dataclass(frozen=True)
class TrainingSettings:
    """How the network is trained."""

    title = mark("Training")

    learning_rate: float = real(0.01, low=0.0, high=1e30, log=True, label=mark("Learning rate"))
    batch: int = integer(16, low=1, high=1_000_000, label=mark("Batch size"))
    optimizer: Optimizer = part(Adam(), optimizers, label=mark("Optimizer"))
    rule: Rule = part(BackPropagation(), rules, label=mark("Learning rule"))
    epochs: int = integer(
        0, low=0, high=1_000_000_000, label=mark("Stop after epochs"), help=mark("0 means: until you pause")
    )
    weight_decay: float = real(
        0.0, low=0.0, high=1e6, label=mark("Weight decay"), help=mark("λ/2·‖W‖² is added to the loss")
    )
    seed: int = integer(0, low=0, high=2**31 - 1, label=mark("Seed"))
    shuffle: bool = flag(True, label=mark("Shuffle every epoch"))
    precision: str = choice(
        "float32", ("float32", "float32"), ("float64", "float64"), label=mark("Precision"), advanced=True
    )


@dataclass(frozen=True)
class Project:
    """The document: what an undo step keeps and what a file holds, learned numbers apart."""

    graph: Graph = field(default_factory=Graph)
    data: DataSettings = field(default_factory=DataSettings)
    training: TrainingSettings = field(default_factory=TrainingSettings)
    notes: str = ""
