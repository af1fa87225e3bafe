"""Commands of looking back at a training."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.ui.command import Command, commands
from nnsim.ui.desk import Desk


def _has_past(desk: Desk) -> bool:
    return len(desk.session.past.stops) > 1


def _looks_back(desk: Desk) -> bool:
    return desk.session.past.step is not None


commands.enter(
    Command(
        "earlier",
        mark("Earlier moment"),
        "train",
        lambda d: d.session.past.move(-1),
        ("Alt+,", "F9"),
        enabled=_has_past,
        section=3,
        tip=mark("Everything as it was at the moment that was kept before this one"),
    ),
    Command(
        "later",
        mark("Later moment"),
        "train",
        lambda d: d.session.past.move(1),
        ("Alt+.", "Shift+F9"),
        enabled=_looks_back,
        section=3,
        tip=mark("Everything as it was at the moment that was kept after this one"),
    ),
    Command(
        "go_to_step",
        mark("Go to step…"),
        "train",
        lambda d: d.foot.history.ask(),
        ("Ctrl+G",),
        enabled=_has_past,
        section=3,
        tip=mark("Everything as it was after a number of steps; and how much memory the history may fill"),
    ),
    Command(
        "back_to_now",
        mark("Back to now"),
        "train",
        lambda d: d.session.past.come_back(),
        ("Alt+End",),
        enabled=_looks_back,
        section=3,
        tip=mark("To where training has come to"),
    ),
    Command(
        "fork",
        mark("Fork from here"),
        "train",
        lambda d: d.session.past.fork(),
        ("Ctrl+Shift+F",),
        enabled=lambda d: d.session.network.can_run and d.session.feed.state is not None,
        section=3,
        tip=mark("Go on from the moment that is looked at as another run; this one is kept"),
    ),
)
