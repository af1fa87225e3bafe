"""Columns that are rather told beside the rows than asked of them: when and where it was, how much was given."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from nnsim.data.tables.header import Body
from nnsim.data.tables.leading_class import different

Beside = Literal["when", "where", "record"]
"""When or where it was, or how the value that stands beside it was got."""

_WHEN = re.compile(
    r"(?:.*[\W_])?(?:day|month|year|hour|minute|week|weekday|quarter|day ?of ?(?:the ?)?(?:week|month|year)|jahr|monat|tag|"
    r"wochentag|stunde|quartal|jour|mois|année|annee|heure|dia|día|mes|año|ano|hora|anno|mese|giorno|年|月|日|年份|月份)",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"(?:.*[\W_])?(?:lat|lon|long|lng|latitude|longitude|easting|northing|breitengrad|längengrad|xcoord|ycoord|"
    r"[xy][\W_]?coordinate)(?:[\W_].*)?",
    re.IGNORECASE,
)
_KNOWN_BEFORE = re.compile(
    r"(?:.*[\W_]|.*[a-z](?=[HWF])|is)?(?:(?:public|school|state)?[\W_]?holiday|weekend|working[\W_]?day|work[\W_]?day|"
    r"functioning[\W_]?day|feiertag|wochenende|schulferien|ferien)s?(?:[\W_]?flag)?",
    re.IGNORECASE,
)
_OF_THE_RECORD = re.compile(
    r"(?:obs|qc|data)?[\W_]?flags?(?:[\W_]?(?:codes?|descriptions?))?|units?(?:[\W_]of[\W_]measure(?:ment)?)?|uom|einheit|"
    r"(?:data[\W_]?)?sources?|quelle|(?:foot)?notes|remarks?|comments?|bemerkung(?:en)?|unc|uncertainty|"
    r"s\.?d\.?|sdev|st(?:an)?d[\W_]?dev(?:iation)?|stdev|std[\W_]?err(?:or)?|stderr|s\.?e\.?|"
    r"(?:.*[\W_])?(?:ci|conf(?:idence)?)[\W_]?(?:low|high|lower|upper|limit).*|(?:low|high|lower|upper)[\W_]?(?:ci|bound).*",
    re.IGNORECASE,
)
_QUALITY = ("quality", "status", "qc", "symbol")
"""Of measurements, where letters say it."""
_MOST_STEPS = 10
_FINER = 3
_FACTOR = 0.2
"""What was arranged has no more different values than this share of the rows."""


def says_when(name: str, body: Body) -> bool:
    """Return whether a column is called as parts of dates are, and holds more than yes and no."""
    return _WHEN.fullmatch(name.strip()) is not None and different(body) > 2


def beside(name: str, body: Body) -> Beside | None:
    """Return what a column that is called so tells beside the others; None where it may be asked for."""
    name = name.strip()
    if says_when(name, body) or _KNOWN_BEFORE.fullmatch(name):
        return "when"
    if says_where(name):
        return "where"
    is_letter = name.lower() in _QUALITY and body.texts and all(len(text) == 1 for text in body.texts)
    return "record" if _OF_THE_RECORD.fullmatch(name) or is_letter else None


def says_where(name: str) -> bool:
    """Return whether a column is called as coordinates of places are."""
    return _WHERE.fullmatch(name.strip()) is not None


def measured_before_factors(body: Callable[[int], Body], first: int, width: int, of_r: bool) -> bool:
    """Return whether the column `first` is the only measured one, before factors of a trial, as R writes them.

    The last of these has more than two levels; one that stands alone is rather a class, unless the file is `of_r`.
    """
    own, *factors = (body(place) for place in range(first, width))
    n = len(own.numbers)
    if not own.is_numeric or own.texts or len(factors) < 2 - of_r or different(factors[-1]) <= 2:
        return False
    few = [different(one) for one in factors if not one.dates and (not one.numbers or one.whole)]
    is_trial = len(few) == len(factors) and max(few) <= _FACTOR * n
    return is_trial and different(own) > max(_MOST_STEPS, _FINER * max(few))


def measured_beside_steps(
    body: Callable[[int], Body], width: int, is_beside: Callable[[int], bool]
) -> int | None:
    """Return the only measured column beside a last one of few broken numbers, such as doses; None where it is not so.

    Classes have whole numbers, and what was measured has many different ones.
    """
    last = body(width - 1)
    n = different(last)
    if not last.is_numeric or last.texts or n > _MOST_STEPS or _FINER * n > len(last.numbers):
        return None
    if all(x % 1 == 0 for x in last.numbers):
        return None
    finer = [
        place
        for place in range(width - 1)
        if not is_beside(place)
        and (one := body(place)).is_numeric
        and different(one) > _FINER * n
        and not _counts(one)
    ]
    return finer[0] if len(finer) == 1 else None


def _counts(one: Body) -> bool:
    """Return whether a column of numbers is another whole one in every row."""
    return one.whole and different(one) == len(one.numbers)
