"""Before a window opens: is everything there that Qt needs from the system?

Without its shared libraries or a display Qt ends the whole process with a message for
programmers. So they are looked for first, and what is missing is said in a sentence, with the
line that installs it. Nothing here imports Qt before it is known to load.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import re
import socket
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr

CORE: Mapping[str, str] = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""Libraries Qt always needs, and the Debian packages that hold them."""

WINDOW: Mapping[str, str] = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-sync.so.1": "libxcb-sync1",
}
"""Libraries Qt needs to open a window on an X11 display."""

_MODULES = ("PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets", "PySide6.QtSvg")
_WINDOWED = ("", "xcb", "wayland", "wayland-egl")
"""Values of QT_QPA_PLATFORM that need a display."""

Loader = Callable[[str], object]


def require(*, window: bool) -> None:
    """Make sure that Qt can start: with a window, or (`window` False) just to paint pictures.

    Raises
    ------
    NnsimError
        When something is missing; the sentence says what, and how to get it.
    """
    linux = sys.platform.startswith("linux")
    if linux:
        _require_libraries(CORE)
    _require_qt()
    if linux and window and os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] in _WINDOWED:
        _require_display()


def missing(libraries: Iterable[str], load: Loader = ctypes.CDLL) -> list[str]:
    """Return those of `libraries` that the system's loader does not find."""
    return [name for name in libraries if _trouble(name, load)]


def _trouble(library: str, load: Loader) -> str:
    """Return why `library` does not load, or an empty text when it does."""
    try:
        load(library)
    except OSError as error:
        return str(error)
    return ""


def _require_libraries(libraries: Mapping[str, str]) -> None:
    names = missing(libraries)
    if names:
        raise _not_installed(names)


def _not_installed(names: Iterable[str]) -> NnsimError:
    """Return the sentence for shared libraries that are missing."""
    names = list(names)
    known = {**CORE, **WINDOW}
    packages = " ".join(known[name] for name in names if name in known)
    if not packages:
        return NnsimError(
            tr("Qt needs {libraries} of your system. Install the packages that hold them.").format(
                libraries=", ".join(names)
            )
        )
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    line = ("" if root else "sudo ") + "apt-get install " + packages
    return NnsimError(
        tr(
            "Qt needs {libraries} of your system. On Debian or Ubuntu type:\n    {line}\n"
            "Elsewhere install the packages that hold them."
        ).format(libraries=", ".join(names), line=line)
    )


def _require_qt(load: Callable[[str], object] = importlib.import_module) -> None:
    """Import Qt; raise NnsimError when a library it needs, or Qt itself, is not there."""
    for module in _MODULES:
        try:
            load(module)
        except ModuleNotFoundError as error:
            raise NnsimError(
                tr("Qt for Python is not installed. Type: {line}").format(
                    line='python -m pip install "PySide6-Essentials>=6.10,<6.12"'
                )
            ) from error
        except ImportError as error:
            library = _library_in(str(error))
            if library:
                raise _not_installed([library]) from error
            raise NnsimError(
                tr("Qt for Python does not load ({reason}). Install PySide6-Essentials anew.").format(
                    reason=error
                )
            ) from error


def _library_in(message: str) -> str:
    """Return the library a loader's message complains about, such as ``libEGL.so.1``."""
    found = re.match(r"(lib[\w.+-]+\.so[\d.]*): cannot open shared object file", message)
    return found[1] if found else ""


# ---- displays ----------------------------------------------------------------------------------


def _require_display() -> None:
    """Raise NnsimError unless there is a display that Qt can open a window on."""
    if _wayland_answers():
        return
    if not os.environ.get("DISPLAY"):
        raise NnsimError(
            tr(
                "There is no display to open a window on (DISPLAY is not set). Log in to a desktop, or use"
                " ssh -X. Without a window you can train: nnsim train FILE.nnsim --epochs 100 --out DIR"
            )
        )
    _require_libraries(WINDOW)
    trouble = _trouble(str(_xcb_plugin()), ctypes.CDLL)
    library = _library_in(trouble)
    if library:
        raise _not_installed([library])
    if not _x_answers():
        raise NnsimError(
            tr(
                "The display {name} does not answer. Check DISPLAY, and that you may use that display"
                " (with ssh: ssh -X)."
            ).format(name=os.environ["DISPLAY"])
        )


def _xcb_plugin() -> Path:
    """Return the part of Qt that opens windows on X11; what it needs is needed, listed above or not."""
    spec = importlib.util.find_spec("PySide6")
    folder = Path(spec.origin).parent if spec is not None and spec.origin else Path()
    return folder / "Qt" / "plugins" / "platforms" / "libqxcb.so"


def _wayland_answers() -> bool:
    """Return whether a Wayland compositor listens where the environment says."""
    name = os.environ.get("WAYLAND_DISPLAY")
    if not name or os.environ.get("QT_QPA_PLATFORM", "").startswith("xcb"):
        return False
    if missing(("libwayland-client.so.0", "libwayland-cursor.so.0")):
        return False
    path = Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / name
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2.0)
            client.connect(str(path))
    except OSError:
        return False
    return True


def _x_answers() -> bool:
    """Return whether the X server named by DISPLAY lets us in."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # Qt's own plug-in loaded, so this is unusual; let Qt decide
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    try:
        return bool(xcb.xcb_connection_has_error(connection) == 0)
    finally:
        xcb.xcb_disconnect(connection)
