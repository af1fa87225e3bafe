"""What the program tells the shell when it ends."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of the command line."""

    DONE = 0
    CANNOT_TRAIN = 1
    """The project that was checked cannot train."""
    MISTAKE = 2
    """Something the user can mend."""
    DIVERGED = 3
    """The loss stopped being a finite number; results up to then are written."""
    DOES_NOT_HOLD = 4
    """What an experiment measured does not agree with what is claimed; its results are written."""
    SICK = 4
    """Something is wrong with the training that was diagnosed; all of it is told."""
    FAULT = 70
    """A bug of nnsim."""
    INTERRUPTED = 130
    """Stopped by Ctrl+C; results up to then are written."""
