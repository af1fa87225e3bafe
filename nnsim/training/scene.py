"""What pictures are taken of: one moment of a run and its data, seen through a network of their own."""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.pieces import Pieces, Piecework
from nnsim.base.text import tr
from nnsim.data.prepared import Examples, Prepared
from nnsim.document.moment import Moment
from nnsim.document.objectives import NO_OUTPUT
from nnsim.engine.byte_rows import Fed
from nnsim.engine.stage import Stage
from nnsim.engine.subject import Subject
from nnsim.training.batches import encode_targets, feed_of, some
from nnsim.training.grid import Grid, usual_grid
from nnsim.training.position import draws_of
from nnsim.training.setup import Setup

if TYPE_CHECKING:
    from nnsim.training.run import Run

SAMPLE = 256
"""Examples that pictures look at, from the first of the training part."""
PROBED = 64
"""Examples that probes look at, spread evenly over the training part."""
KEPT_GRIDS, KEPT_NUMBERS = 4, 4_000_000
"""Grids whose inputs are kept from picture to picture, and numbers of them all at most."""


class Scene:
    """One moment of a run, on its data, with a private network that stands there.

    A scene outlives its pictures: it goes from moment to moment, and what was compiled or laid out for
    one picture serves the next. Nothing of the run is touched, wherever it has got to meanwhile.

    Parameters
    ----------
    setup
        What the run is of.
    moment
        Where to stand first.
    run
        Number of the run.

    Raises
    ------
    NnsimError
        When the network cannot run, or the moment is of another one.
    """

    def __init__(self, setup: Setup, moment: Moment, run: int = 0) -> None:
        self.run = run
        self.prepared = setup.prepared
        self.rule = setup.training.rule
        self.network = setup.network(drawn=False)
        self._first_draws = self.network.random.bit_generator.state
        self._grids: OrderedDict[Grid, Fed] = OrderedDict()
        self.go_to(moment)

    def see(self, prepared: Prepared) -> None:
        """Look at other examples of the same kind; to be followed by `go_to`."""
        if prepared is not self.prepared:
            self.prepared = prepared
            for name in ("_first", "_first_targets", "sample"):
                self.__dict__.pop(name, None)

    def go_to(self, moment: Moment, last_step: np.ndarray | None = None) -> None:
        """Stand at another moment of the same run.

        Parameters
        ----------
        last_step
            U of the step that led there, (parameters,), where it is known: a moment does not keep it.

        Raises
        ------
        NnsimError
            When the moment is of another network; the scene then stays where it was.
        """
        own = self.network.parameters
        if (moment.parameters.shape, moment.state.shape) != (own.vector.shape, own.state.shape):
            raise NnsimError(tr("This moment is of another network: it was kept before the drawing changed."))
        draws = draws_of(moment)
        self.moment, self._draws = moment, draws or self._first_draws
        own.vector[:] = moment.parameters
        own.step[:] = 0 if last_step is None else last_step
        self._rest()
        self._gradient_is_known = False
        self._subjects: dict[tuple[int, bool], Subject] = {}

    def _rest(self) -> None:
        """Put back what a pass as in training changes, so that every look begins alike."""
        self.network.parameters.state[:] = self.moment.state
        self.network.random.bit_generator.state = self._draws

    # ---- what pictures look at ---------------------------------------------------------------

    def stage(self, id_: str) -> Stage | None:
        """Return the stage with this id; None when there is none."""
        return next((s for s in self.network.stages if s.id == id_), None)

    @cached_property
    def _first(self) -> Examples:
        return self.prepared.train.some(slice(SAMPLE))

    @cached_property
    def _first_targets(self) -> list[np.ndarray]:
        return encode_targets(self.network, self.prepared, self._first)

    @cached_property
    def sample(self) -> Fed:
        """The first training examples, as `Network.run` takes them."""
        return feed_of(self.network, self._first)

    def fed(self, grid: Grid) -> Fed | None:
        """Return the inputs at the places of `grid` as `Network.run` takes them; None for other data's."""
        if not grid.fits(self.prepared):
            return None
        if grid in self._grids:
            self._grids.move_to_end(grid)
            return self._grids[grid]
        found = self._grids[grid] = self.network.feed(grid.inputs(self.prepared))
        while len(self._grids) > KEPT_GRIDS or self._kept_numbers() > KEPT_NUMBERS:
            self._grids.popitem(last=False)
        return found

    def _kept_numbers(self) -> int:
        return sum(rows.size for fed in self._grids.values() for rows in fed.values())

    def answers(self, fed: Fed) -> np.ndarray:
        """Return what a person reads for inputs that were fed, (n, outputs).

        For classes of the first output, see `Network.probabilities`; else of every target column, NaN
        where no output makes one. Raises NnsimError where no output is measured.
        """
        return Piecework(self.answering(fed)).result()

    def answering(self, fed: Fed) -> Pieces[np.ndarray]:
        """Do `answers` a batch at a time; the scene is to stay where it is meanwhile."""
        network, prepared = self.network, self.prepared
        if not network.outputs:
            raise NnsimError(tr(NO_OUTPUT))
        raw = yield from network.running(fed)
        found = [o.loss.probabilities(r) for o, r in zip(network.outputs, raw, strict=True)]
        if prepared.classes:
            return found[0]
        values = np.full((len(found[0]), len(prepared.target_names)), np.nan, found[0].dtype)
        for output, answer in reversed(list(zip(network.outputs, found, strict=True))):
            values[:, slice(None) if output.columns is None else list(output.columns)] = answer
        return values

    def gradient(self) -> np.ndarray | None:
        """Return ∂L/∂P of the first training examples, (parameters,), with layers as in training.

        None without a loss. It is worked out once for a moment, and is the network's own: copy it.
        """
        if not self.network.outputs:
            return None
        if not self._gradient_is_known:
            count = self.network.fitting(len(self._first), learns=True)
            program = self.network.program(count, training=True, learns=True)
            for id_, buffer in program.feeds.items():
                buffer[...] = self.sample[id_][:count]
            for buffer, target in zip(program.targets, self._first_targets, strict=True):
                buffer[...] = target[:count]
            try:
                with np.errstate(all="ignore"):
                    for call in (*program.forward_calls, *program.loss_calls, *program.backward_calls):
                        call()
            finally:
                self._rest()
            self._gradient_is_known = True
        return self.network.parameters.gradient

    def subject(self, examples: int = PROBED, *, training: bool = True) -> Subject:
        """Return what probes look at: the network at this moment, and at most so many training examples.

        Raises NnsimError where there are none.
        """
        key = examples, training
        if key not in self._subjects:
            chosen = some(self.prepared.train, examples)
            targets = encode_targets(self.network, self.prepared, chosen)
            self._subjects[key] = Subject(
                self.network,
                chosen.inputs,
                targets,
                training=training,
                weights=chosen.weights,
                lengths=chosen.lengths,
            )
        return self._subjects[key]

    def usual_grid(self) -> Grid:
        """Return the places between the training examples over their first two numbers, the others at 0."""
        return usual_grid(self.prepared, 16)


def scene_of(run: Run, kept: Scene | None = None) -> Scene:
    """Return `run` as it stands now; `kept` is an earlier scene of the same run to use again."""
    moment = run.moment()
    scene = kept or Scene(run.setup, moment, run.number)
    scene.see(run.prepared)
    scene.go_to(moment, run.network.parameters.step)
    return scene
