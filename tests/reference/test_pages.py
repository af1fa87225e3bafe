"""Every registered part has a page that says all it says of itself."""

from __future__ import annotations

from html import escape

from nnsim.base.settings import settings_of
from nnsim.engine.layer import CATEGORIES, Layer
from nnsim.reference.guide import guides
from nnsim.reference.pages import CHAPTERS, pages


def test_there_is_one_page_for_every_part() -> None:
    parts = [p.part for p in pages()]
    assert len(parts) == len(set(parts))
    assert set(parts) == {part for _, registry in CHAPTERS for part in registry} | set(guides)


def test_layers_stand_in_the_groups_of_the_palette() -> None:
    groups = [p.part.category for p in pages() if issubclass(p.part, Layer)]
    assert list(dict.fromkeys(groups)) == [key for key, _ in CATEGORIES if key in groups]


def test_a_page_has_title_summary_formula_and_every_setting() -> None:
    for page in pages():
        part = page.part
        for text in (part.title, part.summary, part.formula):
            assert escape(text) in page.html, part.key
        for _, setting in settings_of(part):
            assert escape(setting.label) in page.html, part.key
