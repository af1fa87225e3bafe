"""Everything the user saved under one name: drawing, data, and how to train."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnsim.base.declared import tidy
from nnsim.base.effect import Effect
from nnsim.base.part_settings import part
from nnsim.base.seeds import MOST_SEED
from nnsim.base.settings import choice, flag, integer, real
from nnsim.base.text import mark
from nnsim.data.data_settings import DataSettings
from nnsim.document.graph import Graph
from nnsim.document.pace import Pace
from nnsim.engine.clipping import Clipping, clippings
from nnsim.engine.optimizer import Optimizer, optimizers
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.rule import Rule, rules
from nnsim.engine.rules.backprop import BackPropagation
from nnsim.engine.schedule import Schedule, schedules
from nnsim.engine.schedules.constant import ConstantRate


@dataclass(frozen=True)
class TrainingSettings:
    """How the network is trained."""

    title = mark("Training")

    learning_rate: float = real(
        0.01, low=0.0, high=1e30, log=True, label=mark("Learning rate"), effect=Effect.LIVE
    )
    schedule: Schedule = part(
        ConstantRate(),
        schedules,
        label=mark("Schedule"),
        help=mark("How the learning rate changes from epoch to epoch"),
        effect=Effect.STEP,
        since="0.2",
    )
    batch: int = integer(
        16, low=1, high=1_000_000, label=mark("Batch size"), effect=Effect.STEP, in_problems=True
    )
    optimizer: Optimizer = part(
        Adam(), optimizers, label=mark("Optimizer"), effect=Effect.STEP, in_problems=True
    )
    rule: Rule = part(
        BackPropagation(), rules, label=mark("Learning rule"), effect=Effect.RUN, in_problems=True
    )
    epochs: int = integer(
        0,
        low=0,
        high=1_000_000_000,
        label=mark("Stop after epochs"),
        help=mark("0 means: until you pause"),
        effect=Effect.LIVE,
    )
    patience: int = integer(
        0,
        low=0,
        high=1_000_000_000,
        label=mark("Early stopping after"),
        help=mark(
            "Epochs without a better validation loss (training loss where there is no validation part) after"
            " which training stops and the best weights are put back. 0 means: never"
        ),
        effect=Effect.LIVE,
        since="0.2",
    )
    weight_decay: float = real(
        0.0,
        low=0.0,
        high=1e6,
        label=mark("Weight decay (L2)"),
        help=mark("λ/2·‖W‖² is added to the loss. Biases and scales of normalisation are left alone"),
        effect=Effect.STEP,
    )
    l1: float = real(
        0.0,
        low=0.0,
        high=1e6,
        label=mark("L1 penalty"),
        help=mark("λ·Σ|w| is added to the loss: many weights become very small"),
        effect=Effect.STEP,
        since="0.2",
    )
    seed: int = integer(0, low=0, high=MOST_SEED, label=mark("Seed"), effect=Effect.RUN)
    shuffle: bool = flag(True, label=mark("Shuffle every epoch"), effect=Effect.LIVE)
    warm_up: float = real(
        0.0,
        low=0.0,
        high=1e9,
        label=mark("Warm-up epochs"),
        help=mark(
            "So long the learning rate rises in a straight line; then the schedule begins. 0 means: off"
        ),
        advanced=True,
        effect=Effect.STEP,
        since="0.2",
    )
    decoupled: bool = flag(
        False,
        label=mark("Decoupled decay"),
        help=mark("Takes η·λ·W from the weights beside the optimizer, instead of adding λ·W to the gradient"),
        advanced=True,
        effect=Effect.STEP,
        since="0.2",
    )
    max_norm: float = real(
        0.0,
        low=0.0,
        high=1e30,
        label=mark("Max-norm"),
        help=mark("Greatest length of the weights that lead into one unit. 0 means: any"),
        advanced=True,
        effect=Effect.STEP,
        since="0.2",
    )
    clipping: Clipping | None = part(
        None,
        clippings,
        label=mark("Clip gradients"),
        help=mark(
            "Keeps a step from becoming too large. What panels show is the gradient before. Rules that make"
            " their steps without an optimizer are not clipped"
        ),
        advanced=True,
        none_label=mark("Off"),
        effect=Effect.STEP,
        since="0.2",
    )
    min_improvement: float = real(
        0.0,
        low=0.0,
        high=1e30,
        label=mark("Least improvement"),
        help=mark("A loss counts as better for early stopping when it is lower by more than this"),
        advanced=True,
        effect=Effect.LIVE,
        since="0.2",
    )
    threads: str = choice(
        "one",
        ("one", mark("one")),
        ("faster", mark("two where faster")),
        label=mark("Processor cores"),
        help=mark(
            "Two gain only for very large layers; that is tried out when training begins. With two, the last digits"
            " of a number can differ from run to run"
        ),
        advanced=True,
        effect=Effect.RUN,
        since="0.2",
    )
    precision: str = choice(
        "float32",
        ("float32", "float32"),
        ("float64", "float64"),
        label=mark("Numbers as"),
        advanced=True,
        effect=Effect.RUN,
    )

    def __post_init__(self) -> None:
        tidy(self)

    @property
    def shuffles(self) -> bool:
        """Whether the examples come in another order every epoch: not where all of them are one batch anyway."""
        return self.shuffle and not self.rule.whole_data

    def batch_of(self, examples: int) -> int:
        """Return how many of so many training examples a whole batch has."""
        return examples if self.rule.whole_data else min(self.batch, examples)


@dataclass(frozen=True)
class Project:
    """The document: what an undo step keeps and what a file holds, learned numbers apart.

    `pace` is how fast the window trains it; no step of undo, and nothing that a number depends on. `set_aside` are
    keys of illnesses that the doctor is not to speak of.
    """

    graph: Graph = field(default_factory=Graph)
    data: DataSettings = field(default_factory=DataSettings)
    training: TrainingSettings = field(default_factory=TrainingSettings)
    notes: str = ""
    pace: Pace = field(default_factory=Pace)
    set_aside: tuple[str, ...] = ()
