"""A fault while something was done for a run, as a letter."""

from __future__ import annotations

import logging
import traceback

from nnsim.base.errors import NnsimError
from nnsim.training.messages import Failed

log = logging.getLogger(__name__)


def failed(run: int, error: Exception) -> Failed:
    """Return the letter that tells of `error`; one that nobody foresaw is logged, too."""
    if isinstance(error, NnsimError):
        return Failed(run, str(error))
    log.error("the trainer failed", exc_info=error)
    return Failed(run, repr(error), "".join(traceback.format_exception(error)))
