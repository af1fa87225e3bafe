"""Formulas: what is read, what it comes to, how it is written, and what is said of the rest."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.data.formulas.formula import DEEPEST, LONGEST, MOST_NODES, parse, parse_list
from nnsim.data.formulas.tree import FUNCTIONS, Binary, Call, Name, Negative, Node, Number

NAMES = ("x₁", "x₂", "width (cm)")
X1, X2, WIDTH = np.array([1.0, 2.0, -3.0]), np.array([0.5, 4.0, 2.0]), np.array([1.0, 2.0, 3.0])
COLUMNS = [X1, X2, WIDTH]

MEANT = {
    "x1 + 2*x2": X1 + 2 * X2,
    "X1": X1,
    "-x₁^2": -(X1**2),
    "−x₁²": -(X1**2),
    "2^-x1": 2.0**-X1,
    "2^3^2 + 0*x1": np.full(3, 512.0),
    "x1**2 · x2 × 3 ÷ 2": X1**2 * X2 * 3 / 2,
    "x1 - x2 - 1": X1 - X2 - 1,
    "x1/x2/2": X1 / X2 / 2,
    "`width (cm)`² + 'width (cm)'": WIDTH**2 + WIDTH,
    "max(x1, x2, 0.25) - min(x1, x2)": np.maximum(np.maximum(X1, X2), 0.25) - np.minimum(X1, X2),
    "sin x1 + cos(x1)": np.sin(X1) + np.cos(X1),
    "sigmoid(x1)": 1 / (1 + np.exp(-X1)),
    "pi*x1 + e": math.pi * X1 + math.e,
    "1e-1*x1 + .5": 0.1 * X1 + 0.5,
    "1 < x1 <= 2": np.array([0.0, 1.0, 0.0]),
    "x1 > 0 and not x2 > 1 or x1 = -3": np.array([1.0, 0.0, 1.0]),
    "(x1 > 0) * 5": np.array([5.0, 5.0, 0.0]),
    "x1 ≠ 2": np.array([1.0, 0.0, 1.0]),
}


@pytest.mark.parametrize("text", MEANT)
def test_it_comes_to_what_is_meant(text: str) -> None:
    np.testing.assert_allclose(parse(text).values(NAMES, COLUMNS, 3), MEANT[text], rtol=1e-12)


@pytest.mark.parametrize(
    ("text", "written"),
    {
        "x1^2": "x₁²",
        "x1*x2": "x₁x₂",
        "sin(x1)": "sin x₁",
        "(sin x1)^2": "sin(x₁)²",
        "x1 - (x2 - 1)": "x₁ − (x₂ − 1)",
        "(x1+x2)/2": "(x₁ + x₂)/2",
        "`width (cm)`*x1": "(width (cm))·x₁",
        "x1^-1": "x₁⁻¹",
        "x1^2*x2": "x₁²x₂",
        "y*z": "y·z",
        "0 < x1 < 1": "0 < x₁ and x₁ < 1",
    }.items(),
)
def test_it_is_written_as_people_do(text: str, written: str) -> None:
    assert parse(text).written(NAMES) == written


SENTENCES = {
    "": "formula is empty",
    "   ": "formula is empty",
    "x1 +": "ends too early",
    "sin(x1": "bracket at character 4 .* never closed",
    "x1)": "bracket at character 3 .* closes nothing",
    "sin()": "character 5 .* hold nothing",
    "2x1": "At character 1 .* missing behind the number",
    "x1 x2": "At character 4 .* missing before “x2”",
    "foor(x1)": "no function called “foor”; the nearest is “floor”",
    "x3 + 1": "no input called “x3”; the nearest is “x₁”",
    "x1 $ 2": "Character 4 .*“\\$”, means nothing",
    "* x1": "“\\*” cannot stand at character 1",
    "min(x1)": "min takes 2 values or more, .* given 1",
    "sin(x1, x2)": "sin takes 1 value, .* given 2",
    "'x1": "quote at character 1 .* never closed",
    "1e999": "too large a number",
    "sin x1^2": "brackets behind sin",
    "1/(x1 - 2)": "Row 2: 1 is divided by 0 in “1/\\(x₁ − 2\\)”",
    "log(x1)": "Row 3: there is no logarithm of -3 in “log x₁”",
    "sqrt(-x2)": "Row 1: there is no square root of -0.5",
    "x1^0.5": "Row 3: -3 cannot be raised to 0.5",
    "exp(1000*x2)": "Row 2: the result is too large in “exp\\(1000·x₂\\)”",
    "__import__('os')": "no function called “__import__”",
    "x1.real": "Character 3 .* means nothing",
    "(" * (DEEPEST + 1) + "x1": "nested too deeply",
    "-" * (DEEPEST + 1) + "x1": "nested too deeply",
    "1+" * (LONGEST // 2) + "1": "at most 500 characters",
    "1+" * MOST_NODES + "1": "too long: at most 200 terms",
}


@pytest.mark.parametrize("text", SENTENCES, ids=lambda t: t[:20] or "empty")
def test_what_is_wrong_is_one_sentence_with_its_place(text: str) -> None:
    with pytest.raises(NnsimError, match=SENTENCES[text]) as caught:
        parse(text).values(NAMES, COLUMNS, 3)
    assert str(caught.value).endswith(".")


def test_the_longest_chain_that_is_read_is_worked_out() -> None:
    assert parse("+".join(["1"] * (MOST_NODES // 2))).values((), [], 1) == [MOST_NODES // 2]


def test_what_is_missing_stays_missing_and_by_choice_what_cannot_be_worked_out_is() -> None:
    with_gap = [np.array([np.nan, 0.0, 4.0])]
    assert np.isnan(parse("1/x").values(("x",), with_gap, 3, "missing")).tolist() == [True, True, False]
    assert np.isnan(parse("x > 1 or not x").values(("x",), with_gap, 3)).tolist() == [True, False, False]
    assert parse("log(x)").values(("x",), [np.array([np.nan, 1.0])], 2)[1] == 0, "a gap is no fault"


def test_a_column_comes_before_a_constant_and_the_spelling_that_is_the_same_before_others() -> None:
    columns = [np.array([5.0]), np.array([7.0]), np.array([9.0])]
    names = ("e", "x1", "x₁")
    assert [parse(text).values(names, columns, 1)[0] for text in ("e", "x1", "x₁", "pi")] == [
        5,
        7,
        9,
        math.pi,
    ]


def test_a_name_with_blanks_and_a_unit_is_meant_by_one_word_where_no_other_is() -> None:
    columns = [np.array([2.0]), np.array([3.0])]
    assert parse("petal_length*petal_width").values(("petal length (cm)", "Petal width"), columns, 1) == [6]
    assert parse("petal_length^2").written(("petal length (cm)",)) == "(petal length (cm))²"
    with pytest.raises(NnsimError, match="no input called “length”"):
        parse("length").values(("length (cm)", "length (in)"), columns, 1)


def test_a_list_has_formulas_with_names_and_without() -> None:
    found = parse_list("area = a*b; x == 2; `the half` = a/2;; x <= 3;\nx2")
    assert [one.name for one in found] == ["area", "", "the half", "", ""]
    assert [one.formula.is_condition for one in found] == [False, True, False, True, False]
    assert found[0].formula.unknown_names(["a"]) == ["b"]
    assert parse_list(" ; ") == ()


def nodes() -> st.SearchStrategy[Node]:
    numbers = st.sampled_from([0.5, 1.0, 2.0, 3.0, 1e-3, 12.25]).map(Number)
    leaves = numbers | st.sampled_from(["x₁", "x₂", "width (cm)"]).map(Name)
    signs = st.sampled_from(["+", "-", "*", "/", "^", "<", "<=", "==", "and", "or"])
    one = st.sampled_from([name for name, f in FUNCTIONS.items() if f.most == 1])

    def larger(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        return (
            st.builds(Binary, signs, inner, inner)
            | inner.map(Negative)
            | st.builds(lambda name, of: Call(name, (of,)), one, inner)
            | st.builds(lambda a, b: Call("max", (a, b)), inner, inner)
        )

    return st.recursive(leaves, larger, max_leaves=12)


@given(nodes())
@example(Binary("<", Binary("<", Number(0.5), Number(0.5)), Number(0.5)))
def test_what_is_written_with_plain_names_is_read_as_the_same(tree: Node) -> None:
    plain = ("a", "b", "c")
    names = dict(zip(NAMES, plain, strict=True))

    def renamed(node: Node) -> Node:
        match node:
            case Name(name):
                return Name(names[name])
            case Binary(sign, first, second):
                return Binary(sign, renamed(first), renamed(second))
            case Negative(of):
                return Negative(renamed(of))
            case Call(function, of):
                return Call(function, tuple(map(renamed, of)))
        return node

    tree = renamed(tree)
    back = parse(tree.written(plain))
    columns = [np.array([0.3, -1.5, 2.0]), np.array([1.0, 0.25, -2.0]), np.array([3.0, 0.0, 1.0])]
    expected = tree_values(tree, plain, columns)
    np.testing.assert_allclose(
        back.values(plain, columns, 3, "missing"), expected, rtol=1e-9, atol=1e-300, equal_nan=True
    )


def tree_values(tree: Node, names: tuple[str, ...], columns: list[np.ndarray]) -> np.ndarray:
    from nnsim.data.formulas.formula import Formula

    return Formula("", tree).values(names, columns, 3, "missing")


@given(st.text(alphabet="x1₁2²+-*/^()<>=,.;'\"` eandosin¬|π", max_size=40))
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    try:
        found = parse_list(text)
        for one in found:
            assert one.formula.values(("x1", "d"), [X1, X2], 3, "missing").shape == (3,)
    except NnsimError as error:
        assert str(error).endswith(".")
