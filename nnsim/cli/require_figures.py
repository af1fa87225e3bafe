"""Finding out before the work whether its figures can be painted at the end."""

from __future__ import annotations


def require_figures() -> None:
    """Raise NnsimError at once when figures could not be painted at the end."""
    from nnsim.preflight import require

    require(window=False)
    import nnsim.cli.figures  # noqa: F401  to find out now whether it can be imported
