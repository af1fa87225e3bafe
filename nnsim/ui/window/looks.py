"""Theme, language and size of type, as they are chosen and remembered."""

from __future__ import annotations

from collections.abc import Callable

from nnsim.base.text import language
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import manager
from nnsim.ui.sitting.preferences import Preferences


class Looks:
    """How everything looks. For another language or size of type the window is built anew."""

    def __init__(self, preferences: Preferences, rebuild: Callable[[], object]) -> None:
        self._preferences = preferences
        self._rebuild = rebuild

    def use_theme(self, mode: str) -> None:
        """Switch the theme and remember it."""
        self._preferences.theme = mode
        manager().use(mode)

    def use_language(self, code: str) -> None:
        """Ask for a window in another language; the session lives on."""
        self._preferences.language = code
        if code != language():
            self._rebuild()

    def use_type_scale(self, scale: float) -> None:
        """Ask for a window with type of another size; the session lives on."""
        self._preferences.type_scale = scale
        if scale != fonts.scale():
            self._rebuild()
