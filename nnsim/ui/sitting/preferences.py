"""What the program remembers of its user: theme, language, layout, recent files."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from nnsim.base.paths import is_file, user_data, user_home
from nnsim.training.keeping import DEFAULT_BUDGET
from nnsim.training.turns import SHARE
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import MODES

MOST_RECENT = 10


class Preferences:
    """A small file of settings in the user's folder of nnsim."""

    def __init__(self) -> None:
        user_data().mkdir(parents=True, exist_ok=True)
        self._settings = QSettings(str(user_data() / "settings.ini"), QSettings.Format.IniFormat)

    @property
    def theme(self) -> str:
        """Mode of the theme: ``dark``, ``light`` or ``system``."""
        value = str(self._settings.value("theme", "dark"))
        return value if value in MODES else "dark"

    @theme.setter
    def theme(self, mode: str) -> None:
        self._settings.setValue("theme", mode)

    @property
    def type_scale(self) -> float:
        """How many times larger than usual type is written, one of `fonts.SCALES`."""
        value = str(self._settings.value("type_scale", "1"))
        return next((scale for scale in fonts.SCALES if f"{scale:g}" == value), 1.0)

    @type_scale.setter
    def type_scale(self, scale: float) -> None:
        self._settings.setValue("type_scale", f"{scale:g}")

    @property
    def history_bytes(self) -> int:
        """Bytes that all histories of a sitting may fill together."""
        value = str(self._settings.value("history_bytes", DEFAULT_BUDGET))
        return int(value) if value.isascii() and value.isdigit() else DEFAULT_BUDGET

    @history_bytes.setter
    def history_bytes(self, most: int) -> None:
        self._settings.setValue("history_bytes", most)

    @property
    def language(self) -> str:
        """Code of the language, empty while the user has not chosen one."""
        return str(self._settings.value("language", ""))

    @language.setter
    def language(self, code: str) -> None:
        self._settings.setValue("language", code)

    @property
    def background_share(self) -> float:
        """Of the time, from 0 to 1, what runs in the background get while another one plays."""
        value = str(self._settings.value("background_share", ""))
        return next((n / 100 for n in range(101) if value == str(n)), SHARE)

    @background_share.setter
    def background_share(self, share: float) -> None:
        self._settings.setValue("background_share", str(round(100 * share)))

    @property
    def geometry(self) -> QByteArray | None:
        """Place and size of the window when it was last closed."""
        value = self._settings.value("geometry")
        return value if isinstance(value, QByteArray) else None

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._settings.setValue("geometry", value)

    def layout(self, place: str) -> QByteArray | None:
        """Return where the docks stood beside a place when it was last left."""
        value = self._settings.value(_layout_of(place))
        return value if isinstance(value, QByteArray) else None

    def set_layout(self, place: str, value: QByteArray) -> None:
        """Keep where the docks stand beside a place."""
        self._settings.setValue(_layout_of(place), value)

    def recent_files(self) -> list[Path]:
        """Return the project files last used that still exist, newest first."""
        value = self._settings.value("recent", [])
        names = value if isinstance(value, list) else [value] if isinstance(value, str) else []
        return [Path(n) for n in names if n and is_file(Path(n))]

    def remember_file(self, path: Path) -> None:
        """Put `path` at the head of the recent files."""
        path = path.absolute()
        others = [p for p in self.recent_files() if p != path]
        self._settings.setValue("recent", [str(p) for p in [path, *others][:MOST_RECENT]])

    def folder(self) -> Path:
        """Return the folder file dialogs begin in."""
        folder = Path(str(self._settings.value("folder", "")))
        return folder if str(folder) != "." and os.path.isdir(folder) else user_home()

    def set_folder(self, chosen: Path) -> None:
        """Begin the next file dialog where `chosen` is."""
        self._settings.setValue("folder", str(chosen if os.path.isdir(chosen) else chosen.parent))


def _layout_of(place: str) -> str:
    # That of the network has been kept since there were no others.
    return "layout" if place == "network" else f"layout_{place}"
