"""How many threads the matrix products use: one, since more slow small networks down badly."""

from __future__ import annotations

_limits: list[object] = []


def use_one_blas_thread() -> None:
    """Let BLAS use one thread from now on, in the whole process."""
    if not _limits:
        from threadpoolctl import threadpool_limits

        _limits.append(threadpool_limits(1, "blas"))
