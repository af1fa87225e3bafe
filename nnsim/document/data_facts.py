"""What must be known of the data to give a drawing its meaning."""

from __future__ import annotations

from typing import Protocol

from nnsim.engine.shape import Shape


class DataFacts(Protocol):
    """What must be known of the data to give a drawing its meaning."""

    @property
    def shape(self) -> Shape: ...
    @property
    def classes(self) -> int: ...
    @property
    def input_names(self) -> tuple[str, ...]: ...
    @property
    def target_names(self) -> tuple[str, ...]: ...
