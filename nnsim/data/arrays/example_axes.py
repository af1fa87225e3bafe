"""Along which axis the examples of two arrays lie, that must have equally many."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.text import tr

Shape = tuple[int, ...]


def example_axes(x: Shape, y: Shape, *, last: bool) -> tuple[int, int] | None:
    """Return the axes of inputs and targets along which their examples lie; None where they do not fit.

    Parameters
    ----------
    x, y
        Shapes of the arrays.
    last
        Whether tables with examples along the last axis are usual where the file comes from. Pictures are
        recognised everywhere: nobody has as many rows of pixels as targets.

    Examples along the first axis go before all others, but where two tables agree in both axes there are
    rather more examples than anything else.
    """
    if not (x and y):
        return None
    both_last = len(x) > 1 and len(y) > 1 and x[-1] == y[-1] > 1 and (last or len(x) > 2 or y[0] == 1)
    if x[0] == y[0] > 1 and not (last and both_last and x[-1] > x[0]):
        return 0, 0
    if both_last:
        return -1, -1
    if len(x) > 1 and x[-1] == y[0] > 1 and (last or len(x) > 2):
        return -1, 0
    if len(y) == 2 and x[0] == y[1] > 1 and (last or y[0] == 1):
        return 0, -1
    return (0, 0) if x[0] == y[0] else None


def with_examples_first(name: str, array: NDArray[Any], axis: int) -> tuple[NDArray[Any], tuple[str, ...]]:
    """Return `array` with its examples along the first axis, and a sentence where it was moved.

    A row of one number an example becomes a column without a word: nothing else can be meant.
    """
    if axis == 0:
        return array, ()
    moved = np.moveaxis(array, -1, 0)
    if moved[0].size == 1:
        return moved, ()
    said = tr("Examples were along the last axis of “{name}”: {found} became {now}").format(
        name=name, found=_shown(array.shape), now=_shown(moved.shape)
    )
    return moved, (said,)


def _shown(shape: Shape) -> str:
    return " × ".join(map(str, shape))
