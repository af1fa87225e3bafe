"""Batches: which examples a step sees, in an order that depends on the seed alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from nnsim.data.prepared import Examples, Prepared
from nnsim.engine.beside import Beside
from nnsim.engine.byte_rows import Fed, Rows
from nnsim.engine.network import Network
from nnsim.engine.program import Program
from nnsim.training.stretch import Leg

Feed = tuple[Rows, np.ndarray]

DRAWN_AT_ONCE, MOST_EPOCHS = 1 << 13, 32
"""Examples, and epochs, whose orders are drawn at once: for few examples a call costs more than what it draws."""
LEAST_ROOM = 1 << 10
"""Examples that there is room for at least, once others have come: a brush brings many in a row."""
STATE_EVERY = 4
"""Epochs after which it is noted where the generator stands: asking for that is dear, and so is drawing again."""


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


def beside_of(prepared: Prepared) -> Beside:
    """Return what the examples have beside their numbers."""
    padded = prepared.train.lengths is not None
    return Beside(prepared.train.weights is not None, prepared.shape[0] if padded else 0)


def feed_of(network: Network, examples: Examples) -> Fed:
    """Return `examples` as `network` takes them, with what they have beside their numbers."""
    return network.feed(examples.inputs, examples.weights, examples.lengths)


def some(examples: Examples, most: int) -> Examples:
    """Return at most `most` of `examples`, spread evenly over all."""
    count = min(len(examples), max(0, most))
    rows = np.linspace(0, len(examples), count, endpoint=False).astype(np.intp)
    return examples.some(rows)


class _Orders(NamedTuple):
    """Orders of the examples in epochs that follow each other, drawn at once.

    Attributes
    ----------
    rows
        Indices of the examples, int64 (epochs, examples).
    states
        Where the generator stood before every `STATE_EVERY`-th of them.
    shuffled
        Whether they were drawn at all.
    """

    rows: np.ndarray
    states: list[dict[str, Any]]
    shuffled: bool

    @classmethod
    def drawn(cls, random: np.random.Generator, epochs: int, examples: int) -> _Orders:
        """Return the orders that as many calls of `permutation` draw, in a fraction of the time."""
        rows = _as_they_are(epochs, examples)
        states = []
        for first in range(0, epochs, STATE_EVERY):
            states.append(dict(random.bit_generator.state))
            some = rows[first : first + STATE_EVERY]
            random.permuted(some, axis=1, out=some)
        return cls(rows, states, True)

    def state_before(self, row: int) -> dict[str, Any]:
        """Return where the generator stood before one of them, or behind the last."""
        if not self.shuffled:
            return self.states[0]
        known = min(row // STATE_EVERY, len(self.states) - 1)
        again = np.random.Generator(np.random.PCG64(0))
        again.bit_generator.state = self.states[known]
        some = _as_they_are(row - known * STATE_EVERY, self.rows.shape[1])
        again.permuted(some, axis=1, out=some)
        return dict(again.bit_generator.state)


def _as_they_are(epochs: int, examples: int) -> np.ndarray:
    """Return the orders of examples that are not shuffled, int64 (epochs, examples)."""
    rows = np.empty((epochs, examples), np.int64)
    rows[:] = np.arange(examples)
    return rows


class Batches:
    """Walks through the training part, epoch after epoch.

    Orders are drawn ahead where somebody asks for legs of epochs to come. Whatever changes what is to be
    drawn takes them back, generator and all, so that nobody can tell.

    Attributes
    ----------
    order
        Indices of the examples, int64 (examples,), in the order of the epoch under way.
    epoch
        Whole epochs done.
    position
        Examples of the epoch under way already used.
    """

    def __init__(self, network: Network, prepared: Prepared, seed: int, shuffle: bool) -> None:
        self.inputs = feed_of(network, prepared.train)
        self.targets = encode_targets(network, prepared, prepared.train)
        self.count = len(prepared.train)
        self._room = self.inputs, self.targets
        """Where steps fetch from: at least as long as there are examples."""
        self.epoch = 0
        self._shuffle = shuffle
        self._random = np.random.default_rng([seed, 1])
        self._at_once = max(1, min(MOST_EPOCHS, DRAWN_AT_ONCE // self.count))
        self._ahead: deque[_Orders] = deque([self._draw()])
        self._row = 0
        self._use_order()

    @property
    def shuffle(self) -> bool:
        """Whether the epochs to come are shuffled."""
        return self._shuffle

    @shuffle.setter
    def shuffle(self, wanted: bool) -> None:
        if wanted != self._shuffle:
            now, used = self._ahead[0], self._row + 1
            self._random.bit_generator.state = now.state_before(used)
            self._ahead = deque([now._replace(rows=now.rows[:used])])
        self._shuffle = wanted

    def _use_order(self) -> None:
        self.order, self.position = self._ahead[0].rows[self._row], 0

    def _draw(self) -> _Orders:
        if self._shuffle:
            return _Orders.drawn(self._random, self._at_once, self.count)
        state = dict(self._random.bit_generator.state)
        return _Orders(_as_they_are(self._at_once, self.count), [state], False)

    def use(self, network: Network, prepared: Prepared, size: int) -> bool:
        """Walk through other examples from here on, drawn from where the generator of the orders stands.

        The epoch under way has as much left as before, to a whole batch of `size`. Returns whether steps have to
        fetch from elsewhere: not while there is room for the new examples where the old ones were.
        """
        share = self.position / self.count
        if self._ahead[0].shuffled:
            self._random.bit_generator.state = self._ahead[0].state_before(self._row + 1)
        moved = self._take_in(
            feed_of(network, prepared.train), encode_targets(network, prepared, prepared.train)
        )
        self._at_once = max(1, min(MOST_EPOCHS, DRAWN_AT_ONCE // self.count))
        self._ahead, self._row = deque([self._draw()]), 0
        self._use_order()
        self.position = int(share * self.count) // size * size
        return moved

    def _take_in(self, inputs: Fed, targets: list[np.ndarray]) -> bool:
        """Have other examples, in the same memory where they fit into it; return whether they did not."""
        self.count = len(next(iter(inputs.values())))
        numbers = {id_: rows for id_, rows in inputs.items() if isinstance(rows, np.ndarray)}
        if len(numbers) < len(inputs):
            # Bytes are read where they are.
            self._room = self.inputs, self.targets = inputs, targets
            return True
        room = self._room[1][0] if self.targets else next(iter(self._room[0].values()))
        moved = len(room) < self.count
        if moved:
            roomy = max(2 * self.count, LEAST_ROOM)
            self._room = (
                {id_: np.ones((roomy, rows.shape[1]), rows.dtype) for id_, rows in numbers.items()},
                [np.zeros((roomy, *rows.shape[1:]), rows.dtype) for rows in targets],
            )
        for id_, rows in numbers.items():
            kept_rows = self._room[0][id_]
            assert isinstance(kept_rows, np.ndarray)
            kept_rows[: self.count] = rows
        for kept, rows in zip(self._room[1], targets, strict=True):
            kept[: self.count] = rows
        self.inputs = {id_: rows[: self.count] for id_, rows in self._room[0].items()}
        self.targets = [rows[: self.count] for rows in self._room[1]]
        return moved

    def feeds(self, program: Program) -> list[Feed]:
        """Return where a step fetches its batch from, (examples, numbers), and where to, (batch, numbers)."""
        inputs, targets = self._room
        pairs: list[Feed] = [(inputs[id_], buffer) for id_, buffer in program.feeds.items()]
        pairs += zip(targets, program.targets, strict=True)
        return pairs

    def advance(self, count: int) -> None:
        """Count `count` examples as used; at the end of an epoch go on in the next order."""
        whole, position = divmod(self.position + count, self.count)
        if whole:
            self.epoch += whole
            self._row += whole
            while self._row >= len(self._ahead[0].rows):
                if len(self._ahead) == 1:
                    self._ahead.append(self._draw())
                self._row -= len(self._ahead.popleft().rows)
            self._use_order()
        self.position = position

    def legs(self, size: int, joined: bool = False) -> Iterator[Leg]:
        """Yield the steps to come in batches of `size` examples, leg by leg, epoch after epoch without end.

        The last batch of an epoch may be smaller, and is a leg of its own then.

        Parameters
        ----------
        joined
            Whether a leg may go through several epochs, where no batch is smaller.
        """
        position, epoch = self.position, self.epoch
        while True:
            order = self._order_of(epoch, joined and not (self.count % size or position % size))
            whole, rest = divmod(len(order) - position, size)
            if whole:
                yield Leg(size, order, position, whole, epoch, self.count)
            if rest:
                yield Leg(rest, order, self.count - rest, 1, epoch, self.count)
            epoch, position = epoch + len(order) // self.count, 0

    def _order_of(self, epoch: int, joined: bool) -> np.ndarray:
        """Return the order of an epoch that has begun or is to come, or of it and all drawn with it after it."""
        block, row = 0, self._row + epoch - self.epoch
        while row >= len(self._ahead[block].rows):
            row -= len(self._ahead[block].rows)
            block += 1
            if block == len(self._ahead):
                self._ahead.append(self._draw())
        rows = self._ahead[block].rows
        return rows[row:].reshape(-1) if joined else rows[row]

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
            "shuffled": self._ahead[0].shuffled,
            "generator": generator_record(self._ahead[0].state_before(self._row)),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on where `state` was taken; the data and the seed must be the same."""
        wanted = self._shuffle
        self._random.bit_generator.state = generator_state(state["generator"])
        self._shuffle = bool(state.get("shuffled", wanted))
        now = self._draw()
        if self._shuffle != wanted:
            # Only the epoch under way was drawn as it was.
            self._random.bit_generator.state = now.state_before(1)
            now = now._replace(rows=now.rows[:1])
        self._ahead, self._row, self._shuffle = deque([now]), 0, wanted
        self._use_order()
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
