"""What layers that join inputs number by number have in common."""

from __future__ import annotations

from collections.abc import Sequence

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.engine.shape import Shape, shape_words


def one_shape(title: str, inputs: Sequence[Shape]) -> Shape:
    """Return the shape all `inputs` share, for the layer called `title` (marked for translation).

    Raises NnsimError when they differ.
    """
    for other in inputs[1:]:
        if other != inputs[0]:
            raise NnsimError(
                tr(
                    "{title} needs inputs of one shape, got {first} and {other}. Make the layers before it equal."
                ).format(title=tr(title), first=shape_words(inputs[0]), other=shape_words(other))
            )
    return inputs[0]
