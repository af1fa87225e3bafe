"""How a value is read from text: the one way, for forms, canvas, top bar, addresses and files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.base.part_settings import PartOf
from nnsim.base.settings import Choice, Flag, Integer, Real, Text
from nnsim.engine.clipping import clippings
from nnsim.engine.optimizer import optimizers
from nnsim.engine.optimizers.adam import Adam
from tests.base.typing_table import KINDS, NUMBER, REFUSED, WHOLE, cases


@pytest.mark.parametrize(("kind", "text", "right"), cases(), ids=lambda v: str(v)[:24])
def test_a_text_is_a_value_or_gets_a_sentence(kind, text, right) -> None:
    if right is REFUSED:
        with pytest.raises(NnsimError) as refused:
            kind.parse(text)
        assert kind.label in str(refused.value)
        assert str(refused.value).endswith(".")
        assert len(str(refused.value)) < 200
        assert kind.why_not(text) == str(refused.value)
    else:
        value = kind.parse(text)
        assert value == right
        assert type(value) is type(right)
        assert kind.why_not(text) is None


def test_a_sentence_says_what_would_be_right() -> None:
    assert WHOLE.why_not("many") == "Units must be a whole number, such as 16, 1e3 or 8*8."
    assert WHOLE.why_not("0") == "Units is 0; it must be between 1 and 100,000."
    assert WHOLE.why_not("1e30") == "Units is 1e+30; it must be between 1 and 100,000."
    assert NUMBER.why_not("many") == "Rate must be a number, such as 0.03, 1e-3 or 3/4."
    assert NUMBER.why_not("0,5") == "Rate: write the decimal point as a dot, such as 0.5."
    assert PartOf("Optimizer", registry=optimizers).why_not("adma").startswith("Optimizer must be one of ")


@pytest.mark.parametrize("text", ["yes", "Yes", "true", "on", "1", "是", "✓"])
def test_yes(text: str) -> None:
    assert Flag("F").parse(text) is True


@pytest.mark.parametrize("text", ["no", "FALSE", "off", "0", "否"])
def test_no(text: str) -> None:
    assert Flag("F").parse(text) is False


def test_words_name_choices_and_parts() -> None:
    choice = Choice("Way", options=(("faster", "two where faster"), ("one", "one")))
    assert choice.parse("two where faster") == choice.parse("FASTER") == "faster"
    assert PartOf("O", registry=optimizers).parse("adam") == Adam()
    off = PartOf("Clip", registry=clippings, none_label="Off")
    assert off.parse("off") is None
    assert off.parse("none") is None
    assert Text("T").parse(" as it is ") == " as it is "
    with pytest.raises(NnsimError, match="must be one of"):
        PartOf("Clip", registry=clippings).parse("none")


@given(st.text(max_size=12) | st.text("0123456789.,eE+-*/^()% x×−", max_size=20), st.sampled_from(KINDS))
def test_any_text_is_a_value_within_limits_or_a_sentence(text, kind) -> None:
    try:
        assert kind.check(kind.parse(text)) is None
    except NnsimError as error:
        assert str(error).endswith(".")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_shown_numbers_read_back_nearly_equal(value: float) -> None:
    kind = Real("x")
    assert kind.parse(kind.show(value)) == pytest.approx(value, rel=1e-5)


@given(st.integers(1, 99_999_999), st.integers(-20, 20))
def test_short_numbers_read_back_exactly(digits: int, exponent: int) -> None:
    value = float(f"{digits}e{exponent}")
    assert Real("x").parse(Real("x").show(value)) == value


@given(st.integers(-(10**15), 10**15))
def test_whole_numbers_read_back_exactly(value: int) -> None:
    kind = Integer("n", low=-(10**16), high=10**16)
    assert kind.parse(kind.show(value)) == value
    assert kind.parse(f"{value:,}") == value


@pytest.mark.parametrize(("value", "text"), [(1e-5, "1e-5"), (16.0, "16"), (0.1 + 0.2, "0.3"), (7, "7")])
def test_numbers_are_shown_shortly(value: float, text: str) -> None:
    assert Real("x").show(value) == text
