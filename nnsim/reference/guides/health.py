"""What the pill in the top bar says, and what helps."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.reference.guide import Guide, guides


@guides.register
class HealthPill(Guide):
    """What the pill in the top bar says, and what helps."""

    key = "health"
    title = mark("The health pill")
    keywords = mark(
        "pill verdict banner advice vanish explode overfit underfit diverge converge stuck dead neuron "
        "saturate symptom diagnosis"
    )
    order = 20
    sections = (
        (
            "",
            mark("The pill at the end of the top bar says how training goes. Click it to read why."),
        ),
        (
            mark("Gradients vanish"),
            mark(
                "The first layers get a gradient a thousand times smaller than the last ones and hardly "
                "move. Deep chains of sigmoid or tanh do that. Try ReLU with He initialisation, batch "
                "norm or skip connections."
            ),
        ),
        (
            mark("Gradients explode"),
            mark(
                "The first layers get a gradient a thousand times larger than the last ones. Lower the "
                "learning rate, clip the gradient, or begin with smaller weights."
            ),
        ),
        (
            mark("Memorises, overfits"),
            mark(
                "Training loss falls while validation loss rises: the network overfits, it learns its "
                "examples by heart. More data, dropout, weight decay, a smaller network or stopping early"
                " help."
            ),
        ),
        (
            mark("Diverged"),
            mark(
                "The loss grew beyond all bounds or is no number any more. The learning rate is too "
                "large, most of the time; the message names the layer where it began."
            ),
        ),
        (
            mark("Dead and saturated units"),
            mark(
                "A ReLU unit whose sum is negative for every example passes no gradient: it is dead. A "
                "sigmoid far from its middle is saturated and passes almost none. Select a layer: the "
                "settings show its histograms, with the share of such units."
            ),
        ),
        (
            mark("Hardly learns"),
            mark(
                "The loss has not moved after many steps: the network underfits. Try another learning "
                "rate, scale inputs and targets, or make the network larger."
            ),
        ),
    )
