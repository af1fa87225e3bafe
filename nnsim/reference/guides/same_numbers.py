"""What two trainings have in common, to the bit or but for rounding."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.reference.guide import Guide, guides


@guides.register
class SameNumbers(Guide):
    """What two trainings have in common, to the bit or but for rounding."""

    key = "same_numbers"
    title = mark("What is equal where: seed, walk, bits")
    keywords = mark(
        "reproducible same bits equal seed walk numpy compiled rounding NNSIM_WALK machine processor record"
    )
    order = 35
    sections = (
        (
            mark("Equal to the bit"),
            mark(
                "The same project, seed and data, the same walk with the same instructions, on the same kind of"
                " processor with the same NumPy: then every number is the same, whatever the speed, pauses and visits"
                " to the past, in the window or without it, beside a twin or in the background, and through a file."
            ),
        ),
        (
            mark("Equal but for rounding"),
            mark(
                "A walk is what takes the steps: NumPy, or the compiled library in one of its levels of instructions."
                " Walks add up in different orders, so that the same step differs between them by about 1e-6 of the"
                " size of an array (1e-13 in double precision), and results below 1.2e-38 are 0 in the library. Over"
                " many steps that can grow, most where signs and thresholds decide; two such trainings mostly tell the"
                " same story in other numbers. The same is"
                " true of two kinds of processor, and of two versions of NumPy, whose products add up in other orders."
            ),
        ),
        (
            mark("Always equal"),
            mark(
                "First weights, the order of the examples, and what dropout and noise draw come of seed and data, in"
                " whatever walk."
            ),
        ),
        (
            mark("Which walk it was"),
            mark(
                "Every moment of a run says which walk took which of its steps, in files too. The table of runs shows"
                " it, Help ▸ About which walk is in use here. A run that goes on in another walk, or steps of its past"
                " that are taken once more by another one, are told once. NNSIM_WALK in the environment, such as"
                " NNSIM_WALK=numpy, chooses the walk when nnsim is started; every computer has NumPy's."
            ),
        ),
    )
