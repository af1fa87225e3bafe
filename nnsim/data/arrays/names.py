"""Which arrays of a file are inputs and targets, by the names that people give them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

_INPUTS = ("x", "inputs", "input", "images", "features", "data")
_TARGETS = ("y", "targets", "target", "labels", "label")
_PAIRS = (*zip(_INPUTS, _TARGETS, strict=False), *product(_INPUTS, _TARGETS))
_MORE_INPUTS: tuple[str, ...] = (
    "image",
    "imgs",
    "img",
    "feature",
    "feats",
    "feat",
    "fea",
    "xs",
    "samples",
    "examples",
)
_MORE_INPUTS += ("points", "pixels", "signals", "sequences", "vectors", "embeddings", "meas")
_MORE_TARGETS = ("ys", "classes", "class", "lbls", "lbl", "gnd", "gt", "outputs", "output", "species")
_LABELS = frozenset(("labels", "label", "lbls", "lbl", "classes", "class", "gnd"))
_RARE_PAIRS = (
    *product(_MORE_INPUTS, _TARGETS),
    *product(_INPUTS, _MORE_TARGETS),
    *product(_MORE_INPUTS, _MORE_TARGETS),
)
_PARTS = dict.fromkeys(("train", "training", "tr", "trn"), "train")
_PARTS |= dict.fromkeys(("test", "testing", "te", "tst", "t10k"), "test")
_PARTS |= dict.fromkeys(("val", "valid", "validation", "dev"), "validation")
_OWNERS = ("group", "subject", "patient")
_ROWS: Mapping[str, frozenset[str]] = {
    "weights": frozenset(f"{of}weight{s}" for of in ("", "row_", "sample_") for s in ("", "s")),
    "groups": frozenset(f"{of}{s}" for of in _OWNERS for s in ("", "s", "_id", "_ids")),
    "lengths": frozenset(
        f"{of}{word}" for of in ("", "seq_", "sequence_") for word in ("length", "lengths", "lens")
    ),
    "moments": frozenset(f"{word}{s}" for word in ("moment", "time", "timestamp") for s in ("", "s")),
    "mask": frozenset(("mask", "masks", "padding_mask")),
}
"""What is known of each row, by the names of arrays that hold it."""

_SEPARATORS = re.compile(r"[/\\._\s-]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_GLUED = {
    glued: (part, role)
    for pair in _PAIRS
    for role, part in product(pair, _PARTS)
    if len(role) == 1 or len(part) > 3
    for glued in (role + part, part + role)
}
"""Such as Xtr, ytest or trainlabels, in small letters."""

Place = tuple[str, str, str]
"""Part (``train``, ``test``, ``validation`` or empty), other words, and role (such as ``x``) that a name says."""


@dataclass(frozen=True)
class ArrayNames:
    """Names of arrays; empty for what is not there."""

    x: str = ""
    y: str = ""
    x_test: str = ""
    y_test: str = ""
    x_validation: str = ""
    y_validation: str = ""


def by_usual_name(names: Sequence[str], parts: Sequence[str] = ("train", "")) -> ArrayNames:
    """Return which of `names` are inputs and targets, and which belong to a test part.

    A name is one of a pair such as x and y, or images and labels, in any case. It may name its part, as in
    ``x_train``, ``train_images``, ``trainX``, ``Xtr`` or ``train/x``, and stand in a folder or have another
    word that its partner has too, as in ``data/x`` or ``x_data``. A pair of a training part goes before one
    of none (as `parts` stand), and usual words before rare ones. Empty where no pair is there, or two are that only differ in
    other words.
    """
    found = _placed(names)
    for pairs, part in product((_PAIRS, _RARE_PAIRS), parts):
        for x, y in pairs:
            shared = [
                words for p, words, role in found if (p, role) == (part, x) and (part, words, y) in found
            ]
            chosen = "" if "" in shared else shared[0] if len(shared) == 1 else None
            if chosen is not None:
                pair = found[part, chosen, x], found[part, chosen, y]
                return with_held_out(*pair, names)
            if shared:
                return ArrayNames()
    return ArrayNames()


def with_held_out(x: str, y: str, names: Sequence[str]) -> ArrayNames:
    """Return the two arrays with those of the parts for test and validation that belong to them."""
    return ArrayNames(x, y, *held_out_for(x, y, names), *held_out_for(x, y, names, "validation"))


def targets_for(x: str, names: Sequence[str]) -> str:
    """Return the targets of the array `x`: of the same part and with the same other words; empty where there are none."""
    found = _placed(names)
    for pairs in (_PAIRS, _RARE_PAIRS):
        for role, partner in pairs:
            for part, words, own in _places(x):
                if own == role and found.get((part, words, partner), x) != x:
                    return found[part, words, partner]
    return ""


def part_in(name: str) -> str:
    """Return the part that a name says: ``train``, ``validation`` or ``test``, or empty."""
    return _words(name)[0]


def parts_of(x: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the array `x` with those of `names` that are the same of another part: x_train, x_val, x_test.

    Those for validation and test come last, in this order.
    """
    found = _placed(names)
    for part, words, role in _places(x):
        parts = dict.fromkeys(("" if part == "" else "train", "validation", "test"))
        alike = tuple(found[one, words, role] for one in parts if (one, words, role) in found)
        if len(alike) > 1 and x in alike:
            return alike
    return (x,)


