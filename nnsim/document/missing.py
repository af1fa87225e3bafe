"""A layer this program cannot read: it stands in the drawing and keeps its record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nnsim.base.errors import NnsimError
from nnsim.base.strict_json import to_text
from nnsim.base.text import mark, tr
from nnsim.engine.layer import Layer, Preset
from nnsim.engine.shape import Shape

if TYPE_CHECKING:
    from nnsim.engine.emitter import Emitter


@dataclass(frozen=True)
class Missing(Layer):
    """Stands for a layer of an unknown kind, of a newer version, or with unreadable settings.

    It is not registered: nobody can choose it, and a project file never holds it, only the record
    it keeps.
    """

    key = "missing"
    title = mark("Missing layer")
    summary = mark("A layer this version of nnsim cannot read. It is kept as it is when you save.")
    arity = (0, None)

    text: str
    """The record as sorted JSON; a text, so that layers stay immutable and comparable."""
    reason: str = field(default="", compare=False)
    """Why it could not be read, in the language of that moment."""

    @classmethod
    def from_record(cls, record: Any, reason: str) -> Missing:
        """Return the layer that keeps `record`."""
        return cls(to_text(record), reason)

    @classmethod
    def presets(cls) -> Iterable[Preset]:
        """Yield nothing: it is in no palette."""
        return ()

    def record(self) -> Any:
        """Return the record as it was read."""
        return json.loads(self.text)

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        raise NnsimError(
            tr("{reason} Delete this layer, or open the file with a version that knows it.").format(
                reason=self.reason
            )
        )

    def emit(self, e: Emitter) -> None:
        raise NnsimError(self.reason)

    def detail(self) -> str:
        """Return the kind the record names, as it stands there."""
        record = self.record()
        kind = record.get("kind") if isinstance(record, dict) else None
        return kind[:40] if isinstance(kind, str) else ""
