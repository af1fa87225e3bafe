"""The shares of validation and test part as sliders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtWidgets import QLabel

from nnsim.base.declared import settings_of
from nnsim.data.data_settings import DataSettings
from nnsim.ui.inspector.property_form import PropertyForm

SHARES = ("validation_share", "test_share")
MOST_TOGETHER = 0.95
"""Both shares together while a slider is moved: something is left to train on."""


def shares_form(field_width: int) -> PropertyForm:
    """Return a form of data settings with nothing in it but the shares, fields so wide."""
    others = {name for name, _ in settings_of(DataSettings)}.difference(SHARES)
    return PropertyForm(without=others, field_width=field_width, sliders=True)


def show_shares(form: PropertyForm, settings: DataSettings, plays: Mapping[str, bool]) -> None:
    """Show both shares of `settings`, greyed where one plays no part."""
    form.set_part(settings)
    for name in SHARES:
        field = form.editor(name)
        for words in form.findChildren(QLabel):
            if words.buddy() is field:
                words.setEnabled(plays[name])
        field.setEnabled(plays[name])


def with_share(settings: DataSettings, name: str, share: float) -> DataSettings:
    """Return `settings` with another share; where both together would leave nothing to train on, the other gives way."""
    [other] = [each for each in SHARES if each != name]
    left = max(0.0, round(MOST_TOGETHER - share, 3))
    return replace(settings, **{name: share, other: min(getattr(settings, other), left)})
