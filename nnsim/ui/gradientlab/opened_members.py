"""Which networks of an experiment open on the canvas, and why not the others."""

from __future__ import annotations

from collections.abc import Sequence

from nnsim.base.text import tr
from nnsim.document.comparing import MOST_TWINS
from nnsim.lab.experiment import Member


def opened_members(family: Sequence[Member]) -> tuple[Member, ...]:
    """Return those that open: the first, and its twins as far as there is room for them.

    Twins begin from the first weights of their seeds: what the first was taught before would be lost beside them.
    """
    return tuple(family[:1] if family and family[0].learned is not None else family[: MOST_TWINS + 1])


def words_for(family: Sequence[Member]) -> str:
    """Return what opens and what does not, translated; empty for no network."""
    if not family:
        return ""
    opened = opened_members(family)
    names, others = (", ".join(m.name for m in some) for some in (opened, family[len(opened) :]))
    if not others:
        return tr("Opens on the canvas: {names}.").format(names=names)
    if opened[0].learned is not None:
        text = tr(
            "Opens on the canvas: {names}, with what was taught before. Side by side all begin at their seeds, so this"
            " does not open: {others}."
        )
    else:
        text = tr(
            "Opens on the canvas: {names}. There is no room side by side for more than {n}, so this does not open:"
            " {others}."
        )
    return text.format(names=names, others=others, n=MOST_TWINS + 1)