def held_out_for(x: str, y: str, names: Sequence[str], held_out: str = "test") -> tuple[str, str]:
    """Return the arrays of the part `held_out` that belong to `x` and `y`, two empty texts where none do."""
    found = _placed(names)
    for (part, words, role), (other, others, partner) in product(_places(x), _places(y)):
        wanted = (held_out, words, role), (held_out, others, partner)
        if held_out not in (part, other) and all(place in found for place in wanted):
            return found[wanted[0]], found[wanted[1]]
    return "", ""


def of_rows(x: str, names: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    """Return the arrays that say something of each row beside `x` and its targets.

    Returns
    -------
    By what they say (``weights``, ``groups``, ``lengths``, ``moments`` or ``mask``) their names in the part
    of `x`, in the part for validation and in the test part, empty where there is none.
    """
    part = next((part for part, _, _ in _places(x)), "")
    found: dict[str, tuple[str, str, str]] = {}
    for kind, words in _ROWS.items():
        own = _said(names, words, part) or (_said(names, words, "") if part == "train" else "")
        if own:
            found[kind] = own, _said(names, words, "validation"), _said(names, words, "test")
    return found


def partners_of(name: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return those of `names` that belong with the array `name`: its inputs or targets, of whatever part.

    They say a role that arrays have, and the same other words as `name`; where `name` says no role, as
    ``iris``, all of it are the other words of its partner, as in ``iris_labels``.
    """
    roles = {role for pair in (*_PAIRS, *_RARE_PAIRS) for role in pair}
    own = {words for _, words, role in _places(name) if role in roles}
    if not own:
        roles = {y for _, y in (*_PAIRS, *_RARE_PAIRS)}
        own = {"_".join(filter(None, (words, role))) for _, words, role in list(_places(name))[:1]}
    partners = [
        other
        for other in names
        if other != name and any(role in roles and words in own for _, words, role in _places(other))
    ]
    rows = [other for other in names if "" in own and any(_says(other, words) for words in _ROWS.values())]
    return tuple(dict.fromkeys((*partners, *(other for other in rows if other != name))))


def says_inputs(name: str) -> bool:
    """Return whether an array is called as inputs are, of training or of no part."""
    return any(part in ("", "train") and role in (*_INPUTS, *_MORE_INPUTS) for part, _, role in _places(name))


def says_targets(name: str) -> bool:
    """Return whether an array is called as targets are, of training or of no part."""
    return any(
        part in ("", "train") and role in (*_TARGETS, *_MORE_TARGETS) for part, _, role in _places(name)
    )


def names_labels(name: str) -> bool:
    """Return whether an array is called as labels of classes are, rather than as any targets."""
    _, words = _words(name)
    return bool(words) and words[-1] in _LABELS


def _placed(names: Sequence[str]) -> Mapping[Place, str]:
    """Return the first name that says each place."""
    return {place: name for name in reversed(names) for place in _places(name)}


def _places(name: str) -> Iterator[Place]:
    """Yield what a name may say, its role being the last word or the first."""
    part, rest = _words(name)
    if rest:
        yield part, "_".join(rest[:-1]), rest[-1]
        yield part, "_".join(rest[1:]), rest[0]


def _words(name: str) -> tuple[str, list[str]]:
    """Return the part that a name says, and its other words in small letters."""
    words = [
        piece
        for word in _SEPARATORS.split(name)
        if word
        for piece in _GLUED.get(word.lower(), (word.lower(),))
    ]
    parts = [_PARTS[word] for word in words if word in _PARTS]
    rest = [word for word in words if word not in _PARTS]
    return parts[0] if len(parts) == 1 else "", rest


def _said(names: Sequence[str], words: frozenset[str], part: str) -> str:
    """Return the first of `names` that is one of `words`, of `part`; empty where none is."""
    return next((name for name in names if _says(name, words) and _words(name)[0] == part), "")


def _says(name: str, words: frozenset[str]) -> bool:
    return "_".join(_words(name)[1]) in words
