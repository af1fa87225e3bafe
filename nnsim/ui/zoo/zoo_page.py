"""All of the Zoo: families at the left, the gallery in the middle, the chosen animal at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.document.project import Project
from nnsim.document.storage import Opened
from nnsim.lab.experiment import Member
from nnsim.ui.help.explain import show_part
from nnsim.ui.look import fonts
from nnsim.ui.place import Made
from nnsim.ui.sitting.session import Session
from nnsim.ui.window.watching import Watching
from nnsim.ui.zoo.animal_page import AnimalPage
from nnsim.ui.zoo.families import Families
from nnsim.ui.zoo.gallery import Gallery
from nnsim.ui.zoo.result_words import card_words
from nnsim.ui.zoo.round_bar import RoundBar
from nnsim.zoo.animal import Animal, animals, seeded, to_be_watched

_SIDES = (210, 620, 400)


class ZooPage(QWidget):
    """The page of the place.

    Events
    ------
    opening(Made)
        The project of an animal is to be opened.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.opening: Event[[Made]] = Event()
        self._session, self._zoo = session, session.labs.zoo
        self._chosen: type[Animal] = animals[
            self._zoo.chosen or self._zoo.open_animal or next(iter(animals)).key
        ]
        self._drawings = session.labs.zoo_drawings
        self.setAccessibleName(tr("Zoo"))
        self.families, self.gallery, self.animal = Families(), Gallery(), AnimalPage(session)
        self.bar = RoundBar(session, self.families.keys)
        self._lay_out()
        self._watching = Watching(session, [self.animal.curve])
        for viewer in (self.animal, self.animal.curve):
            session.feed.viewers.add(viewer)
        self._connect()
        self.choose(self._chosen.key)
        for kind in animals:
            self._on_changed(kind.key)
        self.bar.refresh()
        self._show_cells()

    def choose(self, key: str) -> None:
        """Show an animal."""
        self._zoo.chosen, self._chosen = key, animals[key]
        self.gallery.choose(key)
        self.animal.show_animal(self._chosen)

    def release(self) -> None:
        """Let go of the session: the window closes."""
        for leave in self._leave:
            leave()
        self._watching.release()

    # ---- inside ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        middle = QWidget()
        inner = QVBoxLayout(middle)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.bar)
        inner.addWidget(self.gallery, 1)
        parts = QSplitter(Qt.Orientation.Horizontal)
        for part in (self.families, middle, self.animal):
            parts.addWidget(part)
        parts.setStretchFactor(1, 1)
        parts.setSizes([fonts.grown(side) for side in _SIDES])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(parts)

    def _connect(self) -> None:
        self.families.changed.connect(lambda: self.gallery.show_only(self.families.keys()))
        self.gallery.chosen.connect(self.choose)
        self.gallery.activated.connect(self._on_activated)
        self.animal.train_wanted.connect(self._train)
        self.animal.open_wanted.connect(lambda: self._open("network"))
        self.animal.read_wanted.connect(lambda: show_part(self.window(), self._chosen))
        self.animal.raise_wanted.connect(lambda: self._zoo.raise_one(self._chosen.key, self.bar.seed.value()))
        self.animal.try_wanted.connect(lambda tried: self._change(tried.words, tried.change))
        self.animal.member_wanted.connect(
            lambda member: self._open_this(self._begun(member.project), "zoo", True)
        )
        self.animal.beside_wanted.connect(self._open_beside)
        self.animal.touched.connect(self._touch)
        self._leave = (
            self._zoo.jobs.changed.connect(self._on_changed),
            self._zoo.round_changed.connect(self.bar.refresh),
            self._zoo.open_changed.connect(self.animal.refresh),
            self._drawings.changed.connect(self._show_cells),
        )

    def _on_activated(self, key: str) -> None:
        self.choose(key)
        self._train()

    def _train(self) -> None:
        self._open("zoo", plays=True)

    def _open(self, place: str, *, plays: bool = False) -> None:
        """Open the project of the chosen animal, after asking about unsaved work."""
        self._open_this(self._project(), place, plays)

    def _open_this(self, project: Project, place: str, plays: bool) -> None:
        self._zoo.expect(self._chosen.key, project)
        self.opening.fire(Made(Opened(project), place=place, plays=plays))

    def _open_beside(self, member: Member) -> None:
        """Open the chosen animal with another network that keeps step with it."""
        project, name = self._project(), tr(self._chosen.title)
        self._zoo.expect(self._chosen.key, project)
        twins = ((member.name, self._begun(member.project)),)
        self.opening.fire(Made(Opened(project), twins, name, "zoo", plays=True))

    def _project(self) -> Project:
        return self._begun(self._chosen().project())

    def _begun(self, project: Project) -> Project:
        """Return a project as it opens here: from the seed of the bar, slow enough to be watched."""
        return to_be_watched(seeded(project, self.bar.seed.value()))

    def _touch(self, x: float, y: float) -> None:
        """Do what a click on the picture of the chosen animal means, if it means something there."""
        animal = self._chosen()
        now = self._session.workspace.project if self.animal.is_live else self._project()
        if animal.touched(now, x, y) is not None:
            self._change(animal.touch, lambda project: animal.touched(project, x, y) or project)

    def _change(self, words: str, change: Callable[[Project], Project]) -> None:
        """Change the open network of this animal, or open one that is changed already, and train it."""
        if self.animal.is_live:
            self._session.workspace.edit(tr(words), change)
            self._session.transport.play()
        else:
            self._open_this(change(self._project()), "zoo", True)

    def _show_cells(self) -> None:
        for key, card in self.gallery.cards.items():
            plot = self._drawings.of(key)
            if plot is not None and not card.has_cells:
                card.show_cells(plot)

    def _on_changed(self, key: str) -> None:
        jobs = self._zoo.jobs
        self.gallery.cards[key].show_result(*card_words(jobs.job_of(key), jobs.at_work == key))
        if key == self._chosen.key:
            self.animal.refresh()
        if not jobs.at_work:
            self.bar.refresh()
