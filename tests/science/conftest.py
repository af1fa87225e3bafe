"""Measured data stand beside the project and are no part of it; tests that need them skip without."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.science.measured import NAME, mnist_path


@pytest.fixture(scope="session")
def mnist() -> Path:
    """Return the path of the first 10,000 training images of MNIST."""
    path = mnist_path()
    if path is None:
        pytest.skip(f"{NAME} is not on this machine")
    return path
