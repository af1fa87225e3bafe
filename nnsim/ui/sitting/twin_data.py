"""The examples of several projects that are to train side by side, prepared one after the other beside the window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nnsim.base.event import Event
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepared import Prepared
from nnsim.ui.sitting.data_loader import DataLoader


class TwinData:
    """Gathers examples; the newest request wins.

    Events
    ------
    ready(examples by their settings)
        All that were asked for are there; before `gather` returns where none has to be loaded.
    failed(settings, problem)
        One cannot be had, and nobody waits for the others.
    """

    def __init__(self, loader: DataLoader) -> None:
        self.ready: Event[[Mapping[DataSettings, Prepared]]] = Event()
        self.failed: Event[[DataSettings, str]] = Event()
        self._loader = loader
        self._found: dict[DataSettings, Prepared] = {}
        self._missing: list[DataSettings] = []
        loader.finished.connect(self._on_data)

    def gather(self, wanted: Iterable[DataSettings], known: Mapping[DataSettings, Prepared]) -> None:
        """Get the examples of all `wanted` settings, of which some may be `known`."""
        self.drop()
        self._found = dict(known)
        self._missing = [settings for settings in dict.fromkeys(wanted) if settings not in known]
        self._go_on()

    def drop(self) -> None:
        """Wait for nothing any more."""
        self._loader.cancel(quietly=True)
        self._found, self._missing = {}, []

    def _go_on(self) -> None:
        if self._missing:
            self._loader.load(self._missing[0])
        else:
            found, self._found = self._found, {}
            self.ready.fire(found)

    def _on_data(self, settings: DataSettings, prepared: Prepared | None, problem: str) -> None:
        if prepared is None:
            self.drop()
            self.failed.fire(settings, problem)
        else:
            self._missing.remove(settings)
            self._found[settings] = prepared
            self._go_on()
