"""Going through a list passes its headings and stays at its ends."""

from __future__ import annotations

from nnsim.ui.widgets.headed_list import HeadedList


def test_steps_pass_headings_and_stay_at_the_ends(qtbot) -> None:
    made = HeadedList()
    qtbot.addWidget(made)
    for text in ("# one", "a", "b", "# two", "c"):
        if text.startswith("#"):
            made.add_heading(text)
        else:
            made.addItem(text)
    made.setCurrentRow(-1)
    seen = []
    for way in (1, 1, 1, 1, -1, -1, -1):
        made.step(way)
        seen.append(made.currentItem().text())
    assert seen == ["a", "b", "c", "c", "b", "a", "a"]
