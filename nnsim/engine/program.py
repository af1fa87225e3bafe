"""Compiled once, run many times: all buffers allocated, every call bound, for one batch size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import numpy as np

from nnsim.engine.activation import Activation
from nnsim.engine.beside import IMPORTANCE, NOTHING, REAL, Beside
from nnsim.engine.calls import Call, Calls
from nnsim.engine.emitter import Emitter, Field, Value
from nnsim.engine.loss import LossEmitter
from nnsim.engine.memory import ones, zeros
from nnsim.engine.padding import padded_stages
from nnsim.engine.parameters import Parameters
from nnsim.engine.stage import Output, Stage, leading_to, running

_InputPlan = tuple[tuple[Field | None, ...], tuple[tuple[np.ndarray, np.ndarray], ...]]

POOL_LIMIT = 16_384
"""Greatest number of slopes worked out in one call; beyond it they would leave the fast cache."""


class Program:
    """A network compiled for one batch size.

    Parameters
    ----------
    stages, outputs
        What runs, in order, and what is measured.
    parameters
        The vectors all programs of a network share.
    batch
        Number of examples in a batch.
    training
        Whether layers behave as in training (dropout, batch statistics).
    learns
        Whether losses are measured and gradients computed.
    random
        Generator of layers and rules that draw.
    input_gradients
        Whether ∂L/∂input is wanted for the data as well (for checks and saliency).
    own_losses
        Whether layers add losses of their own; False where only those of `outputs` are asked for.
    beside
        What the examples have beside their numbers.
    goes_back
        Whether it is compiled backwards as well, where it learns: without it no gradient is known.

    Attributes
    ----------
    feeds
        Batch-major buffers (batch, size + 1) of the stages that take data; the last column is ones. With
        them, under ids of `nnsim.engine.beside`, what examples have beside their numbers.
    targets
        Batch-major buffers (batch, units), one an output.
    forward_calls, loss_calls, backward_calls
        What a step runs.
    deltas
        One vector with ∂L/∂output of every stage, then `loss_totals`.
    loss_totals, factors, measured
        The unscaled loss of every output, then of every layer that adds one; what each is multiplied
        by in the loss of the batch; and the id of the stage that each is of.
    own_losses
        By stage that adds to the loss, its part of every example, (batch,).
    shown
        By stage, and by name, what a layer lets others look at (`Emitter.show`).
    """

    def __init__(
        self,
        stages: Sequence[Stage],
        outputs: Sequence[Output],
        parameters: Parameters,
        batch: int,
        *,
        training: bool,
        learns: bool,
        random: np.random.Generator,
        input_gradients: bool = False,
        own_losses: bool = True,
        beside: Beside = NOTHING,
        goes_back: bool = True,
    ) -> None:
        self.stages = tuple(stages)
        self.outputs = tuple(outputs)
        self.parameters = parameters
        self.batch = batch
        self.training = training
        self.learns = learns
        self.rate = parameters.rate
        self.random = random
        self._input_gradients = input_gradients
        self._goes_back = goes_back
        dtype = parameters.dtype
        self._forward = Calls(dtype)
        self._loss = Calls(dtype)
        self.feeds: dict[str, np.ndarray] = beside.buffers(batch, learns, dtype)
        self.targets: list[np.ndarray] = []
        self.factors: list[float] = []
        adding = [s.id for s in self.stages if own_losses and s.layer.adds_loss]
        self.own_losses = {id_: zeros([batch], dtype) for id_ in adding}
        self.measured = [*(o.stage for o in self.outputs), *adding]
        self.values = self._allocate_values()
        self.gradients = self._allocate_gradients() if learns else {}
        self._slopes = _SlopePool(self)
        self.shown: dict[str, dict[str, np.ndarray]] = {s.id: {} for s in self.stages}
        if learns:
            self._emit_losses()
        backward = self._emit_stages()
        self.forward_calls: list[Call] = list(self._forward)
        self.loss_calls: list[Call] = list(self._loss)
        self.backward_calls: list[Call] = [*self._slopes.calls(), *backward] if learns else []

    # ---- memory --------------------------------------------------------------------------------

    def _allocate_values(self) -> dict[str, Value]:
        """Lay all outputs into one slab, in running order; views share what they see."""
        dtype, batch = self.parameters.dtype, self.batch
        sizes = {s.id: (math.prod(s.shape) + 1) * batch for s in running(self.stages)}
        self.slab = ones([sum(sizes.values())], dtype)
        self.places: dict[str, tuple[int, int]] = {}
        values: dict[str, Value] = {}
        at = 0
        real = self._real_times()
        padded = padded_stages(self.stages, 0 if real is None else len(real))
        for stage in self.stages:
            size = math.prod(stage.shape)
            own = real if stage.id in padded else None
            if stage.layer.role.is_fed:
                feed = zeros((batch, size + 1), dtype)
                feed[:, -1] = 1.0
                self.feeds[stage.id] = feed
                values[stage.id] = Value(feed.T, stage.shape, own)
            elif stage.layer.role.runs:
                stop = at + sizes[stage.id]
                self.places[stage.id] = (at, stop)
                values[stage.id] = Value(self.slab[at:stop].reshape(size + 1, batch), stage.shape, own)
                at = stop
            else:
                values[stage.id] = Value(values[stage.sources[0]].extended, stage.shape, own)
        return values

    def _real_times(self) -> np.ndarray | None:
        """Return where the times of padded sequences are real, (times, batch) of 0 and 1; None: everywhere."""
        fed = self.feeds.get(REAL)
        if fed is None:
            return None
        real = self._forward.buffer(fed.shape[1], self.batch)
        self._forward(np.copyto, real, fed.T)
        return real

    def _allocate_gradients(self) -> dict[str, Field]:
        """Lay ∂L/∂output of every stage that needs one into one vector."""
        wanted = self._stages_with_gradient()
        sizes = [math.prod(s.shape) * self.batch for s in wanted]
        self.deltas = zeros([sum(sizes) + len(self.measured)], self.parameters.dtype)
        self.delta_places: dict[str, tuple[int, int]] = {}
        fields: dict[str, Field] = {}
        at = 0
        for stage, size in zip(wanted, sizes, strict=True):
            self.delta_places[stage.id] = (at, at + size)
            flat = self.deltas[at : at + size].reshape(-1, self.batch)
            fields[stage.id] = Field(flat, stage.shape)
            at += size
        self.loss_totals = self.deltas[at:]
        return fields

    def _stages_with_gradient(self) -> list[Stage]:
        """Return the stages that lie between something that learns and a loss; none where nothing goes back."""
        if not self._goes_back:
            return []
        learning: set[str] = set()
        for stage in self.stages:
            own = stage.id in self.parameters.layer_windows
            if own or (stage.layer.role.is_fed and self._input_gradients) or learning & set(stage.sources):
                learning.add(stage.id)
        wanted = learning & leading_to(self.stages, self.measured)
        return [s for s in self.stages if s.id in wanted]

    # ---- calls ---------------------------------------------------------------------------------

    def _emit_losses(self) -> None:
        for number, output in enumerate(self.outputs):
            value = self.values[output.stage]
            target = zeros((self.batch, math.prod(value.shape)), self.parameters.dtype)
            self.targets.append(target)
            field = self.gradients.get(output.stage)
            emitter = LossEmitter(
                self._loss,
                value.flat,
                target.T,
                self._loss.buffer(*value.flat.shape) if field is None else field.flat,
                self.loss_totals[number : number + 1].reshape(()),
                output.weight,
                importance=self.feeds[IMPORTANCE][:, 0] if IMPORTANCE in self.feeds else None,
            )
            output.loss.emit(emitter)
            self.factors.append(emitter.factor)
        for number, own in enumerate(self.own_losses.values(), len(self.outputs)):
            self._loss(np.add.reduce, own, 0, None, self.loss_totals[number : number + 1].reshape(()))
            self.factors.append(1 / self.batch)

    def _emit_stages(self) -> list[Call]:
        """Emit every stage; return the backward calls, last stage first."""
        backward: dict[str, Calls] = {}
        self._emitted: list[tuple[Stage, slice, Calls]] = []
        order = [s.id for s in reversed(self.stages) if s.id in self.gradients]
        plan = self._plan_input_gradients(order)
        for stage in self.stages:
            calls = backward[stage.id] = Calls(self.parameters.dtype)
            fields, additions = plan.get(stage.id, ((), ()))
            start = len(self._forward)
            self._emit_stage(stage, calls, fields)
            self._emitted.append((stage, slice(start, len(self._forward)), calls))
            for total, beside in additions:
                calls(np.add, total, beside, total)
        return [call for id_ in order for call in backward[id_]]

    def stage_of(self, call: Call) -> Stage | None:
        """Return the stage whose layer emitted `call`; None where that was no layer of this program."""
        forward = list(self._forward)
        return next(
            (stage for stage, own, back in self._emitted if any(c is call for c in (*forward[own], *back))),
            None,
        )

    def _plan_input_gradients(self, order: Sequence[str]) -> dict[str, _InputPlan]:
        """Decide where each stage writes ∂L/∂input: in place first, beside it and added from then on."""
        by_id = {s.id: s for s in self.stages}
        written = {output.stage for output in self.outputs}
        plan: dict[str, _InputPlan] = {}
        for id_ in order:
            fields: list[Field | None] = []
            additions: list[tuple[np.ndarray, np.ndarray]] = []
            for source in by_id[id_].sources:
                field = self.gradients.get(source)
                if field is not None and source in written:
                    beside = Field(zeros(field.flat.shape, field.flat.dtype), field.shape)
                    additions.append((field.flat, beside.flat))
                    field = beside
                written.add(source)
                fields.append(field)
            plan[id_] = (tuple(fields), tuple(additions))
        return plan

    def _emit_stage(self, stage: Stage, backward: Calls, fields: Sequence[Field | None]) -> None:
        gradient = self.gradients.get(stage.id)
        if not stage.layer.role.runs:
            if gradient is not None and fields and fields[0] is not None:
                backward(np.copyto, fields[0].flat, gradient.flat)
            return
        windows = self.parameters
        stage.layer.emit(
            Emitter(
                forward=self._forward,
                backward=backward,
                training=self.training,
                learns=gradient is not None,
                batch=self.batch,
                inputs=tuple(self.values[id_] for id_ in stage.sources),
                output=self.values[stage.id],
                input_gradients=tuple(fields) or (None,) * len(stage.sources),
                output_gradient=gradient,
                random=self.random,
                parameter_window=windows.layer_window(windows.vector, stage.id),
                gradient_window=windows.layer_window(windows.gradient, stage.id),
                windows=windows.local_windows(stage.id),
                state_windows=windows.state_of(stage.id),
                pooled_slope=partial(self._slopes.ask, stage.id),
                own_loss=self.own_losses.get(stage.id),
                shown=self.shown[stage.id],
            )
        )


class _SlopePool:
    """Works out f′ of all activations of a network in few calls.

    Outputs of neighbouring stages lie side by side in the slab; where these share an activation, one
    call over the whole stretch (rows of ones included, harmlessly) replaces one a stage.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._slab: np.ndarray | None = None
        self._asked: list[tuple[int, int, Activation]] = []
        self._given: dict[str, np.ndarray] = {}

    def ask(self, id_: str, activation: Activation) -> np.ndarray:
        """Return the array that will hold f′ of the output of stage `id_`, shape (size, batch).

        The same array at every call: forward may leave there what the slope is made of.
        """
        if id_ not in self._given:
            if self._slab is None:
                # Ones: in the rows of ones nothing is left by anybody, and some slopes divide.
                self._slab = ones(self._program.slab.shape, self._program.slab.dtype)
            start, stop = self._program.places[id_]
            self._asked.append((start, stop, activation))
            self._given[id_] = self._slab[start:stop].reshape(-1, self._program.batch)[:-1]
        return self._given[id_]

    def calls(self) -> list[Call]:
        """Return the calls that fill all arrays asked for."""
        merged: list[tuple[int, int, Activation]] = []
        for start, stop, activation in sorted(self._asked, key=lambda a: a[0]):
            if merged and merged[-1][1:] == (start, activation) and stop - merged[-1][0] <= POOL_LIMIT:
                merged[-1] = (merged[-1][0], stop, activation)
            else:
                merged.append((start, stop, activation))
        calls = Calls(self._program.parameters.dtype)
        for start, stop, activation in merged:
            assert self._slab is not None
            activation.slope(calls, self._program.slab[start:stop], self._slab[start:stop])
        return list(calls)
