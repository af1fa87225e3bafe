"""Back-propagation by hand, all of it: stages above, the network, what is spelled out beside, the foot below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from nnsim.base.event import Event
from nnsim.lab.byhand.worksheet import Worksheet
from nnsim.ui.byhand.chain_card import ChainCard
from nnsim.ui.byhand.check_card import CheckCard
from nnsim.ui.byhand.foot import Foot
from nnsim.ui.byhand.network_view import NetworkView
from nnsim.ui.byhand.order_card import OrderCard
from nnsim.ui.byhand.settings_bar import SettingsBar
from nnsim.ui.byhand.stage_bar import StageBar
from nnsim.ui.byhand.trouble_banner import TroubleBanner
from nnsim.ui.byhand.weights_card import WeightsCard
from nnsim.ui.byhand.working import Working
from nnsim.ui.widgets.side_column import side_column

_SHARE = (62, 38)


class WorkedNetwork(QWidget):
    """A worksheet to be worked through.

    Events
    ------
    refused(sentence)
        What was typed cannot be.
    """

    def __init__(self, sheet: Worksheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.refused: Event[[str]] = Event()
        self.working = Working(sheet)
        self.stages = StageBar(self.working)
        self.settings = SettingsBar(self.working)
        self.trouble = TroubleBanner(self.working)
        self.view = NetworkView(self.working)
        self.chain = ChainCard(self.working)
        self.check = CheckCard(self.working)
        self.weights = WeightsCard(self.working)
        self.order = OrderCard(self.working)
        self.foot = Foot(self.working)
        self.view.refused.connect(self.refused.fire)
        self.weights.model.refused.connect(self.refused.fire)
        self._lay_out()
        self.setFocusProxy(self.view)

    def show_sheet(self, sheet: Worksheet) -> None:
        """Begin anew with another worksheet."""
        self.working.show(sheet)

    def _lay_out(self) -> None:
        left = QWidget()
        side = QVBoxLayout(left)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        for part in (self.stages, self.settings, self.trouble):
            side.addWidget(part)
        side.addWidget(self.view, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(side_column(self.chain, self.check, self.weights, self.order))
        split.setChildrenCollapsible(False)
        for place, share in enumerate(_SHARE):
            split.setStretchFactor(place, share)
        split.setSizes([share * 100 for share in _SHARE])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(split, 1)
        whole.addWidget(self.foot)
