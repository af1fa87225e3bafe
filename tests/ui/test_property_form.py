from __future__ import annotations

import dataclasses

import pytest
from form_parts import Everything, Normal, Small, Uniform, Zeros
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from nnsim.base.declared import settings_of
from nnsim.ui.inspector.property_form import PropertyForm

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def form(qtbot) -> PropertyForm:
    made = PropertyForm(Everything())
    qtbot.addWidget(made)
    made.resize(300, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def edits(form) -> list[tuple[object, str]]:
    seen: list[tuple[object, str]] = []
    form.edited.connect(lambda part, name: seen.append((part, name)))
    return seen


def enter(qtbot, field: QWidget, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, key)


def test_every_setting_has_a_named_field(form) -> None:
    for name, setting in settings_of(Everything):
        field = form.editor(name)
        target = field.focusProxy() or field
        assert target.accessibleName() == setting.label
        assert form.error(name) == ""
    assert "neurons" in form.editor("units").toolTip()
    assert form.editor("units").accessibleDescription() == "How many neurons."


def test_an_edit_gives_a_new_part_and_leaves_the_old(qtbot, form, edits) -> None:
    before = form.part()
    enter(qtbot, form.editor("units"), "32")
    assert edits == [(dataclasses.replace(before, units=32), "units")]
    assert before.units == 16
    assert form.part().units == 32


def test_all_kinds_of_fields_edit(qtbot, form, edits) -> None:
    enter(qtbot, form.editor("decay"), "1e-4")
    enter(qtbot, form.editor("size"), "3x3")
    enter(qtbot, form.editor("note"), "a")
    enter(qtbot, form.editor("file").line, "x.csv")
    form.editor("activation").setFocus()
    qtbot.keyClick(form.editor("activation"), Qt.Key.Key_Down)
    qtbot.keyClick(form.editor("bias"), Qt.Key.Key_Space)
    assert [name for _, name in edits] == ["decay", "size", "note", "file", "activation", "bias"]
    assert edits[-1][0] == Everything(
        decay=1e-4, size=(3, 3), note="a", file="x.csv", activation="relu", bias=False
    )


def test_a_wrong_value_is_explained_and_not_passed_on(qtbot, form, edits) -> None:
    enter(qtbot, form.editor("units"), "0")
    assert form.error("units") == "Units is 0; it must be between 1 and 100,000."
    assert "must be between" in form.editor("units").accessibleDescription()
    assert edits == []
    enter(qtbot, form.editor("units"), "2")
    assert form.error("units") == ""
    assert len(edits) == 1


def test_a_part_that_comes_in_wrong_is_explained(form) -> None:
    form.set_part(Everything(units=0, activation="nosuch", epsilon=5.0))
    assert "between" in form.error("units")
    assert "one of" in form.error("activation")
    assert "between" in form.error("epsilon")


def test_setting_a_part_fires_nothing_and_keeps_fields_and_focus(qtbot, form, edits) -> None:
    field = form.editor("decay")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.2")
    form.set_part(Everything(units=8, note="new", start=Normal(deviation=2.0)))
    assert edits == []
    assert form.editor("decay") is field
    assert field.hasFocus()
    assert field.text() == "0.2"
    assert form.editor("units").text() == "8"
    assert form.editor("note").text() == "new"
    assert form.sub_form("start").editor("deviation").text() == "2"


def test_another_subject_drops_what_was_typed(qtbot, form, edits) -> None:
    form.set_part(form.part(), subject="dense_1")
    field = form.editor("units")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "99")
    form.set_part(form.part(), subject="dense_2")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert edits == []
    assert field.text() == "16"


def test_another_kind_of_part_builds_another_form(qtbot, form, edits) -> None:
    form.set_part(Small(units=4))
    assert form.editor("units").text() == "4"
    with pytest.raises(KeyError):
        form.editor("bias")
    enter(qtbot, form.editor("units"), "5")
    assert edits == [(Small(units=5), "units")]
    form.set_part(None)
    assert form.part() is None


def test_nested_part_edits_its_own_settings(qtbot, form, edits) -> None:
    enter(qtbot, form.sub_form("start").editor("deviation"), "0.5")
    assert edits == [(Everything(start=Normal(deviation=0.5)), "start")]


def test_nested_kind_is_chosen_and_remembers_its_settings(qtbot, form, edits) -> None:
    enter(qtbot, form.sub_form("start").editor("mean"), "3")
    choice = form.editor("start")
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert edits[-1] == (Everything(start=Uniform()), "start")
    assert choice.hasFocus()
    assert form.sub_form("start").editor("width").isVisible()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert edits[-1][0] == Everything(start=Zeros())
    assert form.sub_form("start") is None
    qtbot.keyClick(choice, Qt.Key.Key_Up)
    qtbot.keyClick(choice, Qt.Key.Key_Up)
    assert edits[-1][0] == Everything(start=Normal(mean=3.0))


def test_rare_settings_are_folded_unless_wrong(qtbot, form) -> None:
    assert not form.editor("seed").isVisible()
    form._fold.button.setFocus()
    qtbot.keyClick(form._fold.button, Qt.Key.Key_Space)
    assert form.editor("seed").isVisible()
    other = PropertyForm(Everything(seed=-1))
    qtbot.addWidget(other)
    other.show()
    assert other.editor("seed").isVisible()


def visited(qtbot, form: PropertyForm) -> list[QWidget]:
    first = form.editor("units")
    first.setFocus()
    seen = [first]
    for _ in range(40):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        if QApplication.focusWidget() is first:
            break
        seen.append(QApplication.focusWidget())
    return seen


def test_tab_visits_fields_in_order_of_reading_even_after_a_nested_change(qtbot, form) -> None:
    names = ["units", "activation", "start"]
    expected = [form.editor(n) for n in names] + [
        form.sub_form("start").editor("mean"),
        form.sub_form("start").editor("deviation"),
        *(form.editor(n) for n in ("bias", "decay", "rate", "delay", "size", "note")),
        form.editor("file").line,
    ]
    assert visited(qtbot, form)[: len(expected)] == expected
    form.set_part(Everything(start=Uniform()))
    after = visited(qtbot, form)
    assert after[2:5] == [form.editor("start"), form.sub_form("start").editor("width"), form.editor("bias")]


def test_each_field_stays_inside_a_narrow_form(form) -> None:
    form.resize(form.minimumSizeHint().width(), 900)
    QApplication.processEvents()
    assert form.width() <= 280
    for name, setting in settings_of(Everything):
        field = form.editor(name)
        if not setting.advanced:
            right = field.mapTo(form, field.rect().topRight()).x()
            assert right < form.width()


def test_parts_that_hold_different_parts_show_no_settings_inside_them(form) -> None:
    form.set_parts([Everything(start=Normal(mean=2.0)), Everything(start=Zeros())])
    assert form.sub_form("start") is None
    form.set_parts([Everything(start=Normal(mean=2.0)), Everything(start=Normal(mean=2.0))])
    assert form.sub_form("start").part() == Normal(mean=2.0)


def test_what_a_person_unfolded_stays_so_for_the_next_part(form) -> None:
    form._fold.button.click()
    form.set_part(Small())
    form.set_part(Everything())
    assert form.editor("seed").isVisible()
    form._fold.button.click()
    form.set_part(Small())
    form.set_part(Everything())
    assert not form.editor("seed").isVisible()
