"""The command that draws a sensible network for the data."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.ui.command import Command, commands

commands.enter(
    Command(
        "suggest",
        mark("Suggest a network for the data"),
        "network",
        lambda d: d.session.mending.suggest(),
        icon="network",
        enabled=lambda d: d.workspace.prepared is not None,
        section=1,
        tip=mark(
            "Layers of fitting kinds and sizes, and a training that ends when validation gets no better"
        ),
    ),
)
