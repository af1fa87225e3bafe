"""Which place of a window is in sight, and what else follows from going to another one."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnsim.base.event import Event
from nnsim.ui.place import Made, Place, places
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.pages import Pages


class Places:
    """The places of one window. Each is made when it is first asked for: most sittings see few of them.

    Events
    ------
    leaving(type[Place], type[Place])
        From the first to the second; the first is still in sight.
    entered(type[Place])
        It is in sight now.
    opening(Made)
        A project that was made in one of them is to be opened.
    """

    def __init__(self, session: Session) -> None:
        self.leaving: Event[[type[Place], type[Place]]] = Event()
        self.entered: Event[[type[Place]]] = Event()
        self.opening: Event[[Made]] = Event()
        self.stack = Pages()
        self.current: type[Place] = next(iter(places))
        self._session = session
        self._made: dict[str, Place] = {}
        self.stack.setCurrentWidget(self[self.current.key].page)

    def __getitem__(self, key: str) -> Place:
        """Return the place called `key`; raises NnsimError when there is none."""
        if key not in self._made:
            self._made[key] = made = places[key](self._session)
            made.opening.connect(self.opening.fire)
            before = self.stack.widget(self.stack.count() - 1)
            self.stack.addWidget(made.page)
            if before is not None:
                # The Tab key visits last what is made last, wherever it stands.
                QWidget.setTabOrder(before, made.page)
        return self._made[key]

    @property
    def page(self) -> QWidget:
        """What is in sight."""
        return self[self.current.key].page

    def go_to(self, key: str) -> None:
        """Show a place, with what stands beside it."""
        old, new = self.current, places[key]
        if new is old:
            return
        page = self[key].page
        self.leaving.fire(old, new)
        # The page before what stands beside it: docks beside a page that needs more room would widen the window.
        self.stack.setCurrentWidget(page)
        self.stack.updateGeometry()
        self.current = new
        self.entered.fire(new)
        page.setFocus()

    def project_opened(self) -> None:
        """Show another project from its best side, where projects open."""
        first = next(iter(places))
        self.go_to(first.key)
        # The place in sight last: it takes the focus.
        for place in sorted(self._made.values(), key=lambda made: isinstance(made, first)):
            place.project_opened()

    def release(self) -> None:
        """Let go of the session: the window closes."""
        for place in self._made.values():
            place.release()
