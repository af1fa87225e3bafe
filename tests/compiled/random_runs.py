"""Random networks, random settings: what two walks of a run must agree about, for tests and for a long trial."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from nnsim.compiled.encodable import NotEncodableError
from nnsim.data.prepared import Prepared
from nnsim.document.graph import Graph
from nnsim.engine.clipping import clippings
from nnsim.engine.network import Network
from nnsim.engine.optimizer import optimizers
from nnsim.engine.schedule import schedules
from nnsim.training.divergence import DivergedError
from nnsim.training.run import Run
from tests.builders import examples, meaning, start
from tests.compiled.agreement import Arrays, of_run
from tests.compiled.by_c import compiled, in_numpy
from tests.training.random_drawings import drawings

TAME = 100.0
"""Greatest output a network may start with: beyond, rounding grows from layer to layer without bound."""


ALLOWED = {np.dtype(np.float32): 1e-4, np.dtype(np.float64): 1e-11}
"""Of random networks some make rounding a hundred times larger; what is wrong differs by more."""
DIVIDES_BY_DIFFERENCES = 100.0
"""How many times as far apart is what L-BFGS makes of gradients: of two that a small rate leaves nearly the same it
takes the difference, most of whose digits are rounding, and divides by it."""


@dataclass(frozen=True)
class Drawn:
    """A network, its examples, and how it is trained."""

    graph: Graph
    data: Prepared
    training: dict[str, Any]

    def run(self) -> Run:
        """Return it at its first step."""
        return start(self.graph, self.data, **self.training)

    @property
    def is_tame(self) -> bool:
        """Whether all outputs are of a usual size at first."""
        resolved = meaning(self.graph, self.data)
        network = Network(resolved.stages, resolved.outputs, np.float64, self.training["seed"])
        values = network.predict(self.data.train.inputs, [s.id for s in resolved.stages])
        return all(bool((np.abs(v) < TAME).all()) for v in values)

    def __str__(self) -> str:
        return f"{[(n.id, n.layer) for n in self.graph.nodes]} {self.graph.edges} {self.training}"


@st.composite
def settings_of_training(draw: st.DrawFn, count: int) -> dict[str, Any]:
    """Return settings for `count` examples: every optimizer, schedule and penalty, whole and partial batches."""
    optimizer = draw(st.sampled_from(list(optimizers)))()
    batch = draw(st.integers(1, count + 2))
    clipping = draw(st.sampled_from([None, *clippings]))
    return {
        "optimizer": optimizer,
        "batch": count if getattr(optimizer, "whole_data", False) else batch,
        "learning_rate": draw(st.sampled_from([1e-3, 1e-2])),
        "schedule": draw(st.sampled_from(list(schedules)))(),
        "clipping": clipping and clipping(threshold=draw(st.sampled_from([0.01, 1.0]))),
        "l1": draw(st.sampled_from([0.0, 0.0, 1e-2])),
        "weight_decay": draw(st.sampled_from([0.0, 0.0, 1e-2])),
        "decoupled": draw(st.booleans()),
        "max_norm": draw(st.sampled_from([0.0, 0.0, 0.5])),
        "warm_up": draw(st.sampled_from([0.0, 0.0, 1.5])),
        "shuffle": draw(st.booleans()),
        "precision": draw(st.sampled_from(["float32", "float64"])),
        "seed": draw(st.integers(0, 1000)),
    }


@st.composite
def drawn_runs(draw: st.DrawFn) -> Drawn:
    """Return any drawing without a cycle, with examples and settings."""
    graph, shape = draw(drawings())
    training = draw(settings_of_training(count := draw(st.integers(1, 9))))
    rng = np.random.default_rng(training["seed"])
    codes = [n.layer.codes for n in graph.nodes if n.layer.codes is not None]
    inputs = rng.integers(0, min(codes), (count, *shape)) if codes else rng.normal(size=(count, *shape))
    return Drawn(graph, examples(inputs, rng.normal(size=(count, 2))), training)


def go(run: Run, steps: int, most: Callable[[], int] = lambda: 1 << 30, *, beyond: bool = False) -> bool:
    """Take `steps` steps, `most` at once; return whether the run held."""
    try:
        while steps > 0:
            steps -= run.advance(min(steps, most()), beyond_epoch=beyond)
            run.take_points() if run.unreported.room == 0 else None
    except DivergedError:
        return False
    return True


def disagreements(drawn: Drawn) -> list[str]:
    """Return what lies apart after one step of each walk from the same state, at first and after five more.

    Empty as well where the table cannot say a call of the network, or the run does not hold.
    """
    numpy, c = in_numpy(drawn.run()), compiled(drawn.run())
    sizes: dict[str, float] = {}
    for before in (0, 5):
        if not go(numpy, before):
            return []
        moment = numpy.moment()
        for run in (numpy, c):
            run.go_to(moment)
        try:
            held = [go(run, 1) for run in (numpy, c)]
        except NotEncodableError:
            return []
        if not all(held):
            return [] if not any(held) else [f"only one walk diverged: {held}"]
        allowed = ALLOWED[numpy.network.dtype]
        of_steps = allowed * (DIVIDES_BY_DIFFERENCES if drawn.training["optimizer"].key == "lbfgs" else 1.0)
        wrong = list(_wrong(of_run(c), of_run(numpy), allowed, of_steps, sizes))
        if wrong:
            return wrong
    return []


def _wrong(
    found: Arrays, right: Arrays, allowed: float, of_steps: float, sizes: dict[str, float]
) -> Iterator[str]:
    """Yield what differs by more than rounding, however badly conditioned the network is.

    Where a gradient is rounding and nothing else (before a batch norm over one example it is 0), it is
    compared with those of all layers, and what an optimizer makes of it, perhaps dividing it by its own
    size, is not compared at all.

    Parameters
    ----------
    allowed, of_steps
        How far arrays may lie apart, in their norm; and what an optimizer makes of gradients.
    sizes
        The norms of all arrays of a kind, from step to step the greatest: where a network has learned its
        only example, nothing but rounding is left of its gradients.
    """
    for kind in {_kind(name) for name in right}:
        norms = [float(np.linalg.norm(array)) for name, array in right.items() if _kind(name) == kind]
        sizes[kind] = max(sizes.get(kind, 0.0), float(np.linalg.norm(norms)))
    gradients = [name for name in right if name.startswith("gradient of ") and "output" not in name]
    noise = {name: _is_noise(found[name], right[name], allowed) for name in gradients}
    for name, array in right.items():
        own = noise.get(f"gradient of {name.rpartition(' of ')[2]}")
        kind = _kind(name)
        if kind in ("slot", "readings") and any(mask.any() for mask in noise.values()):
            continue
        kept = ~own if own is not None and kind in ("step", "vector") else slice(None)
        with np.errstate(invalid="ignore"):
            apart = np.linalg.norm((found[name].ravel() - array.ravel())[kept])
        limit = of_steps if kind in ("step", "slot") else allowed
        if not apart <= limit * max(float(np.linalg.norm(array)), 1e-2 * sizes[kind], 1e-30):
            yield f"{apart:.1e} {name}"


def _kind(name: str) -> str:
    return name.rpartition(" of ")[0] or name.partition(" ")[0]


def _is_noise(found: np.ndarray, right: np.ndarray, allowed: float) -> np.ndarray:
    return ~(np.abs(found - right) <= allowed * np.abs(right))


def parts_of_one_way(drawn: Drawn, steps: int, most: Callable[[], int]) -> list[str]:
    """Return what differs in bits between `steps` steps in one go, and in calls of `most` steps each.

    The second run goes through a moment half way, on a machine of its own.
    """
    whole, parts = compiled(drawn.run()), compiled(drawn.run())
    try:
        held = go(whole, steps, beyond=True)
        half = go(parts, steps // 2, most)
        if held:
            on = compiled(drawn.run())
            on.go_to(parts.moment())
            go(on, steps - steps // 2, most)
            parts = on
        elif half:  # lost in its second half; else it has been lost already
            go(parts, steps - parts.step, most)
    except NotEncodableError:
        return []
    found, right = bits_of_run(parts), bits_of_run(whole)
    return [name for name, bits in right.items() if found[name] != bits]


def bits_of_run(run: Run) -> dict[str, bytes]:
    """Return all that a run goes on from."""
    moment, random = run.moment(), run.network.random.bit_generator.state
    kept = {f"slot {name}": array.tobytes() for name, array in moment.slots.items()}
    kept |= {"parameters": moment.parameters.tobytes(), "state": moment.state.tobytes()}
    return kept | {"place": repr(moment.place).encode(), "step": repr((run.step, run.epoch, random)).encode()}
