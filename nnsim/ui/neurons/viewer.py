"""What the neurons view asks of a run, what it got, and why there is nothing to see where there is nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.figures.plane import Plane, default_plane
from nnsim.training.picture import Asked
from nnsim.training.pictures.neuron_maps import NeuronMaps, NeuronsOver
from nnsim.training.snapshot import Snapshot
from nnsim.ui.neurons import words
from nnsim.ui.neurons.asking import Asking
from nnsim.ui.sitting.session import Session

RESOLUTION = 32
PlaneOf = Callable[[], Plane | None]


class NeuronsViewer:
    """Follows the run on the screen; needs no widget.

    Parameters
    ----------
    plane_of
        Gives the plane through the inputs that is looked at, or None for the usual one.

    Attributes
    ----------
    maps
        The picture that is shown; None before the first.
    notice
        The words in place of neurons; empty while there are neurons.

    Events
    ------
    taken(NeuronMaps)
        A picture came.
    noticed()
        There are other words in place of neurons, or none.
    """

    def __init__(self, session: Session, plane_of: PlaneOf = lambda: None) -> None:
        self._session, self._plane_of = session, plane_of
        self._plane: Plane | None = None
        self._plane_problem = self._refusal = ""
        self.asking = Asking()
        self.maps: NeuronMaps | None = None
        self.notice = ""
        self._then: Callable[[], object] | None = None
        self.taken: Event[[NeuronMaps]] = Event()
        self.noticed: Event[[]] = Event()
        self._leave = [
            session.feed.news.evaluated.connect(lambda _report: self.asking.outdate()),
            session.weights.changed.connect(self.asking.outdate),
            session.workspace.resolved_changed.connect(self._look_for_words),
        ]
        self._look_for_words()

    def release(self) -> None:
        """Stop listening to the session: the window closes."""
        for leave in self._leave:
            leave()

    @property
    def has_picture(self) -> bool:
        """Whether what is shown is the run on the screen."""
        return self.maps is not None and self.asking.is_current

    @property
    def editable(self) -> bool:
        """Whether what is shown is the run that trains, so that its weights can be set."""
        return self.has_picture and not self.notice

    @property
    def note(self) -> str:
        """What is to be said about the pictures: what runs where in them, or why there is no plane."""
        if self._plane_problem or self._plane is None:
            return self._plane_problem
        return words.plane(self._plane)

    def when_there(self, then: Callable[[], object] | None) -> None:
        """Ask anew, and call `then` once a picture of the run on the screen is there; None: nothing is to be done."""
        self._then = then
        self.asking.outdate()
        if self.has_picture:
            self._go_on()

    def _go_on(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()

    def wants(self) -> Iterable[Asked]:
        """Return that the neurons are wanted, as often as their cost allows."""
        request = self._request()
        if not self.asking.is_due(request, self._session.feed.state):
            return ()
        self.asking.asked = request
        return (request,)

    def look(self) -> None:
        """Take what is new in the feed."""
        snapshot, asked = self._session.feed.snapshot, self.asking.asked
        if snapshot is not None and asked is not None:
            self._take_answer(snapshot, asked)

    def forget_run(self) -> None:
        """Another run begins; what is shown stays until its first picture is there."""
        self.asking.forget_run()

    def _take_answer(self, snapshot: Snapshot, asked: NeuronsOver) -> None:
        maps = snapshot.answer(asked)
        if maps is not None and maps is not self.maps:
            self.asking.take(snapshot)
            self.maps, self._refusal = maps, ""
            self._look_for_words()
            self.taken.fire(maps)
            self._go_on()
        elif self._refusal != (why_not := snapshot.why_not(asked)):
            self._refusal = why_not
            self._look_for_words()

    def _request(self) -> NeuronsOver:
        prepared = self._session.workspace.prepared
        self._plane, self._plane_problem = None, ""
        if prepared is None:
            return NeuronsOver(None)
        try:
            self._plane = plane = self._plane_of() or default_plane(prepared)
        except NnsimError as error:
            self._plane_problem = str(error)
            return NeuronsOver(None)
        return NeuronsOver(plane.grid(*plane.extent(prepared), RESOLUTION))

    def _look_for_words(self) -> None:
        """Find out why there is nothing to see, where there is nothing."""
        resolved = self._session.workspace.resolved
        if not resolved.can_run:
            problem = resolved.errors[0].text
            notice = tr("The network cannot be opened yet. {problem}").format(problem=problem)
        elif self._refusal or self.maps is not None:
            notice = self._refusal
        else:
            notice = tr("The neurons appear as soon as the data is loaded.")
        if notice != self.notice:
            self.notice = notice
            self.noticed.fire()
