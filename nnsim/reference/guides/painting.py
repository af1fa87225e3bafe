"""Points painted by hand while it trains."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.reference.guide import Guide, guides


@guides.register
class PaintingPoints(Guide):
    """Points painted by hand while it trains."""

    key = "painting"
    title = mark("Painting points")
    keywords = mark("paint brush draw points spray lasso eraser mouse hand classes value teacher")
    order = 27
    sections = (
        (
            "",
            mark(
                "Data with two inputs have a button Paint, at the decision boundary and on the Data page. A click puts a"
                " point, a drag sprays. The run goes on: its weights stay, and the next step sees the new points. The"
                " first stroke on other data makes a painted copy of them; from nothing one begins with Painted points"
                " and Clear. Each stroke is one step of Undo."
            ),
        ),
        (
            mark("Mouse and keys"),
            mark(
                "1 to 8 choose the brush of a class, B the brush, L the lasso, E the eraser. A drag with the lasso"
                " chooses points, a drag from one of them moves them, Delete takes them away. The arrow keys move a"
                " cross, and Space puts a point there. Esc gives up a stroke, what is chosen, or painting."
            ),
        ),
        (
            mark("Parts and numbers"),
            mark(
                "Every point has a number of its own that says whether it trains, validates or tests: it stays in its"
                " part when others come and go, and circles, diamonds and squares show which. The ranges of the axes say"
                " how inputs are scaled. The caption of a figure says how often the points of a run were changed, and"
                " when last: from the start, only the points of now are trained on. In its past a run has, and shows,"
                " the points it had."
            ),
        ),
    )
