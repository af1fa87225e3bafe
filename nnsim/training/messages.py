"""What crosses the thread boundary: frozen letters, each with the number of its run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from nnsim.compiled.library import NUMPY
from nnsim.data.prepared import Prepared
from nnsim.document.learned import Learned
from nnsim.document.pace import Pace
from nnsim.document.project import TrainingSettings
from nnsim.document.resolve import Resolved
from nnsim.training.columns import Columns
from nnsim.training.examples_taken import Changes
from nnsim.training.keeping import Keeper

if TYPE_CHECKING:
    from nnsim.training.divergence import DivergedError

NO_RUN = 0
"""Number of the run that requests carry which are of all runs, or of none."""

# ---- requests: to the trainer ----------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Load:
    """Compile a network and begin to play run number `run`; another of that number is forgotten.

    Attributes
    ----------
    learned
        Where to start from; what is missing in it or of another shape is initialised from the seed.
    keeper
        What was kept of the run when it was retired, to go on with.
    background
        Whether other runs come first.
    """

    run: int
    resolved: Resolved
    training: TrainingSettings
    data: Prepared
    learned: Learned | None = None
    keeper: Keeper | None = None
    background: bool = False


@dataclass(frozen=True)
class Play:
    """Train until paused."""

    run: int


@dataclass(frozen=True)
class Pause:
    """Stop after the step under way."""

    run: int


@dataclass(frozen=True)
class StepOnce:
    """Take one step (one batch), then pause."""

    run: int


@dataclass(frozen=True)
class StepEpoch:
    """Train to the end of the epoch, then pause."""

    run: int


@dataclass(frozen=True)
class Reset:
    """Begin run number `new` where `run` began: at the first weights of its seed, or those it was given.

    With `anew` it begins at the first weights of its seed, whatever `run` was given.
    """

    run: int
    new: int
    anew: bool = False


@dataclass(frozen=True)
class Fork:
    """Begin run number `new` where `run` stands, which goes back to where training has come to."""

    run: int
    new: int


@dataclass(frozen=True)
class Retire:
    """Play a run no more, and send what there is of it (`Retired`)."""

    run: int


@dataclass(frozen=True)
class GoTo:
    """Stand as at `step`, an earlier one of the run, and pause there."""

    run: int
    step: int


@dataclass(frozen=True)
class ComeBack:
    """Stand where training has come to."""

    run: int


@dataclass(frozen=True, eq=False)
class Retune:
    """Go on with other settings (learning rate, batch size, optimizer, ...)."""

    run: int
    training: TrainingSettings


@dataclass(frozen=True, eq=False)
class UseExamples:
    """Go on with other examples of the same kind from the next step on, where training has come to."""

    run: int
    data: Prepared


@dataclass(frozen=True)
class MeasureTest:
    """Measure the network on the test part, which nothing else ever looks at."""

    run: int


@dataclass(frozen=True)
class SetWeight:
    """Write one number into a parameter."""

    run: int
    parameter: str
    index: tuple[int, ...]
    value: float


@dataclass(frozen=True)
class SetPace:
    """Train at another pace from here on, all runs; one step alone comes at once."""

    run: ClassVar[int] = NO_RUN
    pace: Pace


@dataclass(frozen=True)
class SetBudget:
    """Let the moments of all runs fill so many bytes."""

    run: ClassVar[int] = NO_RUN
    most: int


@dataclass(frozen=True)
class InBackground:
    """Let other runs come first, or not."""

    run: int
    background: bool


@dataclass(frozen=True)
class Together:
    """Let these runs take step n together, and no others."""

    run: ClassVar[int] = NO_RUN
    runs: tuple[int, ...]


@dataclass(frozen=True)
class SetShare:
    """Give runs in the background so much of the time (0 to 1) while others play."""

    run: ClassVar[int] = NO_RUN
    share: float


@dataclass(frozen=True)
class Shutdown:
    """End the thread."""

    run: ClassVar[int] = NO_RUN


# ---- reports: from the trainer -----------------------------------------------------------------


@dataclass(frozen=True)
class Loaded:
    """A network was compiled and stands at its initial (or given) weights.

    `metrics` are the names of those in every `Evaluation`; `outputs` node id and name of the outputs
    that have metrics of their own, empty where there is one output.
    """

    run: int
    columns: Columns
    metrics: tuple[str, ...]
    step: int
    epoch: float
    outputs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class Points:
    """Readings of the steps ``first_step`` … ``first_step + len(rows) − 1`` (one row a step, as exact as the network)."""

    run: int
    first_step: int
    rows: np.ndarray
    epoch: float


@dataclass(frozen=True)
class Evaluation:
    """Losses and metrics on whole parts of the data, at one step; None where there is no validation part.

    `metrics` are pairs of a name such as ``val_accuracy`` and a number.
    """

    run: int
    step: int
    epoch: float
    train_loss: float
    val_loss: float | None
    metrics: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Evaluations:
    """Several evaluations of a run in one letter, oldest first."""

    run: int
    each: tuple[Evaluation, ...]


@dataclass(frozen=True)
class TestedOutput:
    """What one output came to on the test part.

    `layer` is its name, empty where it is the only output; `metrics` are key and value of all metrics
    that fit the data and are one number.
    """

    layer: str
    metrics: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Tested:
    """Loss and metrics on the test part; `examples` is 0 and the loss NaN where there is none."""

    run: int
    step: int
    examples: int
    loss: float
    outputs: tuple[TestedOutput, ...] = ()


@dataclass(frozen=True)
class State:
    """Whether the run plays, where it stands, and how fast; `rate` is the learning rate in force.

    `load` is the share of the time that the steps take: below 1 where they are held back to keep a
    pace, so that whoever paints in the rest costs the training nothing. `training` are the settings
    in force where it stands.
    """

    run: int
    playing: bool
    step: int
    epoch: float
    steps_per_second: float
    reason: str = ""
    rate: float | None = None
    load: float = 1.0
    steps_per_epoch: int = 1
    latest: int = -1
    """The step that training has come to, where the run stands in its past; else `step`."""
    asked: int | None = None
    """The step it was told to go to last, once it stands as near to it as it gets; None when it has moved since."""
    training: TrainingSettings | None = None
    walk: str = ""
    """Name of the walk that takes the steps; empty while it does not play."""
    why_numpy: str = ""
    """A sentence for people that says why the steps are taken in NumPy; empty where they are not, or none was yet."""
    walks: tuple[str, ...] = ()
    """Names of those that took the steps up to the latest, in the order of their use; none where that is not known."""
    examples: Changes = ()
    """When it was given other examples, on the way to the latest step."""

    @property
    def paints_freely(self) -> bool:
        """Whether painting costs the training nothing: no step is taken, or steps that need no interpreter."""
        return not self.playing or self.walk not in ("", NUMPY)

    @property
    def is_past(self) -> bool:
        """Whether the run stands at an earlier moment."""
        return self.step < self.latest


@dataclass(frozen=True)
class Moments:
    """The steps at which moments are kept, their bytes, and a sentence where that is less than expected."""

    run: int
    steps: tuple[int, ...]
    nbytes: int
    note: str = ""


@dataclass(frozen=True, eq=False)
class Retired:
    """What there is of a run that plays no more: where it came to, its settings, and what was kept of it."""

    run: int
    learned: Learned
    training: TrainingSettings
    keeper: Keeper


@dataclass(frozen=True)
class Diverged:
    """The loss stopped being a finite number at `step`; the last finite weights are kept.

    `error` is what was found out about it, for whoever judges the run; None where nobody looked.
    """

    run: int
    step: int
    text: str
    error: DivergedError | None = None


@dataclass(frozen=True)
class Noticed:
    """Something about the numbers of a run that a person is told once."""

    run: int
    text: str


@dataclass(frozen=True)
class Failed:
    """A fault in the trainer: a bug, or something about the run that cannot be (then `text` says it)."""

    run: int
    text: str
    traceback: str = ""


Request = (
    Load
    | Play
    | Pause
    | StepOnce
    | StepEpoch
    | Reset
    | Fork
    | Retire
    | GoTo
    | ComeBack
    | Retune
    | UseExamples
    | MeasureTest
    | SetWeight
    | SetPace
    | SetBudget
    | InBackground
    | Together
    | SetShare
    | Shutdown
)
Report = (
    Loaded
    | Points
    | Evaluation
    | Evaluations
    | Tested
    | State
    | Moments
    | Retired
    | Diverged
    | Noticed
    | Failed
)
