"""What a step of the perceptron rule did, and where the walk stands, in words."""

from __future__ import annotations

from nnsim.base.text import ntr, tr
from nnsim.lab.learning_board import LearningBoard
from nnsim.lab.teacher import Taught
from nnsim.ui.neuronlab.bubbles import number


def step_words(board: LearningBoard, state: Taught) -> str:
    """Return what the last example did."""
    if state.shown < 0:
        return tr("No example was shown yet. Press Step.")
    (x1, x2), label = board.points[state.shown], board.labels[state.shown]
    shown = {
        "n": state.shown + 1,
        "x1": number(x1),
        "x2": number(x2),
        "y": label,
        "said": label ^ state.mistaken,
    }
    if not state.mistaken:
        return tr("Example {n} ({x1}, {x2}): y = {y}, ŷ = {said}. Right: nothing changes.").format(**shown)
    sign = "+" if label else "−"
    return tr("Example {n} ({x1}, {x2}): y = {y}, ŷ = {said}. Wrong: w ← w {sign} {rate}·x.").format(
        sign=sign, rate=number(board.rate), **shown
    )


def bound_words(board: LearningBoard, state: Taught) -> str:
    """Return the mistakes so far against the bound, in rich text."""
    so_far = tr("mistakes so far {n}").format(n=f"<b>{state.mistakes}</b>")
    if board.bound is None or board.margin is None:
        return tr("{so_far}, and no bound: no line tells the points apart").format(so_far=so_far)
    bound = f"<b>{board.bound:.1f}</b>"
    from_zero = board.start.w == (0.0, 0.0) and board.start.b == 0.0
    if from_zero:
        text = f"{so_far} ≤ (R/γ)² = {bound}"
    else:
        text = tr("{so_far} ≤ {bound} (bound from these first weights)").format(so_far=so_far, bound=bound)
    return f"{text}<br>R = {board.margin.radius:.3f}, γ = {board.margin.gamma:.4f}"


def ending(board: LearningBoard, state: Taught) -> tuple[str, str]:
    """Return a word on how it stands, and its tone."""
    if state.wrong == 0:
        n = state.mistakes
        text = ntr("Converged after {n} correction", "Converged after {n} corrections", n)
        return text.format(n=n), "good"
    text = ntr("{n} example is wrong", "{n} examples are wrong", state.wrong).format(n=state.wrong)
    return text, "warning" if board.is_separable else "bad"
