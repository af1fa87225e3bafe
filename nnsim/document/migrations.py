"""From the project records of older formats to today's: plain dictionaries, one step a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr

FORMAT = 1
"""Number of the format written today. Raise it, and add a step below, when the whole changes;
a change of one part raises that part's own version instead (`nnsim.base.registry.Part.migrate`)."""

Migration = Callable[[dict[str, Any]], dict[str, Any]]

MIGRATIONS: Mapping[int, Migration] = {}
"""``MIGRATIONS[n]`` makes a record of format n + 1 of one of format n. Steps are never changed
once released, and know no class of today: files outlive classes."""


def migrate(
    record: dict[str, Any], newest: int = FORMAT, steps: Mapping[int, Migration] = MIGRATIONS
) -> dict[str, Any]:
    """Return `record` as format `newest` would have written it.

    Raises NnsimError when it is newer than that, or of no format at all.
    """
    number = record.get("format")
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise NnsimError(tr("This is not a project of nnsim: it has no format number. Choose another file."))
    if number > newest:
        raise NnsimError(
            tr(
                "This project has format {number}, and this nnsim reads formats up to {newest}. "
                "Open it with a newer nnsim; the file is unchanged."
            ).format(number=number, newest=newest)
        )
    for older in range(number, newest):
        try:
            record = {**steps[older](record), "format": older + 1}
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise NnsimError(
                tr("This project of format {number} is damaged. Open a backup copy, if there is one.").format(
                    number=number
                )
            ) from error
    return record
