"""Colours of the program, light and dark, and the switch between them while it runs."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.base.paths import resources
from nnsim.base.text import tr
from nnsim.ui.look import fonts
from nnsim.ui.look.stylesheet import style_sheet

MODES = ("system", "dark", "light")


@dataclass(frozen=True)
class Theme:
    """The colours (``#rrggbb``) a widget may paint with; read `theme()` at every painting.

    State colours (`good`, `warning`, `bad`), `accent`, `text` and `muted` have a contrast of at
    least 4.5:1 on `background`, `panel`, `raised` and `canvas`; those of `categories`, `series`,
    `positive` and `negative` are for shapes and have at least 3:1 on `panel`.
    """

    name: str
    background: str
    canvas: str
    grid: str
    panel: str
    raised: str
    hover: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    good: str
    warning: str
    bad: str
    positive: str
    negative: str
    categories: Mapping[str, str]
    series: tuple[str, ...]

    @property
    def dark(self) -> bool:
        """Whether light text stands on dark ground."""
        return QColor(self.background).lightnessF() < 0.5

    def category(self, name: str) -> str:
        """Return the colour of a layer category; an unknown one gets the colour of inputs."""
        return self.categories.get(name, self.categories["input"])

    def state(self, name: str) -> str:
        """Return the colour of the state ``good``, ``warning``, ``bad`` or ``neutral``."""
        return {"good": self.good, "warning": self.warning, "bad": self.bad}.get(name, self.muted)

    def colour(self, token: str, alpha: float = 1.0) -> QColor:
        """Return the colour of a token or of a category as a QColor with opacity `alpha` (0..1)."""
        value = getattr(self, token, None)
        colour = QColor(value if isinstance(value, str) else self.category(token))
        colour.setAlphaF(alpha)
        return colour


def load(name: str) -> Theme:
    """Return the theme of ``resources/themes/<name>.json``.

    Raises NnsimError when there is no such file or it is not a complete theme.
    """
    try:
        raw: dict[str, Any] = json.loads((resources() / "themes" / f"{name}.json").read_text("utf-8"))
        raw["categories"] = MappingProxyType(dict(raw["categories"]))
        raw["series"] = tuple(raw["series"])
        return Theme(**raw)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NnsimError(
            tr("The theme {name} cannot be read ({reason}). Install nnsim again.").format(
                name=name, reason=error
            )
        ) from error


class ThemeManager:
    """Which theme is in use; applies it to the application and tells who wants to know.

    Attributes
    ----------
    theme
        The theme in use.
    mode
        ``dark``, ``light``, or ``system``: follow the desktop, dark where it does not say.
    changed
        Fires, without arguments, after another theme has been applied.
    """

    def __init__(self, mode: str = "system") -> None:
        self.changed: Event[[]] = Event()
        self.mode = mode
        self._scheme: Qt.ColorScheme | None = None
        self.theme = load(self._wanted())
        self._application: QApplication | None = None

    def use(self, mode: str) -> None:
        """Switch to `mode` and apply it to the application, when there is one."""
        if mode not in MODES:
            raise ValueError(f"no theme mode {mode!r}")
        self.mode = mode
        self._apply()

    def use_type(self, scale: float) -> None:
        """Write `scale` times as large from now on; windows that are there should be built anew."""
        if scale != fonts.scale():
            fonts.use_scale(scale)
            if self._application is not None:
                self._application.setFont(fonts.ui_font())
                self._dress(self._application, self.theme)

    def _wanted(self) -> str:
        if self.mode != "system":
            return self.mode
        scheme = self._scheme
        if scheme is None and QGuiApplication.instance() is not None:
            scheme = QGuiApplication.styleHints().colorScheme()
        return "light" if scheme == Qt.ColorScheme.Light else "dark"

    def _apply(self) -> None:
        new = load(self._wanted())
        app = QApplication.instance()
        known = app is self._application
        if isinstance(app, QApplication) and not (known and new == self.theme):
            self._dress(app, new)
        changed, self.theme = new != self.theme, new
        if changed:
            self.changed.fire()

    def _dress(self, app: QApplication, new: Theme) -> None:
        if app is not self._application:
            self._application = app
            app.setStyle(QStyleFactory.create("Fusion"))
            app.setFont(fonts.ui_font())
            app.styleHints().colorSchemeChanged.connect(self._on_system_change)
        # Widgets that paint themselves are told by the palette's change; they must see the new colours.
        self.theme, old = new, self.theme
        app.setPalette(palette(new))
        app.setStyleSheet(style_sheet(_tokens(new), fonts.grown))
        self.theme = old

    def _on_system_change(self, scheme: Qt.ColorScheme) -> None:
        self._scheme = scheme
        if self.mode == "system":
            self._apply()


_manager: ThemeManager | None = None


def manager() -> ThemeManager:
    """Return the one theme manager of the program."""
    global _manager
    if _manager is None:
        _manager = ThemeManager()
    return _manager


def theme() -> Theme:
    """Return the theme in use."""
    return manager().theme


def palette(look: Theme) -> QPalette:
    """Return the palette for what the style sheet does not reach."""
    role, colours = QPalette.ColorRole, QPalette()
    pairs = {
        role.Window: look.panel,
        role.WindowText: look.text,
        role.Base: look.raised,
        role.AlternateBase: look.panel,
        role.Text: look.text,
        role.Button: look.raised,
        role.ButtonText: look.text,
        role.BrightText: look.bad,
        role.Highlight: look.accent,
        role.HighlightedText: look.on_accent,
        role.ToolTipBase: look.raised,
        role.ToolTipText: look.text,
        role.PlaceholderText: look.muted,
        role.Link: look.accent,
        role.LinkVisited: look.accent,
        role.Accent: look.accent,
        role.Light: look.hover,
        role.Midlight: look.hover,
        role.Mid: look.line,
        role.Dark: look.line,
        role.Shadow: look.background,
    }
    for which, value in pairs.items():
        colours.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        colours.setColor(QPalette.ColorGroup.Disabled, which, QColor(look.muted))
    colours.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(look.line))
    return colours


def _tokens(look: Theme) -> dict[str, str]:
    pairs = ((f.name, getattr(look, f.name)) for f in dataclasses.fields(look))
    return {name: value for name, value in pairs if isinstance(value, str)}
