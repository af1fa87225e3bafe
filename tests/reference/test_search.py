"""Words are found wherever they stand, the likeliest page first; what is not found is said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nnsim.base import text
from nnsim.reference.pages import pages
from nnsim.reference.program_pages import program_pages
from nnsim.reference.search import find, plain, suggestion


def everything():
    return [*program_pages(), *pages()]


@pytest.fixture
def chinese() -> Iterator[None]:
    text.use_language("zh_CN")
    yield
    text.use_language("en")


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("vanish", "The health pill"),
        ("vanishing", "The health pill"),
        ("overfit", "The health pill"),
        ("OVERFITTING", "The health pill"),
        ("pill", "The health pill"),
        ("epoch", "Training, step by step"),
        ("adam", "Adam"),
        ("layernorm", "Layer norm"),
        ("warm up", "Training settings"),
        ("stratified", "Data settings"),
        ("kingma", "Adam"),
    ],
)
def test_words_lead_to_their_page(typed: str, title: str) -> None:
    titles = [page.title for page in find(everything(), typed)]
    assert title in titles[:3], titles[:8]


def test_every_word_of_every_page_finds_it() -> None:
    found = everything()
    for page in found[::7]:
        for word in plain(page).split()[:12]:
            assert page in find(found, word), (page.title, word)


def test_titles_come_before_keywords_and_keywords_before_texts() -> None:
    found = find(everything(), "dropout")
    assert found[0].title.casefold().startswith("dropout")
    assert any("Memorises" in page.html for page in found), "the text of the pill's page names it, too"
    starts = ["dropout" in page.title.casefold() for page in found]
    assert starts == sorted(starts, reverse=True)


def test_a_latin_word_is_not_found_inside_another() -> None:
    assert not any("spill" in plain(page) for page in find(everything(), "pill"))
    assert find(everything(), "xyzzy") == []


def test_a_misspelt_word_is_guessed() -> None:
    assert suggestion(everything(), "dropuot") == "dropout"
    assert suggestion(everything(), "xyzzyq") == ""


def test_chinese_words_are_found_and_english_ones_in_chinese_too(chinese: None) -> None:
    del chinese
    for typed in ("梯度", "过拟合", "vanish", "overfit", "dropout", "学习率"):
        assert find(everything(), typed), typed
