"""Commands of the doctor."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.ui.command import Command, commands

commands.enter(
    Command(
        "doctor",
        mark("Doctor"),
        "train",
        lambda d: d.doctor_wanted.fire("open"),
        ("Ctrl+Shift+H",),
        section=4,
        tip=mark("What was found wrong with the training, and cures with what came of them"),
    ),
    Command(
        "try_cures",
        mark("Try cures"),
        "train",
        lambda d: d.doctor_wanted.fire("try"),
        enabled=lambda d: bool(d.session.labs.ward.opinion.verdicts),
        section=4,
        tip=mark("Train twins with each cure beside the network, and see which help"),
    ),
    Command(
        "save_report",
        mark("Save the doctor's report…"),
        "train",
        lambda d: d.doctor_wanted.fire("report"),
        enabled=lambda d: d.session.labs.ward.case is not None,
        section=4,
        tip=mark("One page with evidence, figures, and the cures that were tried: PDF, HTML or Markdown"),
    ),
)
