"""What the scenes of learning, point by point, have in common."""

from __future__ import annotations

from nnsim.data.sources.iris import Iris
from nnsim.lab.claim import AT_MOST, Claim, Finding
from nnsim.lab.learning_board import LearningBoard, PerceptronWalk

NOVIKOFF = "Novikoff 1962"


def of_iris(species: str, rate: float = 1.0) -> LearningBoard:
    """Return one species of iris against the rest, by petal length and width."""
    data = Iris(species=species, features="petal").load()
    points = tuple((float(x), float(y)) for x, y in data.inputs)
    return LearningBoard(
        points,
        tuple(map(int, data.targets)),
        rate=rate,
        shuffled=True,
        names=_pair(data.input_names),
        kinds=_pair(data.target_names),
    )


def within_bound(board: LearningBoard, words: str) -> Finding:
    """Return that the rule makes no more mistakes than (R/γ)², on points that a line tells apart."""
    assert board.bound is not None
    last = list(PerceptronWalk(board))[-1]
    claim = Claim(words, (board.bound,), AT_MOST, NOVIKOFF, 0)
    return Finding(claim, (float(last.mistakes),))


def _pair(names: tuple[str, ...]) -> tuple[str, str]:
    first, second = names
    return first, second
