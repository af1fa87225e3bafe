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
        " speed pace slow fast"
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
            mark("Speed"),
            mark(
                "The slider beside Play says how many steps or epochs a second are taken at most: from one step a"
                " second, to look at every one, to as fast as it goes. Ctrl+PgDown is slower, Ctrl+PgUp faster. It is"
                " kept with the project, is no step of undo, and changes no number: what is learned is the same at any"
                " speed."
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
                " same training, number for number, in the same walk (see What is equal where)."
            ),
        ),
    )
