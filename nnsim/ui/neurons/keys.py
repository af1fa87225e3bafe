"""The keyboard route to everything the mouse does on the neurons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from nnsim.base.text import mark
from nnsim.ui.keys import Binding, KeyTable
from nnsim.ui.neurons.navigator import STEP

if TYPE_CHECKING:
    from nnsim.ui.neurons.view import NeuronsView

_ARROWS = (("Left", -1, 0), ("Right", 1, 0), ("Up", 0, -1), ("Down", 0, 1))
_FAR, _PAN = 8, 48


def _bindings() -> Iterator[Binding[NeuronsView]]:
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
        lambda view: view.numbers.ask_chosen(),
    )
    yield Binding(
        "",
        ("B",),
        mark("Type a number for the bias of the neuron"),
        lambda view: view.numbers.ask_bias_here(),
    )
    yield Binding("", ("+", "=", "Ctrl++", "Ctrl+="), mark("Zoom in"), _zoom(STEP))
    yield Binding("", ("-", "Ctrl+-"), mark("Zoom out"), _zoom(1 / STEP))
    yield Binding(
        "", ("Home", "0", "Ctrl+0"), mark("Show all neurons"), lambda view: view.navigator.fit_all()
    )
    for key, dx, dy in _ARROWS:
        yield Binding("", (f"Alt+{key}",), mark("Move the paper"), _pan(-dx * _PAN, -dy * _PAN))
    yield Binding("", ("Esc",), mark("Choose no weight, or go back to the layers"), _leave)
    yield Binding("", ("N",), mark("Back to the layers"), lambda view: view.closing_wanted.fire())
    yield Binding("", ("F",), mark("Back to the layers, all of them"), lambda view: view.layers_wanted.fire())


def _leave(view: NeuronsView) -> None:
    if not view.navigator.let_go():
        view.closing_wanted.fire()


def _step(dx: int, dy: int) -> Callable[[NeuronsView], None]:
    return lambda view: view.navigator.step(dx, dy)


def _choose(step: int) -> Callable[[NeuronsView], None]:
    return lambda view: view.navigator.choose_weight(step)


def _zoom(factor: float) -> Callable[[NeuronsView], None]:
    return lambda view: view.navigator.zoom_by(factor)


def _pan(dx: int, dy: int) -> Callable[[NeuronsView], None]:
    return lambda view: view.navigator.pan_by(dx, dy)


NEURON_KEYS: KeyTable[NeuronsView] = KeyTable(_bindings())
"""Everything that is done on the neurons by a key."""
