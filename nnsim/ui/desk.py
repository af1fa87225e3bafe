"""What a window offers to commands and menus: its parts, and nothing of how it puts them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtWidgets import QMainWindow

from nnsim.base.event import Event
from nnsim.ui.canvas.graph_list import GraphListView
from nnsim.ui.canvas.view import CanvasView
from nnsim.ui.datapage.beside_network import DataBesideNetwork
from nnsim.ui.inspector.inspector import Inspector
from nnsim.ui.palette.palette import Palette
from nnsim.ui.panel import Panel
from nnsim.ui.runs_table.runs_list import RunsList
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.sitting.workspace import Workspace
from nnsim.ui.twins.twins_list import TwinsList
from nnsim.ui.window.docks import Docks
from nnsim.ui.window.exchange import Exchange
from nnsim.ui.window.exporting import Exporting
from nnsim.ui.window.files import Files
from nnsim.ui.window.foot import Foot
from nnsim.ui.window.looks import Looks
from nnsim.ui.window.places import Places
from nnsim.ui.window.predicting import Predicting
from nnsim.ui.window.problems import Problems
from nnsim.ui.window.telling import Telling


@dataclass(frozen=True, eq=False)
class Desk:
    """The parts of one window.

    Attributes
    ----------
    window
        Parent of dialogs; can be closed and fill the screen.
    layers, runs, twins
        The network as a list, the table of runs, and those that are compared, each in a dock of its own.
    command_wanted
        Fired where somebody looks for a command by its name.
    doctor_wanted
        Fired with what is wanted of the doctor: ``open``, ``try`` or ``report``.
    """

    window: QMainWindow
    session: Session
    preferences: Preferences
    places: Places
    docks: Docks
    canvas: CanvasView
    data: DataBesideNetwork
    palette: Palette
    inspector: Inspector
    layers: GraphListView
    runs: RunsList
    twins: TwinsList
    panels: Sequence[Panel]
    foot: Foot
    files: Files
    exchange: Exchange
    exporting: Exporting
    predicting: Predicting
    problems: Problems
    telling: Telling
    looks: Looks
    command_wanted: Event[[]] = field(default_factory=Event)
    doctor_wanted: Event[[str]] = field(default_factory=Event)

    @property
    def workspace(self) -> Workspace:
        """The project that is worked on."""
        return self.session.workspace
