"""Batch normalisation over so few numbers that mean and spread are chance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, ntr, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import short
from nnsim.diagnosis.sign import FOR_CERTAIN, Sign, rising
from nnsim.engine.layers.batch_norm import BatchNorm


@illnesses.register
class BatchTooSmallForNorm(Illness):
    """Counts what a mean is taken over: in pictures, every place of every example."""

    key = "batch_too_small_for_norm"
    title = mark("Batch too small for batch norm")
    summary = mark(
        "Batch normalisation takes mean and spread from the batch. With one to three examples these are chance: with one,"
        " nothing of the example is left, and in use the network answers otherwise than in training."
    )
    group = "step"
    waits = False
    cures = ("usual_batch", "layer_norm", "larger_batch")
    explains = (
        "oscillating",
        "batch_of_one",
        "plateau",
        "baseline_not_beaten",
        "degenerate",
        "unlike_parts",
        "vanishing_gradients",
        "learning_rate_too_high",
        "dead_relus",
        "symmetry",
        "unsuited_optimizer",
    )
    experiment = "batch_normalisation"

    def signs(self, case: Case) -> Iterator[Sign]:
        data = case.data
        norms = [s for s in case.structure.stages if isinstance(s.layer, BatchNorm)]
        if data is None or not norms or not len(data.train):
            return
        batch = case.training.batch_of(len(data.train))
        # In (channels, height, width) and (steps, features) a mean goes over all places.
        places = min(max(1, int(np.prod(s.shape)) // s.shape[0]) if len(s.shape) > 1 else 1 for s in norms)
        over = batch * places
        nodes = tuple(s.id for s in norms)
        text = ntr(
            "{layer} normalises over {n} number a unit.", "{layer} normalises over {n} numbers a unit.", over
        ).format(layer=norms[0].name, n=over)
        weight = FOR_CERTAIN if over == 1 else rising(over, 5, 3, 5.5)
        yield Sign(
            tr("Numbers that mean and spread are taken of"),
            str(over),
            tr("16 and more"),
            weight,
            float(over),
            text,
            nodes,
        )
        last = len(data.train) % batch
        if batch > 1 and last * places == 1:
            yield Sign(
                tr("Examples in the last batch of an epoch"),
                "1",
                str(batch),
                2.0,
                1.0,
                tr("The last batch of every epoch has a single example."),
                nodes,
            )
        yield from self._in_use(case, nodes)

    @staticmethod
    def _in_use(case: Case, nodes: tuple[str, ...]) -> Iterator[Sign]:
        """Compare the loss of batches in training with that of the same examples in use."""
        course, progress = case.course, case.progress
        if course is None or progress is None or course.step < 50 or not course.halves[1].size:
            return
        training = float(course.halves[1].mean())
        if not (training > 0 and progress.now == progress.now):
            return
        apart = progress.now / training
        yield Sign(
            tr("Loss in use beside the loss in training"),
            short(progress.now),
            short(training),
            rising(apart, 1.5, 3.0, 1.5),
            apart,
            tr(
                "In training its batches have a loss of {training}; in use the same examples have {use}."
            ).format(training=short(training), use=short(progress.now)),
            nodes,
        )
