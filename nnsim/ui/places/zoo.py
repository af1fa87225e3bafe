"""The Zoo: every structure of the chart, alive."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.ui.place import Place, register
from nnsim.ui.sitting.session import Session
from nnsim.ui.zoo.zoo_page import ZooPage


@register
class ZooPlace(Place):
    """Where the structures of the chart are looked at, trained and compared with what they should reach."""

    key = "zoo"
    title = mark("Zoo")
    summary = mark(
        "The 27 structures of the Neural Network Zoo, each as a network that opens and learns by its own rule. Choose"
        " one, train it here, see what it learned and whether that is enough, and change it on the canvas."
    )
    icon = "zoo"
    order = 50
    shortcut = "Ctrl+5"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._zoo = session.labs.zoo
        self.page = self._page = ZooPage(session)
        self._page.opening.connect(self.opening.fire)

    def project_opened(self) -> None:
        workspace = self.session.workspace
        self._zoo.project_opened(workspace.project)
        if self._zoo.open_animal:
            # Nobody who looks at one animal after the other wants to be asked about each.
            workspace.file.let_learn_again()

    def release(self) -> None:
        self._page.release()
