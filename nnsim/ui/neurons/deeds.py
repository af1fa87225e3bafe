"""What keys can do to the neurons."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.event import Event
from nnsim.ui.neurons.navigator import Navigator
from nnsim.ui.neurons.numbers import NumberEditor


@dataclass(frozen=True)
class NeuronDeeds:
    """The parts of a view of neurons that keys work on, and what is fired where somebody wants to leave it."""

    navigator: Navigator
    numbers: NumberEditor
    closing_wanted: Event[[]]
    layers_wanted: Event[[]]
