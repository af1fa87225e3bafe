"""Runs of a sitting, and two of them side by side."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.reference.guide import Guide, guides


@guides.register
class Runs(Guide):
    """Runs of a sitting, and two of them side by side."""

    key = "runs"
    title = mark("Runs: comparing, twins, the background")
    keywords = mark("run runs compare overlay ghost fork twin side by side lock-step background table csv")
    order = 25
    sections = (
        (
            mark("Earlier runs"),
            mark(
                "A new drawing, other data, a fork or Reset begins another run. The one before stays, with its"
                " curves, settings, weights and moments, until another project is opened: thin lines in a colour"
                " and a dash of their own behind every curve. The newest four are shown; others when you tick"
                " them in the table."
            ),
        ),
        (
            mark("The table of runs"),
            mark(
                "Training ▸ Table of runs (Ctrl+Shift+R) says what differs among their settings, what came out, and which"
                " walk took the steps. Enter puts a run back on the canvas with everything, so that it trains on as it"
                " would have (in the same walk, see What is equal where);"
                " Ctrl+Enter forks it, F2 renames it, Space shows or hides its curves, B plays it on in the"
                " background, Delete throws it away. The table is saved as CSV, the curves by their panels."
            ),
        ),
        (
            mark("Side by side"),
            mark(
                "Training ▸ Duplicate as twin (Ctrl+Shift+T) lets two runs begin at the same start. Change one"
                " thing, a setting or the drawing, and press Play: both take every step together, each with the"
                " numbers it would have alone. What begins a new run begins both anew; where one ends, the other"
                " pauses. End twin makes it one of the earlier runs."
            ),
        ),
        (
            mark("In the background"),
            mark(
                "Runs in the background get a share of the time that the slider in the table sets, while the one"
                " on the canvas trains. Their numbers do not depend on it."
            ),
        ),
    )
