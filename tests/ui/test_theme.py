from __future__ import annotations

import itertools
import re

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QLabel

from nnsim.base.errors import NnsimError
from nnsim.base.paths import resources
from nnsim.ui.look import fonts, icons
from nnsim.ui.look.theme import Theme, ThemeManager, load, manager, theme

NAMES = ("dark", "light")
GROUNDS = ("background", "panel", "raised", "canvas")
TEXTS = ("text", "muted", "accent", "good", "warning", "bad")


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_formula_against_known_values() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", NAMES)
def test_every_text_can_be_read_on_every_ground(name: str, text: str, ground: str) -> None:
    look = load(name)
    assert contrast(getattr(look, text), getattr(look, ground)) >= 4.5


@pytest.mark.parametrize("name", NAMES)
def test_text_on_accent_and_on_hovered_things(name: str) -> None:
    look = load(name)
    assert contrast(look.on_accent, look.accent) >= 4.5
    assert contrast(look.text, look.hover) >= 4.5
    assert contrast(look.text, look.line) >= 4.5


@pytest.mark.parametrize("name", NAMES)
def test_shapes_stand_out_from_the_panel(name: str) -> None:
    look = load(name)
    shapes = [*look.categories.values(), *look.series, look.positive, look.negative]
    assert min(contrast(c, look.panel) for c in shapes) >= 3


# Machado, Oliveira & Fernandes 2009, severity 1, on linear RGB.
DEFICIENCIES = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}


def oklab(colour: str, matrix: tuple[tuple[float, ...], ...]) -> list[float]:
    """Ottosson 2020, of a colour as somebody with the deficiency of `matrix` sees it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    r, g, b = (min(1, max(0, sum(m * c for m, c in zip(row, linear, strict=True)))) for row in matrix)
    cones = (
        0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b,
        0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b,
        0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b,
    )
    x, y, z = (c ** (1 / 3) for c in cones)
    return [
        0.2104542553 * x + 0.7936177850 * y - 0.0040720468 * z,
        1.9779984951 * x - 2.4285922050 * y + 0.4505937099 * z,
        0.0259040371 * x + 0.7827717662 * y - 0.8086757660 * z,
    ]


@pytest.mark.parametrize("sight", DEFICIENCIES)
@pytest.mark.parametrize("name", NAMES)
def test_class_colours_differ_for_colour_blind_people(name: str, sight: str) -> None:
    look = load(name)
    assert len(look.series) == 10
    seen = [oklab(c, DEFICIENCIES[sight]) for c in look.series]
    apart = min(
        sum((p - q) ** 2 for p, q in zip(a, b, strict=True)) ** 0.5
        for a, b in itertools.combinations(seen, 2)
    )
    # Okabe and Ito's well-known eight colours reach 0.076.
    assert apart >= 0.1


def test_themes_have_the_same_categories() -> None:
    dark, light = load("dark"), load("light")
    assert set(dark.categories) == set(light.categories)
    assert {"core", "activation", "normalise", "merge", "input", "output"} <= set(dark.categories)
    assert dark.dark
    assert not light.dark


def test_unknown_category_and_state_have_a_colour() -> None:
    look = load("dark")
    assert look.category("nobody") == look.category("input")
    assert look.state("nobody") == look.muted


def test_a_theme_that_is_not_there_is_refused_in_words() -> None:
    with pytest.raises(NnsimError, match="nosuch"):
        load("nosuch")


def test_style_sheet_uses_only_known_tokens_and_icons() -> None:
    text = (resources() / "themes" / "style.qss").read_text("utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    known = {f for f in Theme.__dataclass_fields__ if f not in ("name", "categories", "series")}
    assert set(re.findall(r"\$(\w+)", text)) <= known
    for name, token in re.findall(r"image\(([\w-]+), (\w+)\)", text):
        assert name in icons.names()
        assert token in known
    assert text.count("{") == text.count("}")
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", text), "colours belong in the themes"


def test_switching_reaches_palette_style_sheet_and_listeners(qtbot) -> None:
    seen: list[str] = []
    manager().use("dark")
    disconnect = manager().changed.connect(lambda: seen.append(theme().name))
    try:
        manager().use("light")
        app = QApplication.instance()
        assert app.palette().color(QPalette.ColorRole.Window) == QColor(load("light").panel)
        assert load("light").accent in app.styleSheet()
        assert "$" not in app.styleSheet()
        manager().use("light")
        manager().use("dark")
    finally:
        disconnect()
    assert seen == ["light", "dark"]


def test_the_mode_system_has_a_theme_and_unknown_modes_are_refused(qtbot) -> None:
    manager().use("system")
    assert theme().name in NAMES
    with pytest.raises(ValueError, match="purple"):
        ThemeManager().use("purple")
    manager().use("dark")


def test_the_mode_system_follows_the_desktop_and_the_others_do_not(qtbot) -> None:
    hints = QApplication.instance().styleHints()
    manager().use("system")
    try:
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
        assert theme().name == "light"
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
        assert theme().name == "dark"
        manager().use("dark")
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
        assert theme().name == "dark"
        manager().use("system")
        assert theme().name == "light"
    finally:
        hints.colorSchemeChanged.emit(hints.colorScheme())
        manager().use("dark")


def test_a_widget_that_paints_itself_sees_the_new_theme_during_the_switch(qtbot) -> None:
    manager().use("dark")
    seen: list[str] = []

    class Probe(QLabel):
        def changeEvent(self, event) -> None:
            seen.append(theme().name)

    probe = Probe()
    qtbot.addWidget(probe)
    probe.show()
    seen.clear()
    manager().use("light")
    assert seen
    assert set(seen) == {"light"}
    manager().use("dark")


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_draws_something_in_the_colour_of_the_theme(qtbot, name: str) -> None:
    manager().use("dark")
    picture = icons.icon(name, "accent").pixmap(48, 48).toImage()
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).alpha() == 255
    }
    assert colours
    if name != "nnsim":
        assert theme().accent in colours


def test_an_icon_set_once_follows_the_theme(qtbot) -> None:
    manager().use("dark")
    made = icons.icon("pause")

    def colour() -> str:
        return made.pixmap(24, 24).toImage().pixelColor(8, 12).name()

    assert colour() == load("dark").text
    manager().use("light")
    assert colour() == load("light").text
    manager().use("dark")


def test_icons_are_sharp_on_fine_screens(qtbot) -> None:
    made = icons.icon("close").pixmap(QSize(24, 24), 2.0)
    assert (made.width(), made.devicePixelRatio()) == (48, 2.0)


def test_a_changed_copy_of_an_icon_lives_on_its_own(qtbot) -> None:
    made = icons.icon("play")
    copy = QIcon(made)
    copy.addPixmap(made.pixmap(16, 16))
    del made
    assert not copy.pixmap(20, 20).isNull()


def test_icons_are_many_and_of_one_kind() -> None:
    assert len(icons.names()) >= 40
    for name in icons.names():
        text = (resources() / "icons" / f"{name}.svg").read_text("utf-8")
        if name != "nnsim":
            assert 'viewBox="0 0 24 24"' in text
            assert "currentColor" in text
            assert not re.findall(r"#[0-9a-f]{6}", text)
    with pytest.raises(KeyError):
        icons.icon("nosuch")
    assert not icons.app_icon().isNull()


def test_tabular_figures_have_one_width(qtbot) -> None:
    font = fonts.tabular(fonts.ui_font())
    metrics = QFontMetricsF(font)
    widths = {round(metrics.horizontalAdvance(d * 8), 2) for d in "0123456789"}
    assert len(widths) == 1
