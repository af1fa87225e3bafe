"""Tests of the window see the dressed application."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nnsim.ui.theme import manager


@pytest.fixture
def dressed(qtbot) -> Iterator[None]:
    manager().use("dark")
    yield
    manager().use("dark")
