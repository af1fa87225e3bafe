"""Help pages about the program itself: the guides, and the forms whose settings belong to no part."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from nnsim.base.declared import settings_of
from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.document.project import TrainingSettings
from nnsim.reference.guide import Guide, guides
from nnsim.reference.pages import Page, page_of, settings_table

CHAPTER = mark("The program")

_FORMS: tuple[tuple[str, str, Any], ...] = (
    (
        mark("Training settings"),
        mark("How the whole network is trained: what the settings show while no layer is selected."),
        TrainingSettings(),
    ),
    (
        mark("Data settings"),
        mark("Which examples, and what is done to them before training."),
        DataSettings(),
    ),
)
"""Title, summary and settings of every form that belongs to no part."""


def program_pages() -> Iterator[Page]:
    """Yield the page of every guide, then of every form."""
    yield from (_page_of_guide(guide) for guide in guides)
    yield from (_page_of_settings(*form) for form in _FORMS)


def _page_of_guide(guide: type[Guide]) -> Page:
    words = tr(guide.keywords) if guide.keywords else ""
    keywords = f"{words} {guide.keywords} {guide.title} {guide.summary}"
    return Page(tr(CHAPTER), tr(guide.title), guide, page_of(guide) + guide.html(), keywords)


def _page_of_settings(title: str, summary: str, settings: Any) -> Page:
    """Return the page of a form whose settings belong to no part."""
    html = f"<h2>{escape(tr(title))}</h2><p>{escape(tr(summary))}</p>{settings_table(settings)}"
    english = " ".join(f"{setting.label} {setting.help}" for _, setting in settings_of(settings))
    return Page(tr(CHAPTER), tr(title), None, html, f"{title} {summary} {english}")
