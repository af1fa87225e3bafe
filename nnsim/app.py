"""Builds the objects of the windowed program and joins them."""

from __future__ import annotations

import gc
import logging
import os
import sys
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from nnsim.base import text
from nnsim.base.errors import NnsimError
from nnsim.base.paths import user_data
from nnsim.compiled.library import in_use
from nnsim.document.examples import examples
from nnsim.ui.look.theme import manager
from nnsim.ui.place import Place
from nnsim.ui.sitting.autosave import Autosave
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.window.faults import show_fault
from nnsim.ui.window.main_window import MainWindow
from nnsim.ui.window.recovery import offer_recovery

SWITCH_INTERVAL = 0.0005
"""Seconds a thread may keep the interpreter: short, so that the window is never starved."""
_SETTLED = 1000
"""Milliseconds after which what a place is made of stands."""
FIRST_EXAMPLE = "two_spirals"


class Application:
    """The program with a window: one session, and the window on it, built anew for another language."""

    def __init__(self, qt: QApplication, path: Path | None = None) -> None:
        self.qt = qt
        self.preferences = Preferences()
        self._translator = QTranslator()
        self._use_language(self.preferences.language or _system_language())
        manager().use_type(self.preferences.type_scale)
        manager().use(self.preferences.theme)
        self.session = Session()
        self.autosave = Autosave(self.session)
        self.autosave.kept.connect(lambda text: self.window.desk.foot.show_kept(text))
        self.window = MainWindow(self.session, self.preferences)
        self.session.start()
        self._open_first(path)
        self._settled: set[str] = set()
        self._follow_places()

    def _open_first(self, path: Path | None) -> None:
        if path is not None:
            self.window.desk.files.open(path)
            return
        for example in examples():
            if example.key == FIRST_EXAMPLE:
                self.window.desk.files.open_example(example)

    def _use_language(self, code: str) -> None:
        text.use_language(code)
        self.qt.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if text.language() != text.SOURCE_LANGUAGE and self._translator.load(
            f"qtbase_{text.language()}", folder
        ):
            self.qt.installTranslator(self._translator)

    def rebuild(self) -> None:
        """Put another window on the same session, in the language chosen last, in the old one's place."""
        old = self.window
        self._use_language(self.preferences.language)
        manager().use_type(self.preferences.type_scale)
        old.deleteLater()
        self.session.retranslate()
        self.window = MainWindow(self.session, self.preferences)
        gc.unfreeze()  # or the window before would never go
        self._settled.clear()
        self._follow_places()
        self.window.show()
        self.window.desk.places.go_to(old.place_at_rebuild)

    def _follow_places(self) -> None:
        self.window.desk.places.entered.connect(self._settle)
        self._settle(self.window.desk.places.current)

    def _settle(self, place: type[Place]) -> None:
        """Keep what was made for a place for good, when one comes there first.

        A collection of garbage looks through all there is otherwise, for a tenth of a second in which nothing moves.
        """
        if place.key not in self._settled:
            self._settled.add(place.key)
            QTimer.singleShot(_SETTLED, _keep_what_there_is)

    def run(self) -> int:
        """Show the window and stay until it is closed for good; return the exit code."""
        sys.setswitchinterval(SWITCH_INTERVAL)
        self.qt.setQuitOnLastWindowClosed(True)
        self.window.show()
        offer_recovery(self.window.desk, self.autosave)
        code = self.qt.exec()
        while self.window.rebuild_wanted:
            self.rebuild()
            code = self.qt.exec()
        self.autosave.close()
        return code if self.session.close() else 1


def _keep_what_there_is() -> None:
    gc.collect()
    gc.freeze()


def _system_language() -> str:
    """Return what NNSIM_LANGUAGE says, else the first language of the desktop that nnsim speaks."""
    own = os.environ.get("NNSIM_LANGUAGE")
    for code in [own] if own else QLocale.system().uiLanguages():
        nearest = text.nearest_language(code)
        if nearest != text.SOURCE_LANGUAGE or code.startswith(text.SOURCE_LANGUAGE):
            return nearest
    return text.SOURCE_LANGUAGE


def run(path: Path | None = None) -> int:
    """Open the window, on the project in `path` if one is given; return the exit code."""
    _log_to_file()
    in_use()  # a wish that cannot be met is refused before there is a window; a refused library is logged
    qt = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(qt, QApplication)
    qt.setApplicationName("nnsim")
    qt.setDesktopFileName("nnsim")
    application = Application(qt, path)
    sys.excepthook = lambda kind, error, trace: _report(application, kind, error, trace)
    return application.run()


def _report(
    application: Application, kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Say what the user can mend; log and show everything else once, and go on."""
    if isinstance(error, NnsimError):
        application.window.desk.telling.complain(str(error))
        return
    logging.getLogger("nnsim").error("unexpected fault", exc_info=(kind, error, trace))
    show_fault(application.window, "".join(traceback.format_exception(kind, error, trace)))


def _log_to_file() -> None:
    folder = user_data()
    folder.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        filename=folder / "nnsim.log",
        level=logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
