"""What columns are called that only tell rows apart."""

from __future__ import annotations

import re

_KEY_NAME = re.compile(
    r"(?:.*[\W_])?(?:ids?|uuid|guid|key|code|nr\.?|no\.?|num)|#|number|index|idx|row|row[\W_]?(?:names?|numbers?)|"
    r"(?:user|customer|passenger|patient|order|record|sample|item|client|student|employee|case|subject|image)s?id|"
    r"serial|nummer|lfd\.?(?: ?nr\.?)?|kennung|record|obs|case|unnamed: \d+|编号|序号|行号|学号",
    re.IGNORECASE,
)
_CAMEL_KEY = re.compile(r".*[a-z](?:Id|ID|Nr|No|Num|Key|Code)")


def names_key(name: str) -> bool:
    """Return whether a column is called as keys are."""
    return any(form.fullmatch(name.strip()) for form in (_KEY_NAME, _CAMEL_KEY))
