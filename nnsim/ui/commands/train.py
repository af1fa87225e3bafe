"""Commands of training."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.ui.command import Command

COMMANDS = (
    Command(
        "play",
        mark("Play / pause"),
        "train",
        lambda w: w.session.toggle_play(),
        ("Ctrl+Space", "F5"),
        icon="play",
        tip=mark("Train, or stop after the step under way"),
    ),
    Command(
        "step",
        mark("Step"),
        "train",
        lambda w: w.session.step(),
        ("Ctrl+.", "F10"),
        icon="step",
        tip=mark("Train on one batch"),
    ),
    Command(
        "step_epoch",
        mark("Step one epoch"),
        "train",
        lambda w: w.session.step_epoch(),
        ("Ctrl+Shift+.",),
        icon="step-epoch",
        tip=mark("Train to the end of the epoch"),
    ),
    Command(
        "reset",
        mark("Reset"),
        "train",
        lambda w: w.session.reset(),
        ("Ctrl+R",),
        icon="reset",
        section=1,
        tip=mark("Back to the initial weights"),
    ),
    Command(
        "slower",
        mark("Slower"),
        "train",
        lambda w: w.workspace.set_pace(w.workspace.pace.slower()),
        ("Ctrl+PgDown",),
        section=1,
        tip=mark("Fewer steps a second, so that they can be watched"),
    ),
    Command(
        "faster",
        mark("Faster"),
        "train",
        lambda w: w.workspace.set_pace(w.workspace.pace.faster()),
        ("Ctrl+PgUp",),
        section=1,
        tip=mark("More steps a second"),
    ),
    Command(
        "full_speed",
        mark("As fast as it goes"),
        "train",
        lambda w: w.workspace.set_pace(w.workspace.pace.unlimited()),
        ("Ctrl+Shift+PgUp",),
        section=1,
        tip=mark("Steps without a pause between them"),
    ),
    Command(
        "measure_test",
        mark("Measure on the test part"),
        "train",
        lambda w: w.session.measure_test(),
        enabled=lambda w: w.session.can_run,
        section=2,
        icon="check",
        tip=mark("Loss and accuracy on the examples that were kept for the very end"),
    ),
    Command(
        "training_settings",
        mark("Training settings"),
        "train",
        lambda w: w.show_training_settings(),
        icon="settings",
        section=2,
        tip=mark("Learning rule, seed, weight decay, precision and when to stop"),
    ),
)
