"""Batches: which examples a step sees, in an order that depends on the seed alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnsim.data.prepare import Examples, Prepared
from nnsim.engine.network import Network
from nnsim.engine.program import Program

Feed = tuple[Callable[..., object], np.ndarray]


def encode_targets(network: Network, prepared: Prepared, examples: Examples) -> list[np.ndarray]:
    """Return the targets of `examples` as each output's loss compares them, (n, units) in the network's dtype."""
    shapes = {s.id: s.shape for s in network.stages}
    encoded = []
    for output in network.outputs:
        targets = examples.targets
        if output.columns is not None:
            targets = targets[:, list(output.columns)]
        units = int(np.prod(shapes[output.stage]))
        encoded.append(output.loss.encode(targets, prepared.classes, units).astype(network.dtype))
    return encoded


def some(examples: Examples, most: int) -> Examples:
    """Return at most `most` of `examples`, spread evenly over all."""
    count = min(len(examples), max(0, most))
    rows = np.linspace(0, len(examples), count, endpoint=False).astype(np.intp)
    return Examples(examples.inputs[rows], examples.targets[rows])


class Batches:
    """Walks through the training part, epoch after epoch.

    Attributes
    ----------
    epoch
        Whole epochs done.
    position
        Examples of the epoch under way already used.
    """

    def __init__(self, network: Network, prepared: Prepared, seed: int, shuffle: bool) -> None:
        self.inputs = network.feed(prepared.train.inputs)
        self.targets = encode_targets(network, prepared, prepared.train)
        self.count = len(prepared.train)
        self.shuffle = shuffle
        self.epoch = 0
        self.position = 0
        self._random = np.random.default_rng([seed, 1])
        self._begin_epoch()

    def _begin_epoch(self) -> None:
        self._state_at_start: dict[str, Any] = dict(self._random.bit_generator.state)
        self._shuffled = self.shuffle
        self.order = self._random.permutation(self.count) if self.shuffle else np.arange(self.count)
        self.position = 0

    def feeds(self, program: Program) -> list[Feed]:
        """Return what a step calls to fetch its batch: ``take(indices, 0, buffer, "clip")``."""
        pairs: list[Feed] = [(self.inputs[id_].take, buffer) for id_, buffer in program.feeds.items()]
        pairs += [(t.take, buffer) for t, buffer in zip(self.targets, program.targets, strict=True)]
        return pairs

    def advance(self, count: int) -> None:
        """Count `count` examples as used; at the end of the epoch draw the next order."""
        self.position += count
        if self.position >= self.count:
            self.epoch += 1
            self._begin_epoch()

    def ahead(self, size: int) -> tuple[int, int]:
        """Return the size of the next batch, of `size` examples at most, and how many such come before the end of the epoch."""
        left = self.count - self.position
        return min(size, left), max(1, left // size)

    def steps_left(self, size: int) -> int:
        """Return the batches of `size` examples to the end of the epoch, the last one perhaps smaller."""
        return -(-(self.count - self.position) // size)

    def steps_per_epoch(self, size: int) -> int:
        """Return how many batches of `size` examples make an epoch."""
        return -(-self.count // size)

    @property
    def exact_epoch(self) -> float:
        """Epochs done, with the fraction of the one under way."""
        return self.epoch + self.position / self.count

    def state(self) -> dict[str, Any]:
        """Return what is needed to go on exactly here, as JSON data."""
        return {
            "epoch": self.epoch,
            "position": self.position,
            "shuffled": self._shuffled,
            "generator": generator_record(self._state_at_start),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on where `state` was taken; the data and the seed must be the same."""
        wanted = self.shuffle
        self._random.bit_generator.state = generator_state(state["generator"])
        self.shuffle = bool(state.get("shuffled", wanted))
        self._begin_epoch()
        self.shuffle = wanted
        self.epoch = max(0, int(state["epoch"]))
        self.position = min(max(0, int(state["position"])), self.count - 1)


def generator_record(state: dict[str, Any]) -> dict[str, Any]:
    """Return the state of a PCG64 generator as JSON data; its 128-bit numbers become texts."""
    inner = {key: str(value) for key, value in state["state"].items()}
    return {"state": inner, "has_uint32": state["has_uint32"], "uinteger": state["uinteger"]}


def generator_state(record: dict[str, Any]) -> dict[str, Any]:
    """Return the generator state that `generator_record` wrote down."""
    inner = {key: int(value) for key, value in record["state"].items()}
    return {
        "bit_generator": "PCG64",
        "state": inner,
        "has_uint32": int(record["has_uint32"]),
        "uinteger": int(record["uinteger"]),
    }
