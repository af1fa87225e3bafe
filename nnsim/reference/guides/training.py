"""The words of training: steps, epochs, parts, seed."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.reference.guide import Guide, guides


@guides.register
class Training(Guide):
    """The words of training: steps, epochs, parts, seed."""

    key = "training"
    title = mark("Training, step by step")
    keywords = mark(
        "epoch step batch iteration seed shuffle play pause reset early stopping test part accuracy baseline"
    )
    order = 30
    sections = (
        (
            mark("Step, batch and epoch"),
            mark(
                "One step looks at one batch of examples and changes every weight once. An epoch is over "
                "when every training example was looked at once."
            ),
        ),
        (
            mark("Training, validation and test part"),
            mark(
                "The network learns from the training part only. The validation part tells how it does on"
                " examples it has not learned from; the test part is kept for the very end."
            ),
        ),
        (
            mark("Seed"),
            mark(
                "First weights and the order of examples are drawn from the seed: the same seed gives the"
                " same training, number for number."
            ),
        ),
    )
