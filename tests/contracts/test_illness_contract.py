"""What every registered illness promises: words, keys that exist, and signs that are whole, whatever the training."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Mapping
from functools import cache

import pytest

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr, use_language
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import cures
from nnsim.diagnosis.doctor import SICK, Verdict, judge
from nnsim.diagnosis.illness import GROUPS, Illness, illnesses
from nnsim.diagnosis.sign import Sign
from nnsim.diagnosis.wellbeing import TITLES, wellbeing
from nnsim.lab.experiment import experiments
from nnsim.lab.lab_scene import lab_scenes
from tests.doctor_cases import cases, projects

ALL = list(illnesses)
each = pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.key)
_HOLE = re.compile(r"\{[a-z_]*\}")


@each
def test_says_in_two_sentences_what_it_means(kind: type[Illness]) -> None:
    assert kind.key.isidentifier()
    assert kind.__module__.rpartition(".")[2] == kind.key, "a file is called as its illness"
    assert kind.title.strip() == kind.title != ""
    assert not kind.title.endswith(".")
    assert kind.summary.endswith(".")
    assert len(re.split(r"(?<=[.?!]) (?=\S)", kind.summary)) == 2
    assert kind.group in GROUPS
    assert kind.__doc__
    assert not kind.advice or kind.advice.endswith(".")


@each
def test_what_it_names_exists_and_is_not_itself(kind: type[Illness]) -> None:
    assert [key for key in kind.cures if key not in cures] == []
    assert [key for key in kind.explains if key not in illnesses] == []
    assert kind.key not in kind.explains
    assert len(set(kind.cures)) == len(kind.cures)
    assert len(set(kind.explains)) == len(kind.explains)
    assert not kind.experiment or kind.experiment in experiments
    assert not kind.scene or kind.scene in lab_scenes


@each
def test_something_helps_or_it_says_what_to_do(kind: type[Illness]) -> None:
    assert kind.cures or kind.advice
    assert kind.advice or not kind.about_data


@each
def test_its_words_are_marked_and_those_of_its_signs_translated(kind: type[Illness]) -> None:
    source = inspect.getsource(inspect.getmodule(kind))  # type: ignore[arg-type]
    for name in ("title", "summary", *(["advice"] if kind.advice else [])):
        assert re.search(rf"\b{name} = mark\(", source), name
    assert not re.search(r"\btr\(f[\"']", source), "values go in behind the translation"


def test_no_two_are_called_alike_and_none_explains_what_explains_it() -> None:
    assert len({kind.title for kind in ALL}) == len(ALL)
    mutual = [
        (kind.key, key)
        for kind in ALL
        for key in kind.explains
        if key in illnesses and kind.key in illnesses[key].explains
    ]
    assert mutual == []


def _signs(kind: type[Illness], case: Case) -> tuple[Sign, ...]:
    return tuple(kind().signs(case))


@cache
def _seen(kind: type[Illness]) -> Mapping[str, tuple[tuple[Case, tuple[Sign, ...]], ...]]:
    """Return the signs of an illness at every look at every training, asked once."""
    return {name: tuple((case, _signs(kind, case)) for case in looks) for name, looks in cases().items()}


@cache
def _judged() -> tuple[tuple[Case, tuple[Verdict, ...]], ...]:
    """Return what is found at every look, asked once."""
    return tuple((case, judge(case)) for looks in cases().values() for case in looks)


@each
def test_its_signs_are_whole_at_every_look_at_every_training(kind: type[Illness]) -> None:
    for name, looks in _seen(kind).items():
        for case, signs in looks:
            for sign in signs:
                where = f"{name} at step {case.step}: {sign}"
                assert sign.name.strip() == sign.name != "", where
                assert sign.value.strip() == sign.value != "", where
                assert sign.usual.strip() == sign.usual != "", where
                assert math.isfinite(sign.weight), where
                assert not sign.text or sign.text.endswith((".", "!", "?")), where
                assert not any(map(_HOLE.search, (sign.name, sign.value, sign.usual, sign.text))), where
                assert "nan" not in re.findall(r"\w+", f"{sign.value} {sign.text}".lower()), where
                assert all(node in case.project.graph for node in sign.nodes), where
            assert 0.0 <= kind().confidence(signs) <= 1.0
            strong = [sign for sign in signs if sign.weight > 0]
            if kind().confidence(signs) >= SICK:
                assert any(sign.text for sign in strong), f"{name}: said without a sentence"


@each
def test_asked_again_it_says_the_same(kind: type[Illness]) -> None:
    for looks in _seen(kind).values():
        for case, signs in looks:
            assert _signs(kind, case) == signs


@each
def test_without_data_and_without_a_network_it_says_nothing_wrong_of_them(kind: type[Illness]) -> None:
    for name in ("no file", "nothing drawn"):
        (*_, (_last, signs)) = _seen(kind)[name]
        assert kind().confidence(signs) < SICK, name


@pytest.mark.parametrize("name", projects())
def test_judging_changes_nothing_and_is_the_same_again(name: str) -> None:
    for case in cases()[name]:
        project, step = case.project, case.step
        weights = [] if case.now is None else [layer.gradient for layer in case.now.layers]
        first = judge(case)
        assert judge(case) == first
        assert (case.project, case.step) == (project, step)
        assert weights == ([] if case.now is None else [layer.gradient for layer in case.now.layers])
        assert [v for v in first if v.confidence < SICK] == []
        assert all(verdict.since_step == case.step for verdict in first)


@pytest.mark.parametrize("name", projects())
def test_how_it_goes_has_a_name_and_a_sentence(name: str) -> None:
    for case in cases()[name]:
        well = wellbeing(case)
        assert well.key in TITLES
        assert well.title
        assert well.text.endswith(".")
        assert well == wellbeing(case)


def test_causes_come_before_what_follows_from_them() -> None:
    for _case, verdicts in _judged():
        keys = [verdict.key for verdict in verdicts]
        for place, key in enumerate(keys):
            later = [other for other in keys[place + 1 :] if key in illnesses[other].explains]
            earlier = [other for other in keys[:place] if key in illnesses[other].explains]
            assert not later or earlier, f"{key} before {later}"


def test_the_trainings_are_what_their_names_say() -> None:
    """The contract is worth as much as the trainings it is asked of."""
    found = cases()
    assert found["diverges"][-1].diverged is not None
    assert found["no file"][0].data is None
    assert not found["cannot run"][0].resolved.can_run
    assert len(found["no validation"][0].data.validation) == 0
    assert len(found["ten rows"][0].data.train) < 10
    assert found["one class"][0].data is None or found["one class"][0].data.classes == 1
    assert [case.step for case in found["well"]] == [0, 1, 15, 60]
    assert sum(len(verdicts) for _case, verdicts in _judged()) > 0


def test_every_text_is_said_in_another_language_without_failing() -> None:
    use_language("zh_CN")
    try:
        for looks in cases().values():
            for case in looks:
                for verdict in judge(case):
                    assert tr(verdict.illness.title)
                    assert verdict.text
    except (KeyError, IndexError) as error:
        raise AssertionError("a translation lacks a placeholder") from error
    finally:
        use_language("en")


def test_an_unknown_illness_has_a_sentence() -> None:
    with pytest.raises(NnsimError, match="no_such"):
        illnesses["no_such"]
