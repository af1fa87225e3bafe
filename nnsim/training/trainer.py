"""The trainer: a thread that obeys requests, lets its players take steps, and leaves letters in its mailbox.

It knows no window. It is the only writer of parameters; what it hands out is frozen or copied.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar, Generic, TypeVar

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.document.learned import Learned
from nnsim.document.pace import Pace
from nnsim.training.beside import Beside
from nnsim.training.crew import Crew, spare_cores
from nnsim.training.faults import failed
from nnsim.training.gate import PaintGate
from nnsim.training.keeping import Budget, Keeper, keeper_from
from nnsim.training.mailbox import Mailbox
from nnsim.training.messages import (
    NO_RUN,
    ComeBack,
    Failed,
    Fork,
    GoTo,
    InBackground,
    Load,
    MeasureTest,
    Pause,
    Play,
    Request,
    Reset,
    Retire,
    Retired,
    Retune,
    SetBudget,
    SetPace,
    SetShare,
    SetWeight,
    Shutdown,
    StepEpoch,
    StepOnce,
    Together,
    UseExamples,
)
from nnsim.training.player import BURST, Player
from nnsim.training.present import Present
from nnsim.training.run import Run
from nnsim.training.turns import SHARE, Turns, pause_with, take_turn

T = TypeVar("T")

_PATIENCE = 1.0
"""Seconds that the end of the thread waits for each of those beside it."""


class Trainer:
    """Owns the thread, its queue of requests, its mailbox and its players.

    Parameters
    ----------
    spare
        Cores that players whose steps let go of the interpreter may use beside that of the thread.
    """

    def __init__(self, spare: int | None = None) -> None:
        self._requests: queue.SimpleQueue[Request | _Ask[Any] | _Look] = queue.SimpleQueue()
        self.mailbox = Mailbox(wake=self._wake)
        self.gate = PaintGate()
        self.budget = Budget()
        """Bytes that the moments of all runs may fill."""
        self._thread = threading.Thread(target=self._work, name="nnsim trainer", daemon=True)
        self._players: dict[int, Player] = {}
        self._turns = Turns()
        self._crew = Crew(spare_cores() if spare is None else spare)
        self._beside = Beside(self._crew, self._turn_beside, self._wake, SHARE)
        self._pace = Pace()
        self._visits: dict[int, int] = {}
        """Steps that runs are to go to once the queue is empty: of many wishes the last counts."""

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def send(self, request: Request) -> None:
        """Queue a request. Returns at once."""
        self._requests.put(request)

    def shut_down(self, seconds: float = 5.0) -> bool:
        """Ask the thread to end and wait for it; return whether it did."""
        if not self._thread.is_alive():
            return True
        self.gate.open()
        self._requests.put(Shutdown())
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def learned(self, run: int, seconds: float = 10.0) -> Learned | None:
        """Return where a run has come to, taken between two steps; None when there is no such run.

        Raises NnsimError when the trainer does not answer in time.
        """
        return self._ask(run, lambda player: player.learned(), seconds)

    def standing(self, run: int, seconds: float = 10.0) -> Learned | None:
        """Return what a run had learned where it stands, in its past or now; None when there is no such run.

        Raises NnsimError when the trainer does not answer in time.
        """

        def look(player: Player) -> Learned:
            player.arrive()
            return player.run.learned()

        return self._ask(run, look, seconds)

    def present(self, run: int, seconds: float = 10.0) -> Present | None:
        """Return all there is of a run, of one step of it; None when there is no such run.

        Raises NnsimError when the trainer does not answer in time.
        """
        return self._ask(run, lambda player: player.present(), seconds)

    def beginning(self, run: int, seconds: float = 10.0) -> Learned | None:
        """Return where a run began; None: at the first weights of its seed, or there is no such run.

        Raises NnsimError when the trainer does not answer in time.
        """
        return self._ask(run, lambda player: player.learned().beginning(), seconds)

    def number(
        self, run: int, key: str, index: tuple[int, ...], seconds: float = 10.0
    ) -> tuple[float, int] | None:
        """Return one number of one parameter and the step it is of; None when there is no such run.

        Raises NnsimError when there is no such number, or the trainer does not answer in time.
        """

        def look(player: Player) -> tuple[float, int]:
            player.arrive()
            return player.run.network.parameters.number(key, index), player.run.step

        return self._ask(run, look, seconds)

    def _ask(self, run: int, question: Callable[[Player], T], seconds: float) -> T | None:
        """Return what `question` says of a run, asked between two steps; None when there is no such run."""
        ask = _Ask(run, question)
        self.gate.open()
        self._requests.put(ask)
        if not self._thread.is_alive() or not ask.answered.wait(seconds):
            raise NnsimError(tr("The training does not answer. Pause it and try again."))
        if ask.refused is not None:
            raise ask.refused
        return ask.found

    # ---- in the thread -----------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            request = self._next_request()
            if isinstance(request, Shutdown):
                self._crew.end(_PATIENCE)
                return
            self._take_in_ended()
            if request is not None:
                self._guarded(request.run, self._obey, request)
            if self._visits and not self._requests.empty():
                continue  # of many wishes to see a moment the last counts
            for run in list(self._visits):
                self._guarded(run, self._visit, run)
            here, beside = self._at_rest()
            self._beside.begin(beside, others_play=self._turns.front_is_due(here))
            chosen = self._turns.choose(here)
            if chosen:
                self._guarded(chosen[0].number, self._turn, chosen)
            for player in (*here, *beside):
                if not self._beside.is_at_work(player.number):
                    self._attend(player)

    def _at_rest(self) -> tuple[list[Player], list[Player]]:
        """Return the players that take their turns in this thread, and those of other threads that are at rest."""
        here: list[Player] = []
        beside: list[Player] = []
        for player in self._players.values():
            if self._beside.is_for(player) and self._bound_to(player) == [player]:
                beside.append(player)
            else:
                here.append(player)
        return here, [player for player in beside if not self._beside.is_at_work(player.number)]

    def _take_in_ended(self) -> None:
        """Take note of the turns in other threads that have ended."""
        for run, turn in self._beside.ended():
            self._guarded(run, turn.result)
            self._attend(self._players[run])

    def _attend(self, player: Player) -> None:
        """Take the pictures of a player that are wished for, and measure what is owed."""
        self._guarded(player.number, player.photographer.answer, playing=player.playing)
        self._guarded(player.number, player.pay)

    def _wake(self) -> None:
        """Let the thread look around, from any thread."""
        self._requests.put(_Look())

    def _next_request(self) -> Request | _Ask[Any] | _Look | None:
        """Return the next request; sleep until there is one, or until the next step is due."""
        here, beside = self._at_rest()
        begins = bool(self._visits) or self._beside.can_begin(beside)
        rest = 0.0 if begins else self._turns.rest(here)
        waits = [rest, *(player.patience for player in (*here, *beside))]
        rest = min((wait for wait in waits if wait is not None), default=None)
        try:
            return self._requests.get(block=rest != 0, timeout=rest or None)
        except queue.Empty:
            return None

    def _guarded(self, run: int, work: Callable[..., object], *args: object, **named: object) -> None:
        """Do some work for a run; what goes wrong is told once, and stops that run only."""
        try:
            work(*args, **named)
        except Exception as error:
            self._fail(failed(run, error))

    def _fail(self, report: Failed) -> None:
        player = self._players.get(report.run)
        if player is None:
            self.mailbox.put(report)
        else:
            player.fail(report)
            pause_with(player, self._bound_to(player))

    def _bound_to(self, player: Player) -> list[Player]:
        return self._turns.bound_to(player, self._players.values())

    def _turn(self, players: list[Player]) -> None:
        self.mailbox.wait_for_room(0.5)
        start, waited = time.perf_counter(), self.gate.waited
        take_turn(players, BURST, self._crew)
        # Who happens to wait for the window to paint has not had that time.
        self._turns.spend(players, time.perf_counter() - start - (self.gate.waited - waited))
        for player in players:
            player.tell_now_and_then()

    def _turn_beside(self, player: Player, seconds: float) -> None:
        """Let a player in the background take its turn, in a thread of its own."""
        self.mailbox.wait_for_room(0.5)
        take_turn([player], seconds, self._crew)
        player.tell_now_and_then()

    def _visit(self, run: int) -> None:
        """Let a run go where it was told to last, if anywhere."""
        step = self._visits.pop(run, None)
        if step is not None and run in self._players:
            self._players[run].go_to(step)

    # ---- requests ----------------------------------------------------------------------------

    def _obey(self, request: Request | _Ask[Any] | _Look) -> None:
        if isinstance(request, _Look):
            return
        self._beside.wait_for(None if request.run == NO_RUN or isinstance(request, Load) else request.run)
        self._take_in_ended()
        match request:
            case SetPace(pace=pace):
                self._pace = pace
                for player in self._players.values():
                    player.keep_pace(pace)
                    player.tell_pace()
            case SetBudget(most=most):
                self.budget.most = most
                for player in self._players.values():
                    player.reporter.tell_kept()
            case Together(runs=runs):
                self._turns.bind(runs)
            case SetShare(share=share):
                self._turns.share = self._beside.share = share
            case Load():
                self._load(request)
            case _Ask():
                self._visit(request.run)
                request.answer(self._players.get(request.run))
            case GoTo(run=run, step=step) if run in self._players:
                for player in self._bound_to(self._players[run]):
                    self._visits[player.number] = step
            case ComeBack(run=run) if run in self._players:
                for player in self._bound_to(self._players[run]):
                    self._visits[player.number] = player.past.latest
            case Play() | StepOnce() | StepEpoch() | Pause() if request.run in self._players:
                for player in self._bound_to(self._players[request.run]):
                    self._visit(player.number)
                    self._tell(player, request)
            case _ if request.run in self._players:
                self._visit(request.run)
                self._tell(self._players[request.run], request)

    def _tell(self, player: Player, request: Request) -> None:
        """Let one player do what is asked of it, after what was asked before."""
        player.finish_step()
        match request:
            case Play():
                player.play()
            case StepOnce():
                player.arrive()
                player.step_once()
            case StepEpoch():
                player.arrive()
                player.step_epoch()
            case Pause():
                player.pause()
            case Reset(new=new, anew=anew):
                player.past.come_back()
                self._branch(player, new, None if anew else player.learned().beginning())
            case Fork(new=new):
                player.arrive()
                here = player.run.learned()
                self._branch(player, new, replace(here, start=here.moment))
            case Retire():
                self._retire(player)
            case Retune(training=training):
                player.retune(training)
            case UseExamples(data=data):
                player.use_examples(data)
            case MeasureTest():
                player.measure_test()
            case SetWeight():
                player.set_weight(request.parameter, request.index, request.value)
            case InBackground(background=background):
                player.background = background

    def _load(self, request: Load) -> None:
        self._forget(request.run)
        run = Run(request.resolved, request.training, request.data, request.learned, request.run)
        self._take_in(run, request.keeper).background = request.background

    def _branch(self, old: Player, new: int, learned: Learned | None) -> None:
        """Begin another run of the same network and settings; the old one waits where it had come to."""
        setup = old.run.setup
        run = Run(setup.resolved, setup.training, setup.prepared, learned, new)
        if old.past.prepared is not setup.prepared:
            # It stands where it had others; what goes on from there goes on with those of now.
            run.use_examples(old.past.prepared)
        old.past.come_back()
        old.pause()
        self._take_in(run, None)

    def _take_in(self, run: Run, keeper: Keeper | None) -> Player:
        if keeper is None:
            keeper = keeper_from(run.moment(), run.setup.batch, self.budget)
        self._players[run.number] = player = Player(run, keeper, self.mailbox, self.gate, self._pace)
        return player

    def _retire(self, player: Player) -> None:
        player.past.come_back()
        player.pause()
        run = player.run
        self.mailbox.put(Retired(run.number, player.learned(), run.training, player.past.keeper))
        del self._players[run.number]
        self._visits.pop(run.number, None)

    def _forget(self, run: int) -> None:
        """Let go of a player and what it kept: another one takes its number."""
        player = self._players.pop(run, None)
        self._visits.pop(run, None)
        if player is not None:
            player.past.forget()


class _Ask(Generic[T]):
    """A question about a run, put between two steps."""

    def __init__(self, run: int, question: Callable[[Player], T]) -> None:
        self.run = run
        self._question = question
        self.answered = threading.Event()
        self.found: T | None = None
        self.refused: NnsimError | None = None

    def answer(self, player: Player | None) -> None:
        try:
            self.found = self._question(player) if player is not None else None
        except NnsimError as error:
            self.refused = error
        finally:
            self.answered.set()


class _Look:
    """No request: a wish for a picture waits in the mailbox."""

    run: ClassVar[int] = NO_RUN
