"""The Neuron lab: watch one neuron think, a few of them decide, and one error travel back."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.lab.lab_scene import lab_scenes
from nnsim.ui.neuronlab.neuron_lab import NeuronLab
from nnsim.ui.place import Place, Use, register
from nnsim.ui.sitting.session import Session


@register
class NeuronLabPlace(Place):
    """Where single neurons and small networks are taken apart."""

    key = "neuron_lab"
    title = mark("Neuron lab")
    summary = mark(
        "One perceptron, large: drag its inputs and weights and see when it fires. Wire gates together, watch the"
        " perceptron learn point by point, and follow an error back through a network, number by number."
    )
    icon = "perceptron"
    order = 30
    shortcut = "Ctrl+3"
    uses = frozenset((Use.HEALTH,))

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.page = self._lab = NeuronLab(session)
        self._lab.opening.connect(self.opening.fire)

    def show_scene(self, key: str) -> None:
        """Show the scene called `key`."""
        self._lab.show_scene(lab_scenes[key]())

    def release(self) -> None:
        self._lab.release()
