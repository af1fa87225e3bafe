"""Commands of training."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.ui.command import Command, commands
from nnsim.ui.desk import Desk
from nnsim.ui.twins.compare_window import open_compare


def _begin_twin(desk: Desk) -> None:
    """Let the run and its twin begin side by side, where one of them can be changed."""
    desk.session.twins.pin()
    if desk.session.twins.are_there:
        desk.places.go_to("network")


def _show_runs(desk: Desk) -> None:
    desk.places.go_to("network")
    desk.docks.reveal("runs")
    desk.runs.view.setFocus()


def _show_settings(desk: Desk) -> None:
    desk.places.go_to("network")
    desk.workspace.select(())
    desk.docks.reveal("inspector")
    desk.inspector.form.setFocus()


commands.enter(
    Command(
        "play",
        mark("Play / pause"),
        "train",
        lambda d: d.session.transport.toggle_play(),
        ("Ctrl+Space", "F5"),
        icon="play",
        tip=mark("Train, or stop after the step under way"),
    ),
    Command(
        "step",
        mark("Step"),
        "train",
        lambda d: d.session.step(),
        ("Ctrl+.", "F10"),
        icon="step",
        tip=mark("Train on one batch"),
    ),
    Command(
        "step_epoch",
        mark("Step one epoch"),
        "train",
        lambda d: d.session.transport.step_epoch(),
        ("Ctrl+Shift+.",),
        icon="step-epoch",
        tip=mark("Train to the end of the epoch"),
    ),
    Command(
        "reset",
        mark("Reset"),
        "train",
        lambda d: d.session.reset(),
        ("Ctrl+R",),
        icon="reset",
        section=1,
        tip=mark("Back to the initial weights"),
    ),
    Command(
        "twin",
        mark("Duplicate as twin"),
        "train",
        _begin_twin,
        ("Ctrl+Shift+T",),
        section=3,
        tip=mark("Two runs side by side from the same start: change one thing, and compare every step"),
    ),
    Command(
        "compare",
        mark("Compare with…"),
        "train",
        lambda d: open_compare(d.session, d.window),
        ("Ctrl+Shift+C",),
        section=3,
        tip=mark("One to three twins that differ in what you choose train beside the network, step by step"),
    ),
    Command(
        "end_twins",
        mark("End comparison"),
        "train",
        lambda d: d.session.twins.end(),
        enabled=lambda d: d.session.twins.are_there or d.session.twins.are_coming,
        section=3,
        tip=mark("The twins become earlier runs"),
    ),
    Command(
        "runs",
        mark("Table of runs"),
        "train",
        _show_runs,
        ("Ctrl+Shift+R",),
        section=3,
        tip=mark("All runs of this sitting: what differs, what came out, and the way back to each"),
    ),
    Command(
        "slower",
        mark("Slower"),
        "train",
        lambda d: d.workspace.set_pace(d.workspace.pace.slower()),
        ("Ctrl+PgDown",),
        section=1,
        tip=mark("Fewer steps a second, so that they can be watched"),
    ),
    Command(
        "faster",
        mark("Faster"),
        "train",
        lambda d: d.workspace.set_pace(d.workspace.pace.faster()),
        ("Ctrl+PgUp",),
        section=1,
        tip=mark("More steps a second"),
    ),
    Command(
        "full_speed",
        mark("As fast as it goes"),
        "train",
        lambda d: d.workspace.set_pace(d.workspace.pace.unlimited()),
        ("Ctrl+Shift+PgUp",),
        section=1,
        tip=mark("Steps without a pause between them"),
    ),
    Command(
        "measure_test",
        mark("Measure on the test part"),
        "train",
        lambda d: d.session.transport.measure_test(),
        enabled=lambda d: d.session.network.can_run,
        section=2,
        icon="check",
        tip=mark("Loss and accuracy on the examples that were kept for the very end"),
    ),
    Command(
        "training_settings",
        mark("Training settings"),
        "train",
        _show_settings,
        icon="settings",
        section=2,
        tip=mark("Learning rule, seed, weight decay, precision and when to stop"),
    ),
)
