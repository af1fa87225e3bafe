"""The last line of an output as JSON."""

from __future__ import annotations

import json
from typing import Any


def last_line(out: str) -> Any:
    """Return the last line as JSON data; NaN and Infinity are no JSON."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    return json.loads(out.splitlines()[-1], parse_constant=refuse)
