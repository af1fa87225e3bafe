"""A table that was copied elsewhere, as from a spreadsheet: a file of this sitting, which a project can keep."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr

MOST_CHARACTERS = 20_000_000
"""The longest text that is taken; more is a file of its own."""


def pasted_table(text: str) -> Path:
    """Return where a pasted table was written, for this sitting.

    Raises
    ------
    NnsimError
        When the text has not two lines, is too long, or there is no room for it.
    """
    if len(text) > MOST_CHARACTERS:
        raise NnsimError(
            tr("What was copied has more than {n} characters. Save it as a file, and open that.").format(
                n=f"{MOST_CHARACTERS:,}"
            )
        )
    if len([line for line in text.splitlines() if line.strip()]) < 2:
        raise NnsimError(tr("There is no table to paste. Copy rows of a table first, with their names."))
    try:
        folder = tempfile.mkdtemp(prefix="nnsim-pasted-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        path = Path(folder) / "pasted.tsv"
        path.write_text(text, "utf-8", newline="")
    except OSError as error:
        raise NnsimError(
            tr("The table cannot be pasted: {why}. Make room for temporary files.").format(
                why=error.strerror or error
            )
        ) from error
    return path
