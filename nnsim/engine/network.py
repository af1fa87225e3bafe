"""What runs: stages with their parameters, compiled for every batch size that is asked for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nnsim.base.byte_numbers import ByteNumbers
from nnsim.base.errors import NnsimError
from nnsim.base.pieces import Pieces, Piecework
from nnsim.base.text import tr
from nnsim.engine.beside import NOTHING, Beside
from nnsim.engine.byte_rows import Fed, fed_rows
from nnsim.engine.layer import StateSpec
from nnsim.engine.loss import ClassReading
from nnsim.engine.parameters import Parameters
from nnsim.engine.program import Program
from nnsim.engine.scalar import Scalar
from nnsim.engine.stage import Output, Stage, ending_activation, leading_to

USE_BATCH = 256
"""Examples that run at a time when a network is used rather than trained."""
MOST_NUMBERS = 1_000_000_000
"""Numbers one program may hold: 4 GB in float32."""


class Network:
    """Parameters and programs of one network.

    Where a loss applies an activation by itself (softmax, sigmoid) and the stage it reads ends with
    just that, the two are one: the stage gives weighted sums and the loss does the rest, with the
    simple gradient y − t. `probabilities` gives what a person expects to read.

    Parameters
    ----------
    stages, outputs
        What runs, in running order, and what is measured: at most one output a stage.
    dtype
        float32, or float64 where exactness matters more than speed.
    seed
        Seed of the first parameters and of layers that draw.
    rule_states
        What the learning rule keeps beside the parameters (see `Rule.states`).
    scalars
        What it reports of every step (see `Rule.scalars`).
    drawn
        Whether the first parameters are drawn; they are 0 otherwise, for who has others to put there.
    beside
        What the examples have beside their numbers.
    """

    def __init__(
        self,
        stages: Sequence[Stage],
        outputs: Sequence[Output],
        dtype: Any = np.float32,
        seed: int = 0,
        rule_states: Sequence[tuple[str, StateSpec]] = (),
        scalars: Sequence[Scalar] = (),
        *,
        drawn: bool = True,
        beside: Beside = NOTHING,
    ) -> None:
        self.beside = beside
        self.stages = folded(stages, outputs)
        self.outputs = tuple(outputs)
        self.parameters = Parameters(self.stages, np.dtype(dtype), rule_states, scalars)
        self.seed = seed
        self.random = np.random.default_rng([seed, 2])
        self._programs: dict[tuple[int, bool, bool, bool], Program] = {}
        if drawn:
            self.parameters.initialize(seed)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of all numbers of this network."""
        return self.parameters.dtype

    @property
    def inputs(self) -> tuple[Stage, ...]:
        """The stages that take data."""
        return tuple(s for s in self.stages if s.layer.role.is_fed)

    def program(self, batch: int, *, training: bool, learns: bool, goes_back: bool = True) -> Program:
        """Return the program for a batch size, compiled at the first call.

        Raises NnsimError when it would need more memory than is sensible.
        """
        key = (batch, training, learns, goes_back)
        if key not in self._programs:
            self._check_memory(batch, learns and goes_back)
            self._programs[key] = Program(
                self.stages,
                self.outputs,
                self.parameters,
                batch,
                training=training,
                learns=learns,
                random=self.random,
                beside=self.beside,
                goes_back=goes_back,
            )
        return self._programs[key]

    def _check_memory(self, batch: int, learns: bool) -> None:
        needed = batch * self._numbers_per_example(learns)
        if needed > MOST_NUMBERS:
            raise NnsimError(
                tr(
                    "A batch of {batch} would need {needed} GB of memory; the most is {most}. Make the batch or the"
                    " layers smaller, or take fewer examples where all are one batch."
                ).format(
                    batch=f"{batch:,}",
                    needed=f"{needed * self.dtype.itemsize / 1e9:,.1f}",
                    most=f"{MOST_NUMBERS * self.dtype.itemsize / 1e9:g}",
                )
            )

    def _numbers_per_example(self, learns: bool) -> int:
        """Return about how many numbers a program holds for one example."""
        outputs = sum(math.prod(s.shape) for s in self.stages)
        working = sum(s.layer.working_size(s.inputs) for s in self.stages)
        # Learning adds a gradient and a slope to every output, and most working memory a gradient.
        return 3 * outputs + 2 * working if learns else outputs + working

    def forget_programs(self) -> None:
        """Let go of all compiled programs and their memory."""
        self._programs.clear()

    def feed(
        self,
        inputs: np.ndarray | ByteNumbers,
        weights: np.ndarray | None = None,
        lengths: np.ndarray | None = None,
    ) -> Fed:
        """Return `inputs` (n, *shape) as each input stage takes them: (n, size + 1), the last column ones.

        With them, where this network has examples that count differently or are padded, what `Beside.rows`
        makes of `weights` and `lengths`.

        Bytes stay bytes until a batch of them is run.
        """
        fed: Fed = {stage.id: fed_rows(inputs, stage.columns, self.dtype) for stage in self.inputs}
        fed |= self.beside.rows(len(inputs), self.dtype, weights, lengths)
        return fed

    def predict(
        self, inputs: np.ndarray | ByteNumbers, stages: Sequence[str] | None = None
    ) -> list[np.ndarray]:
        """Return the raw outputs for `inputs` (n, *shape), without changing anything.

        Parameters
        ----------
        stages
            Ids of the stages to read; by default the measured outputs, in their order.

        Returns
        -------
        list of arrays
            One (n, size) array a stage, in the dtype of the network.
        """
        return self.run(self.feed(inputs), stages)

    def run(self, fed: Fed, stages: Sequence[str] | None = None) -> list[np.ndarray]:
        """Do `predict` for inputs that were prepared by `feed`."""
        return Piecework(self.running(fed, stages)).result()

    def running(self, fed: Fed, stages: Sequence[str] | None = None) -> Pieces[list[np.ndarray]]:
        """Do `run` a batch at a time: between two of them the network may be used otherwise, its parameters staying."""
        wanted = [o.stage for o in self.outputs] if stages is None else stages
        return (yield from self._reading(self._in_use(fed), fed, wanted))[0]

    def inside(self, fed: Fed) -> dict[str, dict[str, np.ndarray]]:
        """Return what layers let others look at (`Emitter.show`), of all examples that `feed` gave.

        By id of the stage and by name, copies, the examples along the last axis. They run in one pass: few are meant.
        """
        program = self.program(len(next(iter(fed.values()))), training=False, learns=False)
        for _ in self._passes(program, fed):
            pass
        return {id_: {n: a.copy() for n, a in shown.items()} for id_, shown in program.shown.items()}

    @property
    def has_loss(self) -> bool:
        """Whether anything is measured: an output, or a layer that adds to the loss."""
        return bool(self.outputs) or any(s.layer.adds_loss for s in self.stages)

    def answering(self, fed: Fed) -> Pieces[tuple[list[np.ndarray], float]]:
        """Return what `run` does of the outputs and, of the same pass, what layers add to the loss.

        That is the mean over all examples, in use; 0 where no layer adds to the loss. It comes a batch at a time, as
        with `running`.
        """
        return self._reading(self._in_use(fed), fed, [o.stage for o in self.outputs])

    def _in_use(self, fed: Fed) -> Program:
        return self.program(self._batch_of(fed), training=False, learns=False)

    def ranks(self, fed: Fed, output: int = 0) -> np.ndarray | None:
        """Return what ranks the classes where outputs no longer do, or None where the outputs do.

        `fed` is what `feed` gives of the examples.

        A sigmoid or softmax of sure answers is 1 for all of them in float32; the weighted sums
        before it still differ.

        Returns
        -------
        array (n, units) float64, or None
        """
        chosen = self.outputs[output]
        before = leading_to(self.stages, [chosen.stage])
        *earlier, last = [s for s in self.stages if s.id in before]
        activation = last.layer.activation_function()
        if activation is None or not chosen.loss.ranks_as_outputs:
            return None
        if activation.ranks(np.zeros((1, 1))) is None:
            return None
        stages = [*earlier, replace(last, layer=last.layer.without_activation())]
        program = Program(
            stages,
            (),
            self.parameters,
            self._batch_of(fed),
            training=False,
            learns=False,
            random=self.random,
            own_losses=False,
            beside=self.beside,
        )
        [sums], _ = Piecework(self._reading(program, fed, [last.id])).result()
        return activation.ranks(sums)

    def _batch_of(self, fed: Fed) -> int:
        """Return how many examples are run at once in use."""
        n = len(next(iter(fed.values())))
        return self.fitting(min(USE_BATCH, n), learns=False)

    def fitting(self, batch: int, *, learns: bool) -> int:
        """Return `batch`, or as many examples less as a program needs to fit into memory: at least one."""
        return max(1, min(batch, MOST_NUMBERS // self._numbers_per_example(learns)))

    def _reading(
        self, program: Program, fed: Fed, wanted: Sequence[str]
    ) -> Pieces[tuple[list[np.ndarray], float]]:
        """Return the values of the stages that are wanted, one (n, size) array each, and the layers' own loss."""
        n = len(next(iter(fed.values())))
        results = [np.empty((n, len(program.values[id_].flat)), self.dtype) for id_ in wanted]
        start, own = 0, 0.0
        for count in self._passes(program, fed):
            for id_, result in zip(wanted, results, strict=True):
                result[start : start + count] = program.values[id_].flat[:, :count].T
            own += sum(float(loss[:count].sum(dtype=np.float64)) for loss in program.own_losses.values())
            start += count
            yield
        return results, own / n if n else math.nan

    @staticmethod
    def _passes(program: Program, fed: Fed) -> Iterator[int]:
        """Run all examples forward, a batch at a time; yield after each how many of it are examples."""
        n = len(next(iter(fed.values())))
        for start in range(0, n, program.batch):
            count = min(program.batch, n - start)
            for id_, rows in fed.items():
                if id_ in program.feeds:
                    program.feeds[id_][:count] = rows[start : start + count]
            with np.errstate(all="ignore"):
                for call in program.forward_calls:
                    call()
            yield count

    def probabilities(self, inputs: np.ndarray) -> list[np.ndarray]:
        """Return what a person reads from the outputs: numbers, or what `class_reading` makes classes of."""
        raw = self.predict(inputs)
        return [o.loss.probabilities(r) for o, r in zip(self.outputs, raw, strict=True)]

    def class_reading(self, output: int = 0) -> ClassReading:
        """Return how what `probabilities` gives of an output tells classes apart."""
        chosen = self.outputs[output]
        return chosen.loss.class_reading(ending_activation({s.id: s for s in self.stages}, chosen.stage))

    def weights(self) -> dict[str, np.ndarray]:
        """Return a copy of every learned array by ``layer name/parameter name``."""
        names = {s.id: s.name for s in self.stages}
        arrays = self.parameters.copy_arrays()
        return {f"{names[key.split('/')[0]]}/{key.split('/', 1)[1]}": a for key, a in arrays.items()}


def folded(stages: Sequence[Stage], outputs: Sequence[Output]) -> tuple[Stage, ...]:
    """Return the stages with those activations left out that a loss applies by itself."""
    readers: dict[str, int] = {}
    for stage in stages:
        for source in stage.sources:
            readers[source] = readers.get(source, 0) + 1
    for output in outputs:
        readers[output.stage] = readers.get(output.stage, 0) + 1
    applied = {o.stage: o.loss.applies for o in outputs if o.loss.applies and readers[o.stage] == 1}
    folded = []
    for stage in stages:
        activation = stage.layer.activation_function()
        if activation is not None and applied.get(stage.id) == activation.key:
            stage = replace(stage, layer=stage.layer.without_activation())
        folded.append(stage)
    return tuple(folded)
