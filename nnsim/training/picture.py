"""The contract of pictures: one look at a run, taken only when somebody asks for it.

A picture is a frozen dataclass, as every part is; an instance of it is the request. It is taken of a
`Scene` (one moment of a network, and its data), never of a run that goes on. What may be asked for is
any picture and any probe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from nnsim.base.pieces import Pieces
from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark
from nnsim.engine.probe import Probe

if TYPE_CHECKING:
    from nnsim.training.scene import Scene

A = TypeVar("A", covariant=True)


class Picture(Part, Generic[A]):
    """One look at a run. Its fields say what of; they must be hashable, for answers are found by them."""

    @classmethod
    def usual(cls, scene: Scene) -> Self:
        """Return what to ask for in `scene` where nobody has chosen anything."""
        return cls()

    def take(self, scene: Scene) -> A | None:
        """Return what there is to see: frozen, its arrays no views of the scene's; the same for the same moment.

        None where the scene has nothing of the kind, such as a layer that is gone; raises NnsimError
        where it cannot be, with the sentence for whoever asked.
        """
        raise NotImplementedError

    def taking(self, scene: Scene) -> Pieces[A | None]:
        """Do `take` in pieces, between which a run may go on; for what may take longer than some milliseconds.

        The scene stays where it is until the last piece.
        """
        yield from ()
        return self.take(scene)

    def coarser(self) -> Self | None:
        """Return what shows the same with fewer points, at a quarter of the cost or so; None where nothing does."""
        return None


Asked = Picture[Any] | Probe[Any]
"""What may stand in a wish."""

pictures: Registry[Picture[Any]] = Registry(Picture, "nnsim.training.pictures", mark("picture"))
