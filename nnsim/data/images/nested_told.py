"""The setting that says which of two folders in each other is the class, and what is said of it."""

from __future__ import annotations

from nnsim.base.text import mark, tr
from nnsim.data.images.nested_classes import Level
from nnsim.data.notes import Note, Switch

LEVELS = (
    ("auto", mark("from the folders")),
    ("outer", mark("the outer folder")),
    ("inner", mark("the inner folder")),
    ("both", mark("both together")),
)


def nested_told(nested: Level | None, chosen: str) -> list[Note]:
    """Return which folders are the classes, of `nested` ones as they seem to be and as `chosen`, with the other ways.

    Nothing where none lie in each other.
    """
    if nested is None:
        return []
    taken = nested if chosen == "auto" else chosen
    texts = {
        "outer": tr("A class is an outer folder; those in it are not told apart"),
        "inner": tr("A class is an inner folder; those around it are not told apart"),
        "both": tr("A class is a folder in a folder"),
    }
    others = {
        "outer": tr("The outer folders"),
        "inner": tr("The inner folders"),
        "both": tr("Both together"),
    }
    ways = (Switch(label, (("classes_in", way),)) for way, label in others.items() if way != taken)
    return [Note(texts[taken], *ways)]
