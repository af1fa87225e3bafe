"""What the pages of illnesses and cures say beyond those of any part: what helps, what follows, where to see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from nnsim.base.text import tr
from nnsim.diagnosis.cure import Cure, cures
from nnsim.diagnosis.illness import GROUPS, Illness, illnesses
from nnsim.lab.experiment import experiments
from nnsim.lab.lab_scene import lab_scenes


def illness_lines(illness: type[Illness]) -> str:
    """Return what is said of an illness as rich text."""
    return "".join(_of_illness(illness))


def _of_illness(illness: type[Illness]) -> Iterator[str]:
    yield _paragraph(tr("Of the group: {group}.").format(group=tr(GROUPS[illness.group])))
    if illness.advice:
        yield _paragraph(tr(illness.advice))
    helping = [cures[key] for key in illness.cures if key in cures]
    if helping:
        yield _paragraph(tr("What may help"))
        yield _list([f"{tr(cure.title)}: {tr(cure.summary)}" for cure in helping])
    elif illness.about_data:
        yield _paragraph(tr("No change of network or training cures it: the data have to be mended."))
    following = [tr(illnesses[key].title) for key in illness.explains if key in illnesses]
    if following:
        yield _paragraph(tr("What can follow from it: {illnesses}.").format(illnesses=", ".join(following)))
    yield from _where(illness)


def _where(illness: type[Illness]) -> Iterator[str]:
    if illness.experiment:
        title = tr(experiments[illness.experiment].title)
        yield _paragraph(tr("To see it in the Gradient lab: {title}.").format(title=title))
    if illness.scene:
        title = tr(lab_scenes[illness.scene].title)
        yield _paragraph(tr("To see it in the Neuron lab: {title}.").format(title=title))


def cure_lines(cure: type[Cure]) -> str:
    """Return what is said of a cure as rich text."""
    found = _paragraph(
        tr("Training begins anew with it.") if cure.begins_anew else tr("A training can go on with it.")
    )
    against = [tr(kind.title) for kind in illnesses if cure.key in kind.cures]
    if against:
        found += _paragraph(tr("It is tried against")) + _list(against)
    return found


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _list(texts: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"
