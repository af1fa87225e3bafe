"""Every registered part has a page that says all it says of itself."""

from __future__ import annotations

from html import escape

from nnsim.base.declared import settings_of
from nnsim.engine.layer import CATEGORIES, Layer
from nnsim.reference.guide import guides
from nnsim.reference.pages import CHAPTERS, OF_THE_DOCTOR, pages
from nnsim.reference.program_pages import program_pages


def test_there_is_one_page_for_every_part() -> None:
    parts = [p.part for p in pages()]
    assert len(parts) == len(set(parts))
    assert set(parts) == {part for _, registry in (*CHAPTERS, *OF_THE_DOCTOR) for part in registry}


def test_every_guide_has_a_page_with_all_it_says() -> None:
    by_guide = {page.part: page for page in program_pages()}
    for guide in guides:
        page = by_guide[guide]
        for text in (guide.title, *(t for section in guide.sections for t in section)):
            assert escape(text) in page.html, guide.key
        assert guide.html()


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


def test_what_a_layer_has_at_first_is_what_the_palette_gives() -> None:
    for page in pages():
        if not issubclass(page.part, Layer):
            continue
        presets = list(page.part.presets())
        for name, setting in settings_of(page.part):
            row = next(r for r in page.html.split("<tr>") if f"<td>{escape(setting.label)}&nbsp;" in r)
            shown = {setting.show(getattr(p.layer, name)) for p in presets}
            if len(shown) <= 4:
                assert all(escape(value) in row for value in shown), (page.part.key, name, shown)
    dense = next(page.html for page in pages() if page.part.key == "dense")
    assert "tanh" in dense.lower()
