"""Planes that have no room side by side are fewer, not narrower than their words."""

from __future__ import annotations

from nnsim.document.building import chain
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.ui.panels.filament import FilamentPanel


def test_a_narrow_panel_shows_fewer_planes_the_first_and_the_last_among_them(open_desk, dressed) -> None:
    deep = chain(Input(), *(Dense(4, Tanh()) for _ in range(6)), Dense(1))
    desk = open_desk(deep)
    session = desk.session
    panel = FilamentPanel(session.workspace, session.feed)
    session.feed.viewers.add(panel)
    desk.bot.addWidget(panel)
    panel.resize(900, 240)
    panel.show()
    desk.train(2)
    session.play()
    desk.wait(lambda: panel.view.figure is not None)
    titles = lambda: [plot.title for plot in panel.view.figure.plots]  # noqa: E731
    assert len(titles()) == 5
    first, *_, last = titles()
    panel.resize(300, 240)
    desk.wait(lambda: len(titles()) == 3)
    assert (titles()[0], titles()[-1]) == (first, last)
