"""Sessions that kill themselves (SIGKILL), each at another moment; run by ``test_autosave.py``."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from nnsim.document.recovery import RecoveryStore
from nnsim.ui.sitting.autosave import Autosave
from nnsim.ui.sitting.session import Session


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(moment: str, path: Path) -> None:
    qt = QCoreApplication([])
    session = Session()
    autosave = Autosave(session)
    session.trainer.start()

    def edit(text: str) -> None:
        session.workspace.edit("notes", lambda p: replace(p, notes=text))

    def keep() -> None:
        autosave.keep()
        while autosave.is_writing:
            qt.processEvents()

    edit("one")
    session.file.save(path)
    edit("two")
    keep()
    if moment == "kept":
        die()
    if moment == "saving":
        session.file.saving.connect(die)  # the new file is complete, the old one stands
    if moment == "replaced":
        RecoveryStore.discard = die  # the new file stands, the copy is there still
    session.file.save(path)
    if moment == "saved":
        die()
    edit("three")
    keep()
    die()


for name in ("kept", "saving", "replaced", "saved", "more"):
    place = Path(sys.argv[1]) / name
    place.mkdir()
    os.environ["NNSIM_HOME"] = str(place)
    child = os.fork()
    if not child:
        main(name, place / "p.nnsim")
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), name
    assert os.WTERMSIG(status) == signal.SIGKILL, name
