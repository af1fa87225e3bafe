"""A project file, opened."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from nnsim.document import storage
from nnsim.library.moments import Moments


@dataclass(frozen=True, eq=False, repr=False)
class Opened(storage.Opened):
    """What was in a file; see `nnsim.document.storage.Opened`."""

    @cached_property
    def moments(self) -> Moments:
        """The moments of the newest run in the file; none where no run was kept."""
        if not self.history:
            return Moments(self.project, ())
        run = self.history[-1]
        return Moments(run.project, run.kept, start=run.start)
