"""Runs of a sitting, and up to four of them side by side."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.reference.guide import Guide, guides


@guides.register
class Runs(Guide):
    """Runs of a sitting, and up to four of them side by side."""

    key = "runs"
    title = mark("Runs: comparing, twins, the background")
    keywords = mark(
        "run runs compare overlay ghost fork twin twins cure side by side lock-step background table csv"
    )
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
                "Training ▸ Compare with… (Ctrl+Shift+C) lets one to three twins train beside the network, each with"
                " something else: a cure, another value of a setting, one that all layers share. The drawing stays as"
                " it is. All begin at the first weights of their seeds and take every step together, each with the"
                " numbers it would have alone. Where a verdict has a cure, Compare in its banner tries that on a twin."
            ),
        ),
        (
            mark("The twins"),
            mark(
                "Their cards say what each has otherwise, and in how many things; with other data, another batch size"
                " or another order a step of one is not a step of the other, and that is said. Take it puts a twin on"
                " the canvas, with everything. What begins a new run begins all anew; where one ends, the others"
                " pause. End comparison makes the twins earlier runs. From Python: nnsim.library.twins."
            ),
        ),
        (
            mark("A twin of one's own"),
            mark(
                "Training ▸ Duplicate as twin (Ctrl+Shift+T) keeps the network as it is beside the one on the canvas,"
                " both from the same start. Change there what you like, a setting or the drawing, and press Play."
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
