"""All pages of the reference: of the program, of its panels and keys, and of every part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from nnsim.base.text import mark, tr
from nnsim.reference.pages import Page, pages
from nnsim.reference.program_pages import CHAPTER, program_pages
from nnsim.ui.byhand.follow_keys import FOLLOW_KEYS
from nnsim.ui.byhand.keys import PAPER_KEYS
from nnsim.ui.canvas.keys import CANVAS_KEYS
from nnsim.ui.command import MENUS, commands
from nnsim.ui.keys import Row
from nnsim.ui.neurons.keys import NEURON_KEYS
from nnsim.ui.panel import Panel, panels
from nnsim.ui.place import Place, places

_PLACES = mark("Places")
_PANELS = mark("Panels")
_KEYS = mark("Keys")
_VIEWS = (
    (mark("On the canvas"), CANVAS_KEYS.rows()),
    (mark("On the neurons"), NEURON_KEYS.rows()),
    (mark("Back-propagation by hand"), PAPER_KEYS.rows()),
    (mark("Follow a row"), FOLLOW_KEYS.rows()),
)
"""Views with keys of their own."""
_KEY_WORDS = mark("key shortcut keyboard hotkey command")


def all_pages() -> Iterator[Page]:
    """Yield every page, chapter by chapter."""
    yield from program_pages()
    yield _page_of_keys()
    yield from (_page_of(kind, _PLACES, "place") for kind in places)
    yield from (_page_of(kind, _PANELS, "panel plot chart") for kind in panels)
    yield from pages()


def _page_of(kind: type[Place] | type[Panel], chapter: str, words: str) -> Page:
    """Return the page of what says by itself what it is for."""
    html = f"<h2>{escape(tr(kind.title))}</h2><p>{escape(tr(kind.summary))}</p>"
    keywords = f"{tr(chapter)} {kind.key} {kind.title} {words}"
    return Page(tr(chapter), tr(kind.title), None, html, keywords)


def _rows_of_keys(title: str, rows: Iterable[Row]) -> str:
    """Return a heading and its keys as HTML, nothing where there are none."""
    html = "".join(
        f"<tr><td>{', '.join(f'<code>{escape(k)}</code>' for k in keys)}&nbsp;&nbsp;</td>"
        f"<td>{escape(tr(does))}</td></tr>"
        for keys, does in rows
        if any(keys)
    )
    return f"<h3>{escape(tr(title))}</h3><table cellpadding='2'>{html}</table>" if html else ""


def _page_of_keys() -> Page:
    """Return the keys of every command, menu by menu, and of the views, as their tables say them."""
    pieces = [f"<h2>{escape(tr(_KEYS))}</h2>"]
    for menu, title in MENUS:
        pieces.append(_rows_of_keys(title, [((c.keys,), c.title) for c in commands if c.menu == menu]))
    pieces += [_rows_of_keys(title, rows) for title, rows in _VIEWS]
    return Page(tr(CHAPTER), tr(_KEYS), None, "".join(pieces), f"{tr(_KEY_WORDS)} {_KEY_WORDS}")
