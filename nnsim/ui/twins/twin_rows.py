"""The run that is drawn and its twins as plain values: what each has otherwise, and how it goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from nnsim.base.text import tr
from nnsim.diagnosis.opinion import Opinion
from nnsim.figures.figure import Style
from nnsim.figures.ticks import steady
from nnsim.training.metric_names import least_accuracy
from nnsim.ui.look.theme import theme
from nnsim.ui.sitting.run_entry import RunEntry, screen_colour
from nnsim.ui.sitting.run_feed import RunFeed
from nnsim.ui.sitting.session import Session
from nnsim.ui.twins.verdicts import Verdicts


@dataclass(frozen=True)
class TwinRow:
    """One of those that are compared.

    Attributes
    ----------
    number
        Of its run.
    is_drawn
        Whether it is the one on the canvas.
    name, difference
        What it is called, and what it has otherwise than the one on the canvas, in words.
    figures
        Its losses and how much of the validation part is right, as far as that is known.
    opinion
        What the doctor says of it.
    colour, dash
        Look of its curves.
    """

    number: int
    is_drawn: bool
    name: str
    difference: str
    figures: str
    opinion: Opinion
    colour: str
    dash: Style


class TwinRows:
    """Makes the rows of a session's comparison, the run that is drawn first."""

    def __init__(self, session: Session, verdicts: Verdicts | None = None) -> None:
        self._session = session
        self._verdicts = verdicts or Verdicts(session)

    def rows(self) -> tuple[TwinRow, ...]:
        """Return how all stand now; none where nothing is compared."""
        self._verdicts.forget_others()
        session, current = self._session, self._session.runs.current
        if not session.twins.are_there or current is None:
            return ()
        drawn = TwinRow(
            current.number,
            True,
            current.name,
            tr("on the canvas"),
            figures_of(session.feed.shown),
            self._verdicts.of_drawn(),
            theme().series[0],
            "solid",
        )
        return drawn, *(self._twin(session.runs[number]) for number in session.twins.numbers)

    def _twin(self, entry: RunEntry) -> TwinRow:
        words = self._session.twins.difference(entry) or tr("nothing differs yet")
        opinion = self._verdicts.of_twin(entry.number)
        return TwinRow(
            entry.number,
            False,
            entry.name,
            words,
            figures_of(entry.feed),
            opinion,
            screen_colour(entry.colour),
            entry.dash,
        )


def figures_of(feed: RunFeed) -> str:
    """Return losses and accuracy of a run where it stands, in one line; empty while nothing was measured."""
    return " · ".join(_figures(feed))


def _figures(feed: RunFeed) -> Iterator[str]:
    found = feed.evaluation
    if found is None:
        return
    yield tr("loss {value}").format(value=_number(found.train_loss))
    if found.val_loss is not None:
        yield tr("val. {number}").format(number=_number(found.val_loss))
    accuracy = least_accuracy(found.metrics, "val") or least_accuracy(found.metrics, "train")
    if accuracy is not None:
        yield tr("accuracy {x} %").format(x=f"{100 * accuracy[0]:.1f}")


def _number(value: float) -> str:
    return steady(value) if isfinite(value) else "–"
