"""The library of the compiled walk: found, checked, loaded, and which of its levels this machine uses.

``NNSIM_WALK`` in the environment forces a walk, for tests and for doubt: ``numpy``, ``compiled``, or one
level such as ``compiled-v2``. Without it the best level is used, and NumPy where there is none.
"""

from __future__ import annotations

import ctypes
import functools
import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.compiled.sources import fingerprint, library_path, seal, seal_path

log = logging.getLogger(__name__)

NUMPY = "numpy"
"""Name of the walk that takes a step call by call."""
COMPILED = "compiled"

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_CHOICE = "NNSIM_WALK"
_LIBRARY = "NNSIM_WALK_LIBRARY"


class Walk(NamedTuple):
    """One level of the library.

    Attributes
    ----------
    level
        Its instructions: ``v2``, ``v3``, ``v4`` on x86-64 (levels of the psABI), else ``base``.
    take
        C function of the address of an encoded walk; releases the interpreter's lock while it runs.
    """

    level: str
    take: Callable[[int], int]

    @property
    def name(self) -> str:
        """What runs, files and people call it, such as ``compiled-v3``."""
        return f"{COMPILED}-{self.level}"


class Library(NamedTuple):
    """What was found of the library: its levels for this machine, best first, or why there are none.

    Attributes
    ----------
    words
        Numbers of the opcodes, and of the elementwise kernels, by name.
    text, values
        The sentence that says why there are no levels, marked for translation, and what goes into it.
    """

    walks: Mapping[str, Walk] = _NOTHING
    words: Mapping[str, int] = _NOTHING
    text: str = ""
    values: Mapping[str, str] = _NOTHING

    def why_none(self) -> str:
        """Return why there are no levels, in the language in use; empty where there are some."""
        return tr(self.text).format(**self.values)


def walk_of(level: str | None = None) -> Walk | None:
    """Return the compiled walk of `level`, or by default the one to use; None where that is NumPy's.

    Parameters
    ----------
    level
        One of the library, such as ``v3``, whatever the environment asks for. None where this machine or
        this library has no such level.

    Raises
    ------
    NnsimError
        When ``NNSIM_WALK`` asks for something that is not there.
    """
    if level is not None:
        return library().walks.get(level)
    choice = _choice()
    if choice == NUMPY:
        return None  # without a look at the library: this is how one that is in doubt is kept out
    walks = library().walks
    best = next(iter(walks.values()), None)
    if not choice:
        return best
    chosen = best if choice == COMPILED else walks.get(choice.removeprefix(COMPILED + "-"))
    if chosen is not None:
        return chosen
    raise NnsimError(
        tr(
            "{name} in the environment asks for {value}, which is not here. {reason} Set it to numpy, or leave it out."
        ).format(name=_CHOICE, value=choice, reason=library().why_none() or _levels_there(walks))
    )


def in_use() -> str:
    """Return the name of the walk in use: ``numpy``, ``compiled-v3`` and so on; raise as `walk_of` does."""
    walk = walk_of()
    return NUMPY if walk is None else walk.name


def walk_told() -> str:
    """Return in a few words which walk is in use, for people; raise as `walk_of` does."""
    return walk_title(in_use())


def walk_title(name: str) -> str:
    """Return what people call the walk that records call `name`."""
    if name == NUMPY:
        return tr("NumPy walk")
    return tr("compiled walk {level}").format(level=name.removeprefix(COMPILED + "-"))


def is_here(name: str) -> bool:
    """Return whether this machine is known to have the walk that records call `name`, whichever is in use."""
    if name == NUMPY:
        return True
    # A library that is kept out is not loaded for the sake of a sentence either.
    return _choice() != NUMPY and name in (walk.name for walk in library().walks.values())


def why_numpy() -> str:
    """Return in a sentence why NumPy's walk is in use; empty where the compiled one is."""
    if walk_of() is not None:
        return ""
    if _choice() == NUMPY:
        return tr("{name} in the environment asks for it.").format(name=_CHOICE)
    return library().why_none()


@functools.cache
def library() -> Library:
    """Return the library of this machine, loaded at the first call; why it is refused is logged then."""
    own = os.environ.get(_LIBRARY)
    path = Path(own) if own else library_path()
    found = load(path)
    if not found.walks and (own or path.exists()):
        log.warning("%s: %s", path, found.why_none())
    return found


def load(path: Path) -> Library:
    """Load the library in `path`, unless it is damaged, another platform's or was built from another source.

    A file that lacks a piece, or has zeros in it, ends the process when it is loaded: so it is looked at before.
    """
    if not path.exists():
        return Library(text=mark("There is no compiled library here; in a checkout, make setup builds it."))
    try:
        if not _is_whole(path):
            return Library(
                text=mark(
                    "The file of the compiled library is not as it was built: it may be damaged. In a checkout,"
                    " make setup builds it anew; else install nnsim again."
                )
            )
        loaded = ctypes.CDLL(str(path))
        built_from, levels = _text(loaded, "nnsim_walk_source"), _text(loaded, "nnsim_walk_levels")
    except (OSError, AttributeError) as error:
        return Library(
            text=mark("The compiled library cannot be loaded: {error}."), values={"error": str(error)}
        )
    if built_from != fingerprint():
        return Library(
            text=mark(
                "The compiled library was built from another source than the one beside it; in a checkout, make"
                " setup builds it anew."
            )
        )
    walks = {level: walk for level in levels.split(",") if (walk := _walk(loaded, level)) is not None}
    if not walks:
        return Library(
            text=mark("This processor lacks instructions that the compiled library needs (x86-64-v2).")
        )
    return Library(walks, _words(loaded))


def _is_whole(path: Path) -> bool:
    """Return whether the file at `path` is the one that its seal was made of."""
    sealed = seal_path(path)
    return sealed.exists() and sealed.read_text("ascii", "replace").strip() == seal(path)


def _words(loaded: ctypes.CDLL) -> dict[str, int]:
    lists = [names.rstrip(",").split(",") for names in _text(loaded, "nnsim_walk_words").split(";")]
    return {name: number for names in lists for number, name in enumerate(names)}


def _text(loaded: ctypes.CDLL, name: str) -> str:
    function = loaded[name]
    function.restype = ctypes.c_char_p
    return bytes(function()).decode()


def _walk(loaded: ctypes.CDLL, level: str) -> Walk | None:
    """Return the walk of a level, None where the library was built without it."""
    try:
        take = loaded[f"nnsim_walk_{level}"]
    except AttributeError:
        return None
    take.argtypes = (ctypes.c_void_p,)
    take.restype = ctypes.c_int64
    return Walk(level, take)


def _choice() -> str:
    """Return what the environment asks for; empty where it leaves that to the program."""
    choice = os.environ.get(_CHOICE, "").strip()
    if choice in ("", NUMPY, COMPILED) or choice.startswith(COMPILED + "-"):
        return choice
    raise NnsimError(
        tr("{name} in the environment is {value}. Set it to numpy or to compiled, or leave it out.").format(
            name=_CHOICE, value=choice
        )
    )


def _levels_there(walks: Mapping[str, Walk]) -> str:
    return tr("There are {names}.").format(names=", ".join(walk.name for walk in walks.values()))
