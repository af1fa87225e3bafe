"""Columns by their names as people type them: subscripts are digits, the nearest name is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr

_PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉₋₊", "0123456789-+")
_MOST_SHOWN = 6
_UNIT = re.compile(r"\s*[(\[][^()\[\]]*[)\]]$")
"""Behind a name, such as ``(cm)``."""


def same(name: str) -> str:
    """Return what all spellings of one name have in common: ``x₁`` is ``x1``, blanks at the ends do not count."""
    return " ".join(name.translate(_PLAIN).split())


def find(name: str, names: Sequence[str]) -> int | None:
    """Return the place of a name among `names`: as it is written, else by `same`, else without case.

    Where only one is meant, ``petal_length`` is ``petal length (cm)``, too: a word needs no quotes in a formula.
    """
    for key in (str, same, lambda text: same(text).casefold()):
        wanted = key(name)
        for place, other in enumerate(names):
            if key(other) == wanted:
                return place
    found = [place for place, other in enumerate(names) if _as_word(other) == _as_word(name)]
    return found[0] if len(found) == 1 else None


def _as_word(name: str) -> str:
    """Return a name without its unit of measure, and with blanks for underscores."""
    return same(_UNIT.sub("", name).replace("_", " ")).casefold()


def nearest(name: str, names: Sequence[str]) -> str:
    """Return the one of `names` most like `name`; empty where there are none."""
    wanted = same(name).casefold()[:100]

    def likeness(other: str) -> float:
        return SequenceMatcher(None, wanted, same(other).casefold()[:100]).ratio()

    return max(names, key=likeness, default="")


def chosen(text: str, names: Sequence[str]) -> list[int]:
    """Return the places, in their order, of the names that `text` lists; all where it lists none.

    Names are separated by commas or semicolons; one that holds such a sign stands in quotes or backticks.
    Raises NnsimError for a name that is not there, with the nearest that is.
    """
    asked = split_names(text)
    if not asked:
        return list(range(len(names)))
    places = set()
    for name in asked:
        place = find(name, names)
        if place is None:
            raise NnsimError(unknown(name, names))
        places.add(place)
    return sorted(places)


def split_names(text: str) -> list[str]:
    """Return the names that `text` lists, without what quotes them."""
    found = re.findall(r"\s*(`[^`]*`|\"[^\"]*\"|'[^']*'|[^,;，；、]+)", text)
    names = [name.strip() for name in found]
    return [_unquoted(name) for name in names if name]


def unknown(name: str, names: Sequence[str]) -> str:
    """Return the sentence for a name that no input has."""
    return tr("There is no input called “{name}”; the nearest is “{nearest}”.").format(
        name=name[:100], nearest=nearest(name, names)
    )


def listed_names(names: Sequence[str]) -> str:
    """Return names for a sentence, at most a few of them."""
    shown, more = ", ".join(names[:_MOST_SHOWN]), len(names) - _MOST_SHOWN
    return shown if more <= 0 else tr("{names} and {n} more").format(names=shown, n=f"{more:,}")


def _unquoted(name: str) -> str:
    return name[1:-1] if len(name) > 1 and name[0] == name[-1] and name[0] in "`\"'" else name


def quoted(name: str) -> str:
    """Return a name as it stands in a list of names and in a formula: in backticks where it is no plain word."""
    is_plain = re.fullmatch(r"[^\W\d⁰¹²³⁴-⁹][^\W⁰¹²³⁴-⁹]*", name) and name.lower() not in ("and", "or", "not")
    if is_plain:
        return name
    return f"`{name}`" if "`" not in name else f'"{name}"'
