"""After a crash: offers back what earlier sessions kept, one copy after the other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from nnsim.base.text import ntr, tr
from nnsim.document.recovery import Leftover
from nnsim.ui.desk import Desk
from nnsim.ui.sitting.autosave import Autosave
from nnsim.ui.window.overwriting import shown_time


def offer_recovery(desk: Desk, autosave: Autosave) -> None:
    """Offer the copies of sessions that ended without saving; nothing when there is none.

    Those of the file that was just opened come first, then the newest.
    """
    opened = desk.workspace.file.path
    here = opened.absolute() if opened is not None else None
    found = sorted(autosave.store.list(), key=lambda copy: copy.original is None or copy.original != here)
    _offer(desk, autosave, tuple(found))


def _offer(desk: Desk, autosave: Autosave, found: tuple[Leftover, ...]) -> None:
    if not found:
        return
    copy, others = found[0], found[1:]
    box = QMessageBox(desk.window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(tr("Unsaved work was found"))
    name = copy.original.name if copy.original is not None else tr("untitled")
    box.setText(tr("nnsim did not close properly. Bring back the unsaved work on {name}?").format(name=name))
    box.setInformativeText("\n".join(_facts(copy, len(others))))
    bring = box.addButton(tr("Bring back"), QMessageBox.ButtonRole.AcceptRole)
    file = None
    if copy.file is not None and copy.file.saved_at() is not None:
        file = box.addButton(tr("Open the file"), QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton(tr("Discard the copy"), QMessageBox.ButtonRole.DestructiveRole)
    later = box.addButton(tr("Decide later"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(bring if copy.is_newer or file is None else file)
    box.setEscapeButton(later)

    def finished(_result: int) -> None:
        clicked = box.clickedButton()
        if clicked is bring:
            desk.files.open_recovered(copy, autosave)
        elif file is not None and clicked is file and copy.original is not None:
            desk.files.open(copy.original)
        elif clicked is discard:
            autosave.store.discard(copy)
            _offer(desk, autosave, others)
        else:
            _offer(desk, autosave, others)

    box.finished.connect(finished)
    box.open()


def _facts(copy: Leftover, others: int) -> list[str]:
    """Return what a person needs to decide: both times, which is newer, and what else there is."""
    saved = copy.file.saved_at() if copy.file is not None else None
    facts = [tr("Recovery copy: kept at {time}").format(time=shown_time(copy.written))]
    if copy.original is None:
        facts.append(tr("It was never saved to a file."))
    elif saved is None:
        facts.append(tr("The file {path} is gone.").format(path=copy.original))
    else:
        facts.append(tr("{path}: saved at {time}").format(path=copy.original, time=shown_time(saved)))
        newer = tr("The copy is newer.") if copy.is_newer else tr("The file is newer.")
        facts.append(newer + " " + tr("Bringing the copy back overwrites nothing."))
        if copy.file is not None and copy.file.holds_something_else():
            facts.append(tr("The file was changed by something else since this work was begun."))
    if others:
        facts.append(
            ntr(
                "{n} more copy of other work is kept.", "{n} more copies of other work are kept.", others
            ).format(n=others)
        )
    return facts
