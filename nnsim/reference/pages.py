"""Help pages: made from what every registered part says of itself, so that none can be out of date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from nnsim.base.declared import settings_of
from nnsim.base.registry import Part, Registry
from nnsim.base.setting import Setting
from nnsim.base.settings import Choice, Integer, Real
from nnsim.base.text import mark, tr
from nnsim.data.source import sources
from nnsim.data.splitter import splitters
from nnsim.data.step import steps
from nnsim.diagnosis.cure import Cure, cures
from nnsim.diagnosis.illness import GROUPS, Illness, illnesses
from nnsim.engine.activation import activations
from nnsim.engine.clipping import clippings
from nnsim.engine.initializer import initializers
from nnsim.engine.layer import CATEGORIES, Layer, layers
from nnsim.engine.loss import losses
from nnsim.engine.metric import metrics
from nnsim.engine.optimizer import optimizers
from nnsim.engine.probe import probes
from nnsim.engine.rule import rules
from nnsim.engine.schedule import schedules
from nnsim.reference.animal_lines import animal_lines
from nnsim.reference.doctor_lines import cure_lines, illness_lines
from nnsim.zoo.animal import Animal, animals

CHAPTERS: tuple[tuple[str, Registry[Any]], ...] = (
    (mark("Layers"), layers),
    (mark("Activation functions"), activations),
    (mark("Losses"), losses),
    (mark("Optimizers"), optimizers),
    (mark("Schedules"), schedules),
    (mark("Clipping"), clippings),
    (mark("Learning rules"), rules),
    (mark("Initializers"), initializers),
    (mark("Metrics"), metrics),
    (mark("Probes"), probes),
    (mark("Data"), sources),
    (mark("Splits"), splitters),
    (mark("Steps of the data"), steps),
    (mark("Zoo"), animals),
)
"""Title of every chapter, marked for translation, and the parts it describes."""

OF_THE_DOCTOR: tuple[tuple[str, Registry[Any]], ...] = (
    (mark("Illnesses"), illnesses),
    (mark("Cures"), cures),
)
"""Likewise, of parts that no network is made of."""

_MOST_ENTRIES = 3
"""Entries of the palette whose values are told one by one."""


@dataclass(frozen=True)
class Page:
    """One page: its chapter and title, translated, and its content as rich text.

    Attributes
    ----------
    part
        The part it describes; None for a page about something else.
    keywords
        What else it is looked for by, in the language in use and in English.
    """

    chapter: str
    title: str
    part: type[Part] | None
    html: str
    keywords: str = ""


def pages() -> Iterator[Page]:
    """Yield the page of every registered part, chapter by chapter."""
    for chapter, registry in (*CHAPTERS, *OF_THE_DOCTOR):
        for part in sorted(registry, key=_group):
            yield Page(tr(chapter), tr(part.title), part, page_of(part), _keywords(chapter, part))


def _keywords(chapter: str, part: type[Part]) -> str:
    """Return the words by which a page is found besides its title, in this language and in English."""
    return f"{tr(chapter)} {tr(part.summary)} {part.key} {chapter} {part.title} {part.summary}"


def _group(part: type[Part]) -> int:
    """Return the place of the group of a layer in the palette, or of an illness; 0 for every other part."""
    if issubclass(part, Illness):
        return list(GROUPS).index(part.group)
    groups = [key for key, _ in CATEGORIES]
    return groups.index(part.category) if issubclass(part, Layer) else 0


def page_of(part: type[Part]) -> str:
    """Return what a part does, its formula, its settings and its source, as rich text."""
    pieces = [f"<h2>{escape(tr(part.title))}</h2>"]
    if part.summary:
        pieces.append(f"<p>{escape(tr(part.summary))}</p>")
    if part.formula:
        pieces.append(f"<p><code>{escape(part.formula)}</code></p>")
    if issubclass(part, Animal):
        pieces.append(animal_lines(part))
    elif issubclass(part, Illness):
        pieces.append(illness_lines(part))
    elif issubclass(part, Cure):
        pieces.append(cure_lines(part))
    pieces.append(settings_table(part))
    if isinstance(part.source, str) and part.source:
        pieces.append(f"<p><i>{escape(part.source)}</i></p>")
    return "".join(pieces)


def settings_table(part: Any) -> str:
    """Return the settings of a class with their defaults and limits as a table; empty without settings."""
    rows = [_row(setting, _at_first(part, name, setting)) for name, setting in settings_of(part)]
    if not rows:
        return ""
    heads = "".join(f"<th align='left'>{escape(h)}&nbsp;&nbsp;</th>" for h in _heads())
    return f"<table cellpadding='4'><tr>{heads}</tr>{''.join(rows)}</table>"


def _heads() -> tuple[str, ...]:
    return tr("Setting"), tr("At first"), tr("Limits"), tr("Meaning")


def _at_first(part: Any, name: str, setting: Setting) -> str:
    """Return the value a setting has at first; of a layer, the one it has when it comes from the palette.

    Where a layer has several entries there, those that differ from the first are named.
    """
    if not (isinstance(part, type) and issubclass(part, Layer)):
        return setting.show(getattr(part, name))
    shown = [(tr(preset.title), setting.show(getattr(preset.layer, name))) for preset in part.presets()]
    first = shown[0][1] if shown else setting.show(getattr(part, name))
    others = [(title, value) for title, value in shown if value != first]
    if len(others) > _MOST_ENTRIES:
        return tr("as chosen in the palette")
    return ", ".join([first, *(f"{title}: {value}" for title, value in others)])


def _row(setting: Setting, value: str) -> str:
    cells = (tr(setting.label), value, _limits(setting), tr(setting.help))
    return "<tr>" + "".join(f"<td>{escape(c)}&nbsp;&nbsp;</td>" for c in cells) + "</tr>"


def _limits(setting: Setting) -> str:
    match setting:
        case Integer(low=low, high=high):
            return f"{low:,} … {high:,}"
        case Real(low=low, high=high):
            return f"{low:g} … {high:g}"
        case Choice(options=options):
            return ", ".join(tr(label) for _, label in options)
        case _:
            return ""
