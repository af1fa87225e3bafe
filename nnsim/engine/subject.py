"""What a probe looks at: a private copy of a network, frozen at one moment, and a small batch.

A probe runs on the copy only. The network, its running means, its generators and its compiled
programs stay untouched, so that a run goes on bit for bit as if nobody had looked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from nnsim.base.byte_numbers import ByteNumbers
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.engine.activation import Activation
from nnsim.engine.calls import Call
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.input import Input
from nnsim.engine.loss import Loss, LossEmitter
from nnsim.engine.network import Network
from nnsim.engine.parameters import Parameters
from nnsim.engine.program import Program
from nnsim.engine.stage import Output, Stage, leading_to, running


class Readout(Loss):
    """L = Σ target·y: its gradient is its target, so that back-propagation starts from any numbers."""

    key = "readout"

    def emit(self, e: LossEmitter) -> None:
        e.calls(np.copyto, e.gradient, e.target)


@dataclass(frozen=True)
class Signal:
    """Where a stage's numbers can be read in a split copy: ids of z (None: unknown) and of y = f(z)."""

    name: str
    y: str
    z: str | None
    activation: Activation | None


class Subject:
    """A network frozen at one moment, with a batch of examples.

    Parameters
    ----------
    network
        Trained or fresh; only read, and only now.
    inputs
        (n, *shape) examples, scaled as for training.
    targets
        One (n, units) array an output, encoded as its loss compares them; may be empty for probes
        that need no targets.
    training
        Whether layers behave as in a training step (statistics of the batch, dropout) or as in use.

    Raises
    ------
    NnsimError
        When there is no example, or inputs and targets do not fit each other.
    """

    def __init__(
        self,
        network: Network,
        inputs: np.ndarray | ByteNumbers,
        targets: Sequence[np.ndarray] = (),
        *,
        training: bool = True,
        weights: np.ndarray | None = None,
        lengths: np.ndarray | None = None,
    ) -> None:
        if not len(inputs) or any(len(t) != len(inputs) for t in targets):
            raise NnsimError(tr("A probe needs at least one example, and one target for each."))
        self.stages = network.stages
        self.outputs = network.outputs
        self.dtype = network.dtype
        self.training = training
        self.beside = network.beside
        self.fed = network.feed(inputs, weights, lengths)
        self.targets = tuple(np.array(t, np.float64) for t in targets)
        self.vector = network.parameters.vector.copy()
        self.step = network.parameters.step.copy()
        self.state = network.parameters.state.copy()
        self.draws: Mapping[str, Any] = network.random.bit_generator.state
        self.windows = tuple(network.parameters.windows)

    @property
    def count(self) -> int:
        """Number of examples."""
        return len(next(iter(self.fed.values())))

    def names(self) -> dict[str, str]:
        """Return the name of every stage by id."""
        return {s.id: s.name for s in self.stages}

    def stage(self, name: str) -> Stage:
        """Return the stage called `name`; raises NnsimError when there is none."""
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise NnsimError(tr("There is no layer called {name}.").format(name=repr(name)))

    def named_parameters(self, vector: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
        """Yield ``layer name/parameter name`` and the part of `vector` (a view, shaped) of each parameter."""
        names = self.names()
        for w in self.windows:
            yield f"{names[w.stage]}/{w.spec.name}", vector[w.start : w.stop].reshape(w.spec.shape)

    def need_targets(self) -> None:
        """Raise NnsimError when gradients are wanted and the targets do not fit the outputs."""
        if not self.outputs or len(self.targets) != len(self.outputs):
            raise NnsimError(tr("This probe needs a loss and the targets of the examples."))

    def signals(self) -> Iterator[Signal]:
        """Yield what `split` makes readable of every stage that computes something."""
        for stage in running(self.stages):
            activation = stage.layer.activation_function()
            yield Signal(stage.name, stage.id, _weighted_sum(stage), activation)

    def split(self) -> tuple[Stage, ...]:
        """Return the stages with every activation taken out of its layer, as a stage behind it.

        Layers apply their activation in place, so that weighted sums z are gone when y = f(z) is there.
        The parameters keep their order, and so their places in the vector.
        """
        stages: list[Stage] = []
        for stage in self.stages:
            z, activation = _weighted_sum(stage), stage.layer.activation_function()
            if z is None or activation is None or z in (stage.id, *stage.sources):
                stages.append(stage)
                continue
            stages.append(replace(stage, id=z, layer=stage.layer.without_activation()))
            stages.append(
                replace(
                    stage,
                    layer=ActivationLayer(activation),
                    sources=(z,),
                    inputs=(stage.shape,),
                    columns=None,
                )
            )
        return tuple(stages)


def _weighted_sum(stage: Stage) -> str | None:
    """Return the id under which `Subject.split` gives z of `stage`; None where it cannot be told."""
    activation = stage.layer.activation_function()
    if activation is None:
        return None
    if isinstance(stage.layer, ActivationLayer):
        return stage.sources[0]
    if activation.is_identity:
        return stage.id
    return None if stage.layer.without_activation() == stage.layer else f"{stage.id}/z"


class Copy:
    """A program of its own for a subject: own parameters, own state, own generator.

    Parameters
    ----------
    stages, outputs
        What runs; by default all of the subject. Parameters must lie in the order of the subject's.
    batch
        Examples in a pass; by default all.
    training
        By default as the subject says.
    own_losses
        Whether layers add losses of their own; by default only where no other `outputs` are given.
    """

    def __init__(
        self,
        subject: Subject,
        stages: Sequence[Stage] | None = None,
        outputs: Sequence[Output] | None = None,
        *,
        batch: int | None = None,
        dtype: Any = None,
        training: bool | None = None,
        learns: bool = True,
        input_gradients: bool = False,
        own_losses: bool | None = None,
    ) -> None:
        self._subject = subject
        own_losses = outputs is None if own_losses is None else own_losses
        all_stages = subject.stages if stages is None else tuple(stages)
        self.parameters = Parameters(all_stages, np.dtype(dtype or subject.dtype))
        self.parameters.vector[:] = subject.vector
        self._random = np.random.default_rng()
        chosen = subject.outputs if outputs is None else tuple(outputs)
        self.program = Program(
            _feeding(all_stages, chosen, own_losses) if learns else all_stages,
            chosen,
            self.parameters,
            subject.count if batch is None else batch,
            training=subject.training if training is None else training,
            learns=learns,
            random=self._random,
            input_gradients=input_gradients,
            own_losses=own_losses,
            beside=subject.beside,
        )

    def feed(self, rows: slice | Sequence[int] | np.ndarray = slice(None), targets: bool = True) -> None:
        """Put examples in (one index repeated fills a batch), and their targets unless told not to."""
        for id_, buffer in self.program.feeds.items():
            buffer[...] = self._subject.fed[id_][rows]
        if targets:
            for buffer, target in zip(self.program.targets, self._subject.targets, strict=True):
                buffer[...] = target[rows]

    def forward(self) -> None:
        """Run forward, with the state and the draws of the moment the subject was taken."""
        self._run(self.program.forward_calls)

    def backward(self) -> None:
        """Run forward and backward; gradients are in ``parameters.gradient`` and ``program.gradients``."""
        program = self.program
        self._run((*program.forward_calls, *program.loss_calls, *program.backward_calls))

    def back(self) -> None:
        """Run the losses and the way back of what ran forward last, with the parameters as they are now.

        Only once after each `forward`: slopes are worked out where it left what they are made of.
        """
        self._run((*self.program.loss_calls, *self.program.backward_calls))

    def loss(self) -> float:
        """Run forward and return the loss of the batch; only of a copy that learns."""
        self._run((*self.program.forward_calls, *self.program.loss_calls))
        return float((self.program.loss_totals * self.program.factors).sum())

    def _run(self, calls: Sequence[Call]) -> None:
        # What belongs to layers lies first; what a learning rule keeps, if anything, behind it.
        self.parameters.state[:] = self._subject.state[: len(self.parameters.state)]
        self._random.bit_generator.state = self._subject.draws
        with np.errstate(all="ignore"):
            for call in calls:
                call()


def _feeding(stages: Sequence[Stage], outputs: Sequence[Output], own_losses: bool) -> tuple[Stage, ...]:
    """Return the stages up to the last one that `outputs`, or losses of layers, depend on."""
    adding = (s.id for s in stages if own_losses and s.layer.adds_loss)
    needed = leading_to(stages, (*(o.stage for o in outputs), *adding))
    # Layers that draw must draw in their turn: nothing may be left out before the last one needed.
    last = max((k for k, s in enumerate(stages) if s.id in needed), default=-1)
    return tuple(stages[: last + 1])


def slopes(activation: Activation, z: np.ndarray) -> np.ndarray:
    """Return f′(z) of an elementwise activation, shape and dtype of `z`."""
    flat = z.reshape(-1)
    entry = Stage("z", "z", Input(), (), ((1,),), (1,))
    stage = Stage("y", "y", ActivationLayer(activation), ("z",), ((1,),), (1,))
    program = Program(
        (entry, stage),
        (Output("y", Readout()),),
        Parameters((), z.dtype),
        len(flat),
        training=False,
        learns=True,
        random=np.random.default_rng(0),
        input_gradients=True,
    )
    program.feeds["z"][:, 0] = flat
    program.targets[0][...] = 1
    with np.errstate(all="ignore"):
        for call in (*program.forward_calls, *program.loss_calls, *program.backward_calls):
            call()
    return program.gradients["z"].flat.reshape(z.shape)


@lru_cache(maxsize=64)
def greatest_slope(activation: Activation) -> float:
    """Return the greatest |f′| of an elementwise activation for −8 ≤ z ≤ 8."""
    return float(np.abs(slopes(activation, np.linspace(-8.0, 8.0, 4001))).max())
