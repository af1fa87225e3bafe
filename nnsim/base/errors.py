"""The one exception that is meant for the user."""


class NnsimError(Exception):
    """Something a user can cause and mend.

    Its text is shown as it is: a whole, already translated sentence that says what is wrong
    and what to do. Every other exception is a bug and is reported as one.
    """


class NoRoomError(NnsimError):
    """There is no room for a file: a smaller one might fit."""


class SameAnswerError(NnsimError):
    """Every example asks for the same answer: there is nothing to learn."""


class Cancelled(Exception):  # noqa: N818  not an error
    """A long task was stopped by the user. Not a fault: nothing is shown and nothing is kept."""
