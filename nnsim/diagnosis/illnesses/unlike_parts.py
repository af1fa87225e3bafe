"""Training and validation part that are not of one kind."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent
from nnsim.diagnosis.progress import had_its_chance, learned_of
from nnsim.diagnosis.sign import Sign, rising
from nnsim.diagnosis.unlike import Unlike
from nnsim.document.doubts import number_words

A_LITTLE, CLEARLY = 0.12, 0.3
"""How far a feature has moved, of the half that it can at most."""
OF_CLASSES, CLEARLY_OF_CLASSES = 0.1, 0.3
LEARNED = 0.5
"""How much of training must be learned before what it says of the validation part means something."""
TIMES, MANY_TIMES = 2.0, 10.0
"""How many times as large a feature is in one part as in the other."""


@illnesses.register
class UnlikeParts(Illness):
    """What judges is drawn from elsewhere, or scaled otherwise."""

    key = "unlike_parts"
    title = mark("Training and validation unalike")
    summary = mark(
        "Inputs or classes of the part that judges are not distributed as those of training. What was learned there"
        " says little about here, and scaling that fits one does not fit the other."
    )
    group = "asked"
    about_data = True
    waits = False
    cures = ("mended_split",)
    explains = ("overfitting", "baseline_not_beaten", "too_few_examples", "too_large", "stopped_too_early")
    advice = mark(
        "Deal the rows at random or by class, and scale all parts alike. If the difference is real, collect training"
        " examples like those it is to be used on."
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        if case.about is None or case.data is None:
            return
        names = {"validation": tr("validation part"), "test": tr("test part")}
        found = {"validation": case.about.validation_unlike, "test": case.about.test_unlike}
        some = False
        for part, one in found.items():
            for sign in _of(case, one, names[part]):
                some = True
                yield sign
        if not case.about.judges_apart or not had_its_chance(case):
            return
        if some:
            yield from _course(case)
        yield from _contradicted(case)


def _of(case: Case, found: Unlike, part: str) -> Iterator[Sign]:
    assert case.data is not None
    names = case.data.input_names
    if found.feature >= 0:
        name = tr("The input {name}").format(name=names[found.feature]) if names else tr("An input")
        move = max(abs(found.moved), abs(found.wider))
        weight = rising(move, A_LITTLE, CLEARLY, 5.0)
        yield Sign(
            tr("How far an input has moved in the {part}").format(part=part),
            percent(2 * move),
            tr("hardly at all"),
            weight,
            move,
            tr("{name} is distributed otherwise in the {part} ({share} of the inputs are).").format(
                name=name, part=part, share=percent(found.share)
            ),
        )
        times = max(found.ratio, 1 / found.ratio) if 0 < found.ratio < math.inf else math.inf
        weight = rising(math.log(min(times, 1e9)), math.log(TIMES), math.log(MANY_TIMES), 4.0)
        if weight > 0:
            yield Sign(
                tr("Size in the {part} over that in training").format(part=part),
                number_words(found.ratio),
                "1",
                weight,
                found.ratio,
                tr("{name} is {times} times as large in the {part} as in training.").format(
                    name=name, times=number_words(found.ratio), part=part
                ),
            )
    weight = rising(found.classes, OF_CLASSES, CLEARLY_OF_CLASSES, 6.5)
    if weight > 0:
        yield Sign(
            tr("Targets that differ in the {part}").format(part=part),
            percent(found.classes),
            tr("hardly any"),
            weight,
            found.classes,
            tr("The targets of the {part} are of another mixture than those of training.").format(part=part),
        )


def _contradicted(case: Case) -> Iterator[Sign]:
    """Yield that what training taught is wrong in the validation part more often than guesses would be."""
    course, data = case.course, case.data
    assert course is not None
    assert data is not None
    if not len(course.val_accuracy) or not data.classes or learned_of(case) < LEARNED:
        return
    right, n, by_guess = float(course.val_accuracy[-1]), len(data.validation), 1 / data.classes
    # Standard errors by which it is below a guess among all classes.
    below = (by_guess - right) / math.sqrt(by_guess * (1 - by_guess) / n)
    weight = rising(below, 3.0, 5.0, 7.0)
    if weight > 0:
        yield Sign(
            tr("Accuracy of the validation part beside that of guesses"),
            percent(right),
            tr("above {share}").format(share=percent(by_guess)),
            weight,
            right,
            tr(
                "{right} of the validation part is right, where guesses would have {share}: the same inputs ask for other"
                " classes there."
            ).format(right=percent(right), share=percent(by_guess)),
        )


def _course(case: Case) -> Iterator[Sign]:
    """Yield that the validation part is understood all the same."""
    own, other = learned_of(case), learned_of(case, "val")
    if math.isnan(own) or math.isnan(other) or own < 0.3:
        return
    weight = rising(own - other, 0.1, 0.5, 2.0) - rising(other / max(own, 1e-9), 0.85, 0.97, 4.0)
    yield Sign(
        tr("Learned of training beside validation"),
        f"{percent(own)} : {percent(max(other, 0.0))}",
        tr("about the same"),
        weight,
        own - other,
    )
