"""What is known of one run of the sitting, and how its curves look behind those of another."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.figures import palette
from nnsim.figures.figure import Style
from nnsim.figures.watched import Watched
from nnsim.training.keeping import Keeper
from nnsim.ui.look.theme import theme
from nnsim.ui.sitting.run_feed import RunFeed

LOOKS = 8
"""Colours that runs can have; the theme's first two mean training and validation of the run itself."""
_DASHES: tuple[Style, ...] = ("dashed", "dotted", "solid", "dash-dotted")
"""By turns: neighbouring colours differ in it, and so does a layer whose line has the same colour."""


@dataclass(frozen=True, eq=False)
class RunEntry:
    """What is known of a run of this sitting.

    Attributes
    ----------
    project
        What it is of, with the settings it has or had last.
    feed
        Its curves, and where it stands.
    colour
        Which of the theme's colours its curves have, from 0.
    shown
        Whether its curves stand behind those of the run that is drawn.
    chosen
        Whether a person said so; else only the newest are shown.
    learned, keeper
        Where it came to, and its moments, while nobody plays it.
    in_background
        Whether it is played beside the run that is drawn, or was and may be again.
    parent
        Number of the run it was forked from; 0: none.
    """

    number: int
    name: str
    project: Project
    feed: RunFeed
    colour: int
    shown: bool = True
    chosen: bool = False
    learned: Learned | None = None
    keeper: Keeper | None = None
    in_background: bool = False
    parent: int = 0

    @property
    def is_worth_keeping(self) -> bool:
        """Whether it has trained, or somebody set weights of it."""
        return self.has_trained or any(kept.by_hand for kept in self.keeper or ())

    @property
    def has_trained(self) -> bool:
        """Whether it has curves that are worth keeping."""
        return self.feed.history is not None and len(self.feed.history.readings) > 0

    @property
    def has_weights(self) -> bool:
        """Whether it is known where it has come to: it was kept with that, or the trainer has it."""
        return self.learned is not None or self.in_background

    @property
    def plays_in_background(self) -> bool:
        """Whether it trains beside the run that is drawn."""
        return self.in_background and self.feed.playing

    @property
    def dash(self) -> Style:
        """Style of its lines, so that they are told apart without colour."""
        return _DASHES[self.colour % len(_DASHES)]

    def watched(self, name: str = "") -> Watched:
        """Return what charts draw of it behind another run, called `name` where that is not empty."""
        history = self.feed.history
        assert history is not None
        colours = {"colour": screen_colour(self.colour), "paper": paper_colour(self.colour)}
        return Watched(name or self.name, dash=self.dash, history=history, key=str(self.number), **colours)


def screen_colour(colour: int) -> str:
    """Return the colour of a run in the theme in use."""
    series = theme().series[2:]
    return series[colour % len(series)]


def paper_colour(colour: int) -> str:
    """Return the colour of a run on paper."""
    series = palette.SERIES[2:]
    return series[colour % len(series)]
