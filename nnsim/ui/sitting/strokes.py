"""Strokes of a brush: the points of the open project while somebody paints on them, and one step of undo for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.painting.as_painted import as_painted, why_not_painted
from nnsim.data.painting.painting import Painting
from nnsim.data.prepared import Prepared
from nnsim.data.sources.painted import Painted
from nnsim.document.project import Project

Edit = Callable[[str, Callable[[Project], Project]], None]
_MOST_COPIES = 100


@dataclass(frozen=True, eq=False)
class Sheet:
    """What is painted on: points, and all that is known of them beside where they are.

    Attributes
    ----------
    data
        Settings of the split, which say where each point goes.
    source
        Names, axes, classes or a value.
    note
        A sentence where these are not all the points there were.
    """

    data: DataSettings
    source: Painted
    painting: Painting
    note: str = ""

    @cached_property
    def settings(self) -> DataSettings:
        """The settings of these points."""
        text = self.painting.text(values=self.source.has_values)
        return replace(self.data, source=replace(self.source, points=text))


class Strokes:
    """What is painted on the data of one workspace.

    Events
    ------
    begun()
        A stroke begins.
    drawn()
        The stroke under way has other points, or was given up.
    ending(settings)
        The project is about to have these data.
    told(text)
        A sentence about what was painted on.
    """

    def __init__(
        self, project: Callable[[], Project], prepared: Callable[[], Prepared | None], edit: Edit
    ) -> None:
        self.begun: Event[[]] = Event()
        self.drawn: Event[[]] = Event()
        self.ending: Event[[DataSettings]] = Event()
        self.told: Event[[str]] = Event()
        self._project, self._prepared, self._edit = project, prepared, edit
        self._draft: Sheet | None = None
        self._label = ""
        self._known: tuple[DataSettings, Prepared | None, Sheet] | None = None
        self._copies: list[tuple[DataSettings, DataSettings]] = []

    @property
    def is_under_way(self) -> bool:
        """Whether a stroke has begun and not ended."""
        return self._draft is not None

    def sheet(self) -> Sheet:
        """Return what there is to be painted on, with the stroke under way.

        Raises
        ------
        NnsimError
            When the data of the project cannot be painted on.
        """
        if self._draft is not None:
            return self._draft
        data, prepared, known = self._project().data, self._prepared(), self._known
        if known is not None and known[0] == data and known[1] is prepared:
            return known[2]
        sheet = _sheet_of(data, prepared)
        if known is not None and known[0] == data and isinstance(data.source, Painted):
            sheet = known[2]  # the very same points, which were drawn already
        self._known = data, prepared, sheet
        return sheet

    def why_not(self) -> str:
        """Return a sentence that says why nobody can paint; empty when one can. Makes no copy to paint on."""
        source, prepared = self._project().data.source, self._prepared()
        if not isinstance(source, Painted):
            return _nothing_there() if prepared is None else why_not_painted(prepared)
        try:
            source.painting()
        except NnsimError as error:
            return str(error)
        return ""

    def begin(self, label: str) -> Sheet:
        """Begin a stroke that the list of edits calls `label` (translated); return what it is on."""
        self.begun.fire()
        self._draft, self._label = self.sheet(), label
        return self._draft

    def draw(self, painting: Painting) -> None:
        """Have other points, within the stroke under way."""
        if self._draft is not None and painting is not self._draft.painting:
            self._draft = replace(self._draft, painting=painting)
            self.drawn.fire()

    def end(self) -> None:
        """Let the stroke be one step in the history of edits."""
        draft, self._draft = self._draft, None
        before = self._project().data
        if draft is None or draft.settings == before:
            return
        self._known = draft.settings, None, replace(draft, note="")
        is_copy = not isinstance(before.source, Painted)
        if is_copy:
            self._copies = [*self._copies[-_MOST_COPIES:], (before, _paper(draft.settings))]
        self.ending.fire(draft.settings)
        self._edit(self._label, lambda p: replace(p, data=draft.settings))
        if is_copy and draft.note:
            self.told.fire(draft.note)

    def cancel(self) -> None:
        """Give the stroke under way up."""
        if self._draft is not None:
            self._draft = None
            self.drawn.fire()

    def are_joined(self, one: DataSettings, other: DataSettings) -> bool:
        """Return whether strokes, or their undoing, lead from one to the other: training goes on over that."""
        if isinstance(one.source, Painted) and isinstance(other.source, Painted):
            return _paper(one) == _paper(other)
        plain, painted = (other, one) if isinstance(one.source, Painted) else (one, other)
        return (plain, _paper(painted)) in self._copies


def _paper(data: DataSettings) -> DataSettings:
    """Return what strokes leave as it is: the data without points and names."""
    if not isinstance(data.source, Painted):
        return data
    return replace(data, source=replace(data.source, points="", names="", inputs=""))


def _nothing_there() -> str:
    return tr("There are no data to paint on. Choose Painted points on the Data page.")


def _sheet_of(data: DataSettings, prepared: Prepared | None) -> Sheet:
    if isinstance(data.source, Painted):
        return Sheet(data, data.source, data.source.painting())
    if prepared is None:
        raise NnsimError(_nothing_there())
    copy = as_painted(prepared, data)
    return Sheet(data, copy.source, copy.source.painting(), copy.note)
