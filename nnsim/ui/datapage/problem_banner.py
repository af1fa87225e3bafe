"""What is wrong with the data, in a sentence, with the way out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnsim.base.paths import expanded
from nnsim.base.text import tr
from nnsim.data.files.file_source import FileSource
from nnsim.data.files.opening import path_of
from nnsim.data.notes import Switch, switches_of
from nnsim.data.prepared import Prepared
from nnsim.data.source import Source
from nnsim.ui.datapage.selection import DataSelection
from nnsim.ui.widgets.messages import Banner

_LONGEST_NAME = 24


class ProblemBanner(QWidget):
    """A banner with room around it, gone where there is nothing to say.

    Parameters
    ----------
    open_dialog, find_dialog
        Ask for another file, and where this one is.
    """

    def __init__(
        self,
        selection: DataSelection,
        open_dialog: Callable[[], object],
        find_dialog: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._selection, self._open_dialog, self._find_dialog = selection, open_dialog, find_dialog
        self.banner = Banner("bad")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 0)
        row.addWidget(self.banner)

    def show_problem(self, in_use: Prepared | None, its_problem: str) -> None:
        """Show what is wrong with what is chosen, or else with the data `in_use`."""
        selection, shown = self._selection, path_of(self._selection.shown.source)
        waits = selection.is_draft and not shown
        problem = selection.problem or ("" if waits else its_problem)
        title = problem or (tr("No file is open yet.") if waits else "")
        stays = ""
        self.banner.clear_actions()
        for switch in switches_of(problem):
            self.banner.add_action(switch.label, partial(_turn, selection, switch), variant="primary")
        if title and (selection.is_draft or selection.problem) and in_use is not None:
            stays = tr("{data} stays in use until then.").format(data=in_use.title)
            self.banner.add_action(_shortened(tr("Keep {data}"), in_use.title), selection.discard)
        elif problem and shown:
            if _is_nowhere(selection.shown.source):
                self.banner.add_action(tr("Find it…"), self._find_dialog, variant="primary")
            self.banner.add_action(tr("Open a file…"), self._open_dialog)
        self.banner.set_content("bad" if problem else "neutral", title, stays)
        self.setVisible(bool(title))
        if problem:
            self.banner.announce()


def _turn(selection: DataSelection, switch: Switch) -> None:
    """Turn over what a sentence about the data on show offers."""
    turned, field = switch.turned(selection.shown), switch.changes[0][0]
    if turned.source != selection.shown.source:
        selection.change_source(turned.source, field)
    else:
        selection.change_settings(turned, field)


def _is_nowhere(source: Source) -> bool:
    """Return whether the user's own file is not where it was; one that the project keeps may be damaged."""
    if not isinstance(source, FileSource):
        return False
    if source.content:
        return not source.is_at_hand
    return not source.is_there(expanded(source.linked))


def _shortened(template: str, name: str) -> str:
    """Return the words of a button with a name in them that may be long."""
    return template.format(data=name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…")
