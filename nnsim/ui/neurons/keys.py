"""The keyboard route to everything the mouse does on the neurons."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nnsim.base.text import mark
from nnsim.ui.keys import Binding, KeyTable
from nnsim.ui.neurons.deeds import NeuronDeeds
from nnsim.ui.neurons.navigator import STEP

_ARROWS = (("Left", -1, 0), ("Right", 1, 0), ("Up", 0, -1), ("Down", 0, 1))
_FAR, _PAN = 8, 48


def _bindings() -> Iterator[Binding[NeuronDeeds]]:
    for key, dx, dy in _ARROWS:
        yield Binding("", (key,), mark("Go to the neighbouring neuron"), _step(dx, dy))
    for key, rows in (("PgUp", -_FAR), ("PgDown", _FAR)):
        yield Binding("", (key,), mark("Go eight neurons up or down"), _step(0, rows))
    yield Binding("", ("E",), mark("Choose the next weight into the neuron, strongest first"), _choose(1))
    yield Binding("", ("Shift+E",), mark("Choose the weight before"), _choose(-1))
    yield Binding(
        "",
        ("Return", "Enter", "F2"),
        mark("Type a number for the chosen weight, or else the strongest"),
        lambda do: do.numbers.ask_chosen(),
    )
    yield Binding(
        "",
        ("B",),
        mark("Type a number for the bias of the neuron"),
        lambda do: do.numbers.ask_bias_here(),
    )
    yield Binding("", ("+", "=", "Ctrl++", "Ctrl+="), mark("Zoom in"), _zoom(STEP))
    yield Binding("", ("-", "Ctrl+-"), mark("Zoom out"), _zoom(1 / STEP))
    yield Binding("", ("Home", "0", "Ctrl+0"), mark("Show all neurons"), lambda do: do.navigator.fit_all())
    for key, dx, dy in _ARROWS:
        yield Binding("", (f"Alt+{key}",), mark("Move the paper"), _pan(-dx * _PAN, -dy * _PAN))
    yield Binding("", ("Esc",), mark("Choose no weight, or go back to the layers"), _leave)
    yield Binding("", ("N",), mark("Back to the layers"), lambda do: do.closing_wanted.fire())
    yield Binding("", ("F",), mark("Back to the layers, all of them"), lambda do: do.layers_wanted.fire())


def _leave(do: NeuronDeeds) -> None:
    if not do.navigator.let_go():
        do.closing_wanted.fire()


def _step(dx: int, dy: int) -> Callable[[NeuronDeeds], None]:
    return lambda do: do.navigator.step(dx, dy)


def _choose(step: int) -> Callable[[NeuronDeeds], None]:
    return lambda do: do.navigator.choose_weight(step)


def _zoom(factor: float) -> Callable[[NeuronDeeds], None]:
    return lambda do: do.navigator.zoom_by(factor)


def _pan(dx: int, dy: int) -> Callable[[NeuronDeeds], None]:
    return lambda do: do.navigator.pan_by(dx, dy)


NEURON_KEYS: KeyTable[NeuronDeeds] = KeyTable(_bindings())
"""Everything that is done on the neurons by a key."""
