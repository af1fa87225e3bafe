"""The style sheet: ``resources/themes/style.qss`` with the colours of a theme put in."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from string import Template

from nnsim.base.paths import resources, user_data

_IMAGE = re.compile(r"image\((?P<icon>[\w-]+), (?P<token>\w+)\)")


_HEIGHT = re.compile(r"(?P<which>(?:min|max)-height: )(?P<pixels>\d{2})px")
"""Heights of what holds a line of text."""


def style_sheet(tokens: Mapping[str, str], grown: Callable[[float], int] = round) -> str:
    """Return the style sheet for colour `tokens` (name to ``#rrggbb``).

    ``$name`` stands for a colour, ``image(icon, name)`` for an icon in that colour. Heights that
    hold text grow with it, by `grown`.
    """
    source = (resources() / "themes" / "style.qss").read_text("utf-8")
    source = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    source = _IMAGE.sub(lambda m: _image(m["icon"], tokens[m["token"]]), source)
    source = _HEIGHT.sub(lambda m: f"{m['which']}{grown(int(m['pixels']))}px", source)
    return Template(source).substitute(tokens)


def _image(icon: str, colour: str) -> str:
    # Qt's style sheets take pictures from files only, so each needed tint is written once.
    svg = (resources() / "icons" / f"{icon}.svg").read_text("utf-8").replace("currentColor", colour)
    name = f"{icon}-{colour.lstrip('#')}.svg"
    for folder in (user_data() / "cache" / "icons", Path(tempfile.gettempdir()) / "nnsim-icons"):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / name
            if not file.is_file() or file.read_text("utf-8") != svg:
                file.write_text(svg, "utf-8")
        except OSError:
            continue
        return f'url("{file.as_posix()}")'
    return "none"
