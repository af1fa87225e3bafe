"""No text escapes translation, and every call says its text in a way that can be collected."""

from __future__ import annotations

import ast

import pytest

from tests.texts import walk

VARIABLES = {
    "title",
    "summary",
    "advice",
    "help",
    "label",
    "tip",
    "noun",
    "group",
    "none_label",
    "low_label",
    "placeholder",
    "short_title",
    "notes",
    "keywords",
    "name",
    "source",
    "text",
    "what",
    "words",
    "touch",
}
"""Names under which marked texts are kept; only these may be given to `tr` in place of a literal."""


def test_no_text_that_people_see_escapes_translation() -> None:
    assert [str(spot) for spot in walk.escaping()] == []


@pytest.mark.parametrize(
    "source",
    [
        'box.setText("Save first?")',
        'box.setText(f"{n} rows")',
        'QLabel("Loss: " + name)',
        'raise NnsimError("There is no file.")',
        'raise NnsimError("There is no file {}".format(path))',
        'integer(1, label="Units")',
        'add("--epochs", help="How many")',
        'class A:\n    title = "Dense"',
        'chart.set_labels("Steps", tr("Loss"))',
        'Problem(None, "No data")',
        'box.setText("shape")',
    ],
)
def test_the_walk_sees_an_escaping_text(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "trees", lambda: (("nnsim/x.py", ast.parse(source)),))
    assert list(walk.escaping())


def test_texts_are_literals_where_they_are_marked_or_counted() -> None:
    wrong = [
        str(spot) for spot, text, door in walk.texts_through_doors() if door != "tr" and not _is_literal(text)
    ]
    assert wrong == []


def test_tr_gets_a_literal_or_a_text_marked_elsewhere() -> None:
    wrong = [
        str(spot)
        for spot, text, door in walk.texts_through_doors()
        if door == "tr" and not _is_literal(text) and not _is_marked(text)
    ]
    assert wrong == []


def test_no_text_has_blanks_at_its_ends_or_is_empty() -> None:
    texts = [(spot, t.value) for spot, t, _ in walk.texts_through_doors() if isinstance(t, ast.Constant)]
    assert [str(spot) for spot, text in texts if text != text.strip() or not text] == []


def test_every_part_of_the_code_is_looked_at() -> None:
    modules = [name for name, _ in walk.trees()]
    assert "nnsim/app.py" in modules
    assert "nnsim/engine/layers/dense.py" in modules
    assert sum(1 for _ in walk.texts_through_doors()) > 900


def _is_literal(text: ast.expr) -> bool:
    return isinstance(text, ast.Constant) and isinstance(text.value, str)


def _is_marked(text: ast.expr) -> bool:
    """Whether `text` only names, looks up or chooses between texts that were marked."""
    if isinstance(text, ast.IfExp):
        return all(_is_literal(t) or _is_marked(t) for t in (text.body, text.orelse))
    if isinstance(text, ast.Subscript):
        return isinstance(text.value, ast.Name)
    if isinstance(text, ast.Call):
        return walk.called(text) == "get"
    if isinstance(text, ast.Attribute):
        return text.attr in VARIABLES
    return isinstance(text, ast.Name)
