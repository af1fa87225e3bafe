"""Inputs that a network sees as they are, far from unit size."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import against, in_favour
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.sign import Sign, rising
from nnsim.document.doubts import LARGE_INPUT, is_read_as_it_is, number_words
from nnsim.engine.stage import Stage, leading_to

CLEARLY_LARGE = 40.0
"""Root mean square of an input that leaves hardly a doubt."""
MOST = 7.0
APART, FAR_APART = 100.0, 10_000.0
"""How many times the largest input may vary more than the usual one, and what is far too much."""
APART_MOST = 4.0
HIGH_START, HIGHEST_START = 3.0, 30.0
"""How many times the first loss may be that of the best constant answer, and what is far too much."""


@illnesses.register
class InputsNotScaled(Illness):
    """Features much larger than 1, or of very different sizes, before a layer that does not normalise."""

    key = "inputs_not_scaled"
    title = mark("Inputs not scaled")
    summary = mark(
        "Some inputs are far larger than 1, or vary far more than others, and the network sees them as they are. Sums"
        " and gradients follow their size: units saturate or die, and no learning rate suits all weights."
    )
    group = "asked"
    waits = False
    cures = ("scale_inputs", "batch_norm", "layer_norm", "lower_rate")
    explains = (
        "saturated_units",
        "dead_relus",
        "exploding_gradients",
        "vanishing_gradients",
        "non_finite",
        "degenerate",
        "learning_rate_too_high",
        "learning_rate_too_low",
        "oscillating",
        "plateau",
        "first_weights_too_large",
        "baseline_not_beaten",
        "cut_off",
        "unsuited_optimizer",
        "stopped_too_early",
        "no_capacity",
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        if case.about is None or not len(case.about.train):
            return
        found = list(_sizes(case))
        yield from found
        if found:
            yield from _first_loss(case)
            yield from in_favour(case)
            yield from against(case, 6.0, 0.7, 0.95)


def _read_as_they_are(case: Case) -> Iterator[tuple[Stage, np.ndarray]]:
    """Yield the inputs whose numbers a layer reads that does not normalise, with the columns they take."""
    assert case.about is not None
    stages = case.structure.stages
    coded = leading_to(stages, [s.id for s in stages if s.layer.codes is not None])
    for stage in stages:
        if stage.layer.role.is_fed and stage.id not in coded and is_read_as_it_is(stages, stage.id):
            columns = range(len(case.about.input_rms)) if stage.columns is None else stage.columns
            yield stage, np.array(columns, np.intp)


def _sizes(case: Case) -> Iterator[Sign]:
    assert case.about is not None
    for stage, columns in _read_as_they_are(case):
        rms, spread = case.about.input_rms[columns], case.about.input_std[columns]
        most = int(rms.argmax())
        size = float(rms[most])
        name = _name(case, int(columns[most]))
        weight = rising(math.log(max(size, 1e-300)), math.log(LARGE_INPUT), math.log(CLEARLY_LARGE), MOST)
        if weight > 0:
            yield Sign(
                tr("Size of {name}").format(name=name),
                number_words(size),
                tr("about 1"),
                weight,
                size,
                tr("{name} is {size} in root mean square, and the network sees it as it is.").format(
                    name=name, size=number_words(size)
                ),
                (stage.id,),
            )
        varying = spread[spread > 0]
        if size <= LARGE_INPUT or len(varying) < 2:
            continue
        apart = float(varying.max() / np.median(varying))
        weight = rising(math.log(apart), math.log(APART), math.log(FAR_APART), APART_MOST)
        if weight > 0:
            yield Sign(
                tr("Largest spread of an input over the usual one"),
                number_words(apart),
                tr("about 1"),
                weight,
                apart,
                tr("One input varies {times} times as much as the others.").format(times=number_words(apart)),
                (stage.id,),
            )


def _name(case: Case, column: int) -> str:
    names = case.data.input_names if case.data is not None else ()
    return tr("The input {name}").format(name=names[column]) if names else tr("An input")


def _first_loss(case: Case) -> Iterator[Sign]:
    """Yield how far the first loss lies above that of the best constant answer: large sums make large errors."""
    constant = case.baseline.loss
    if case.first is None or constant is None or constant <= 0:
        return
    times = case.first.loss / constant
    if not math.isfinite(times):
        return
    weight = rising(math.log(max(times, 1e-9)), math.log(HIGH_START), math.log(HIGHEST_START), 3.0)
    if weight > 0:
        yield Sign(
            tr("First loss over that of the best constant answer"),
            number_words(times),
            tr("about 1"),
            weight,
            times,
            tr("The first loss is {times} times that of the best constant answer.").format(
                times=number_words(times)
            ),
        )
