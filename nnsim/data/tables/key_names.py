"""What columns are called that only tell rows apart."""

from __future__ import annotations

import re

_KEY_NAME = re.compile(
    r"(?:.*[\W_])?(?:ids?|uuid|guid|key|code|nr\.?|no\.?|num)|.*[\W_]number|#|number|index|idx|row|row[\W_]?(?:names?|numbers?)|"
    r"(?:user|customer|passenger|patient|order|record|sample|item|client|student|employee|case|subject|image)s?id|"
    r"(?:code|codes|cod|código|codigo|codice|id)[ _.](?!of\b).*|"
    r"serial|nummer|lfd\.?(?: ?nr\.?)?|kennung|record|obs|case|unnamed: \d+|编号|序号|行号|学号",
    re.IGNORECASE,
)
_CAMEL_KEY = re.compile(r".*[a-z](?:Id|ID|Nr|No|Num|Number|Key|Code)")
_THING = re.compile(
    r"(?:.*[\W_])?(?:names?|abbrev(?:iation)?|state|country|city|county|region|model|car|title|player|team|gene)",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"(?:.*[\W_])?(?:years?|yr|jahr|année|annee|anno|año|ano|rok|год|年|年份|年度)(?:[\W_].*)?", re.IGNORECASE
)


def names_key(name: str) -> bool:
    """Return whether a column is called as keys are."""
    return any(form.fullmatch(name.strip()) for form in (_KEY_NAME, _CAMEL_KEY))


def names_thing(name: str) -> bool:
    """Return whether a column is called as names of what the rows are about are."""
    return _THING.fullmatch(name.strip()) is not None


def names_year(name: str) -> bool:
    """Return whether a column is called as years are: going up by one they still say something."""
    return _YEAR.fullmatch(name.strip()) is not None
