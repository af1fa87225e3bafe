"""Whose turn it is: players in the foreground, those in the background, and those in lock-step."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable

from nnsim.base.text import tr
from nnsim.training.crew import Crew
from nnsim.training.player import Player

SHARE = 0.3
"""Of the time, what players in the background get together while others play."""
_FADES = 0.95
"""How much of what was spent still counts a turn later."""


class Turns:
    """Shares the time of one thread among players.

    Attributes
    ----------
    share
        Of the time, from 0 to 1, what the background gets while others play.
    """

    def __init__(self) -> None:
        self.share = SHARE
        self._together: frozenset[int] = frozenset()
        self._spent = {False: 0.0, True: 0.0}
        self._last = 0

    def bind(self, runs: Collection[int]) -> None:
        """Let these runs take step n together, and no others."""
        self._together = frozenset(runs)

    def choose(self, players: Iterable[Player]) -> list[Player]:
        """Return those that take steps now: one player, or all that are bound to it; none when none is due."""
        moving = self._ready(players)
        front = self._due_in_front(moving)
        back = [p for p in moving if p.background]
        if not (front or back):
            return []
        owed = self.share * sum(self._spent.values()) - self._spent[True]
        pool = back if back and (not front or owed > 0) else front
        later = [p for p in pool if p.number > self._last]
        chosen = (later or pool)[0]
        self._last = chosen.number
        if not chosen.playing:
            return [chosen]
        return [p for p in self.bound_to(chosen, moving) if p.playing]

    def front_is_due(self, players: Iterable[Player]) -> bool:
        """Return whether somebody in the foreground has something to do."""
        return bool(self._due_in_front(self._ready(players)))

    def rest(self, players: Iterable[Player]) -> float | None:
        """Return the seconds until somebody has something to do; None when nobody has."""
        moving = self._ready(players)
        return min((self._rest(p, moving) for p in moving), default=None)

    def bound_to(self, player: Player, players: Iterable[Player]) -> list[Player]:
        """Return all that keep step with `player`, itself among them."""
        if player.number not in self._together:
            return [player]
        return [p for p in players if p.number in self._together]

    def _due_in_front(self, moving: list[Player]) -> list[Player]:
        return [p for p in moving if not p.background and self._rest(p, moving) == 0]

    def _rest(self, player: Player, moving: list[Player]) -> float:
        """Return the seconds until `player` has something to do: in lock-step, with the last of them."""
        if not player.playing:
            return player.rest
        return max(p.rest for p in self.bound_to(player, moving) if p.playing)

    def _ready(self, players: Iterable[Player]) -> list[Player]:
        """Return those that move; one that is bound waits until all it is bound to play, too."""
        known = list(players)
        held = any(p.number in self._together and not p.playing for p in known)
        return [p for p in known if p.moves and not (held and p.playing and p.number in self._together)]

    def spend(self, players: list[Player], seconds: float) -> None:
        """Take note of what a turn has taken."""
        for place in self._spent:
            self._spent[place] *= _FADES
        self._spent[players[0].background] += seconds


def take_turn(players: list[Player], seconds: float, crew: Crew) -> None:
    """Let `players` take the steps that are due, once at least and again for about so long.

    Each takes as many, so that they keep step; the threads of `crew` help where that gains.
    """
    end = time.perf_counter() + seconds
    # Once at least, however late it has become: whoever asks for one step after another gets them all.
    while _take_round(players, crew) and time.perf_counter() < end:
        pass
    ended = [p for p in players if not p.playing]
    if ended:
        pause_with(ended[0], players)


def _take_round(players: list[Player], crew: Crew) -> bool:
    """Let `players` take the steps that are due; return whether they may go on at once.

    Those that are to be measured first are, for a moment, and all wait for them.
    """
    if holding := [p for p in players if p.holds]:
        errands = crew.together([p.measuring() for p in holding])
        for player, errand in zip(holding, errands, strict=True):
            player.see(errand.result)
        return all(p.moves for p in players)
    steps = [p.run.step for p in players]
    if min(steps) < max(steps):
        # Whoever began later comes up to the others first.
        for player in players:
            player.train_to(min(max(steps), player.run.step + player.burst))
        return all(p.moves for p in players)
    together = len(players) > 1 and not any(p.needs_interpreter for p in players)
    # In the time in which one thread takes a burst of each in turn, t threads take t bursts of each.
    due = min(p.due(min(len(players), 1 + crew.size) if together else 1) for p in players)
    if together:
        _train_side_by_side(steps[0] + due, players, crew)
    else:
        _train_in_turn(steps[0] + due, players)
    return due > 0 and all(p.moves for p in players)


def _train_in_turn(step: int, players: list[Player]) -> None:
    """Let all `players` go on to `step`, or until one of them has stopped."""
    for player in players:
        player.train_to(step)
        if player.run.step < step:
            return


def _train_side_by_side(step: int, players: list[Player], crew: Crew) -> None:
    """Let `players` take their steps at the same time, as far as there are threads.

    Only the steps are taken in other threads. What follows from them comes here, in the order of the players, so
    that nothing depends on which thread was faster. Who has ended at `step` is come up to by the others; where one
    has stopped before it, they stay.
    """
    while all(p.moves or p.run.step == step for p in players) and (
        walking := [p for p in players if p.goes_on_to(step)]
    ):
        errands = crew.together([p.walking(step) for p in walking])
        for player, errand in zip(walking, errands, strict=True):
            player.follow(errand.result)


def pause_with(ended: Player, players: Iterable[Player]) -> None:
    """Pause those of `players` that still play, for `ended` has stopped, and say why."""
    reason = ended.reason and tr("The run beside it has stopped: {reason}").format(reason=ended.reason)
    for player in players:
        if player.playing:
            player.pause(reason)
