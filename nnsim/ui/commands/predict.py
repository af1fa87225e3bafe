"""The command that applies the network to another file."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.ui.command import Command, commands

commands.enter(
    Command(
        "predict",
        mark("Predict…"),
        "file",
        lambda d: d.predicting.ask(),
        enabled=lambda d: d.session.network.can_run,
        section=3,
        icon="arrow-right",
        tip=mark("What the network says to the rows or images of another file, prepared as in training"),
    ),
)
