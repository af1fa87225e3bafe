"""Help pages for the words of the window itself: what no registered part says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from nnsim.base.settings import settings_of
from nnsim.base.text import mark, tr
from nnsim.data.prepare import DataSettings
from nnsim.document.project import TrainingSettings
from nnsim.reference.pages import Page, settings_table

CHAPTER = mark("The program")


@dataclass(frozen=True)
class Topic:
    """A page written by hand; every text is marked for translation.

    Attributes
    ----------
    key
        Stable name.
    keywords
        Words people look for it by that its title does not have, with spaces between.
    sections
        Heading (may be empty) and text of every section.
    """

    key: str
    title: str
    keywords: str
    sections: tuple[tuple[str, str], ...]


TOPICS: tuple[Topic, ...] = (
    Topic(
        "places",
        mark("The window and its places"),
        mark("window place page tab canvas dock panel top bar foot status menu layout"),
        (
            (
                mark("Network"),
                mark(
                    "The canvas in the middle holds the drawing: layers as cards, joined by edges. Drag a layer from"
                    " the left onto it, double-click it or press A to add one by its name."
                ),
            ),
            (
                mark("Data"),
                mark(
                    "Ctrl+2 shows where examples come from: a source or your own file, how they are split into"
                    " training, validation and test part, how they are scaled, and what was done on the way."
                ),
            ),
            (
                mark("Top bar"),
                mark(
                    "Reset, Step and Play train the network. Beside them stand the epoch and the speed, then learning"
                    " rate, batch, optimizer and loss; at the end a pill says how training goes."
                ),
            ),
            (
                mark("Docks and panels"),
                mark(
                    "Layers to add, settings and the panels with plots can be moved, floated and hidden. Bring them"
                    " back from the View menu; Reset layout puts all where they stood at first."
                ),
            ),
        ),
    ),
    Topic(
        "health",
        mark("The health pill"),
        mark(
            "pill verdict banner advice vanish explode overfit underfit diverge converge stuck dead neuron saturate symptom diagnosis"
        ),
        (
            ("", mark("The pill at the end of the top bar says how training goes. Click it to read why.")),
            (
                mark("Gradients vanish"),
                mark(
                    "The first layers get a gradient a thousand times smaller than the last ones and hardly move."
                    " Deep chains of sigmoid or tanh do that. Try ReLU with He initialisation, batch norm or skip"
                    " connections."
                ),
            ),
            (
                mark("Gradients explode"),
                mark(
                    "The first layers get a gradient a thousand times larger than the last ones. Lower the learning"
                    " rate, clip the gradient, or begin with smaller weights."
                ),
            ),
            (
                mark("Memorises, overfits"),
                mark(
                    "Training loss falls while validation loss rises: the network overfits, it learns its examples"
                    " by heart. More data, dropout, weight decay, a smaller network or stopping early help."
                ),
            ),
            (
                mark("Diverged"),
                mark(
                    "The loss grew beyond all bounds or is no number any more. The learning rate is too large, most of"
                    " the time; the message names the layer where it began."
                ),
            ),
            (
                mark("Dead and saturated units"),
                mark(
                    "A ReLU unit whose sum is negative for every example passes no gradient: it is dead. A sigmoid"
                    " far from its middle is saturated and passes almost none. Select a layer: the settings show its"
                    " histograms, with the share of such units."
                ),
            ),
            (
                mark("Hardly learns"),
                mark(
                    "The loss has not moved after many steps: the network underfits. Try another learning rate,"
                    " scale inputs and targets, or make the network larger."
                ),
            ),
        ),
    ),
    Topic(
        "training",
        mark("Training, step by step"),
        mark(
            "epoch step batch iteration seed shuffle play pause reset early stopping test part accuracy baseline"
        ),
        (
            (
                mark("Step, batch and epoch"),
                mark(
                    "One step looks at one batch of examples and changes every weight once. An epoch is over when"
                    " every training example was looked at once."
                ),
            ),
            (
                mark("Training, validation and test part"),
                mark(
                    "The network learns from the training part only. The validation part tells how it does on examples"
                    " it has not learned from; the test part is kept for the very end."
                ),
            ),
            (
                mark("Seed"),
                mark(
                    "First weights and the order of examples are drawn from the seed: the same seed gives the same"
                    " training, number for number."
                ),
            ),
        ),
    ),
    Topic(
        "neurons",
        mark("Neurons and weights"),
        mark("neuron unit weight bias set by hand activation picture open zoom"),
        (
            (
                "",
                mark(
                    "N opens the layers into their neurons, or zoom in far enough. Every neuron shows what it computes"
                    " over the inputs; blue curves are positive weights, orange ones negative, thicker ones larger."
                ),
            ),
            (
                mark("Setting a weight"),
                mark(
                    "Click a curve, or choose a neuron with the arrow keys, a weight with E, and press Enter to type"
                    " a number; B sets the bias."
                ),
            ),
        ),
    ),
    Topic(
        "files",
        mark("Files: projects, weights, figures"),
        mark("save open export import recovery backup weights npz safetensors png svg pdf csv plot"),
        (
            (
                mark("Projects"),
                mark(
                    "A .nnsim file holds drawing, settings, notes and what was learned. A copy of unsaved work is kept"
                    " meanwhile, and offered after a crash."
                ),
            ),
            (
                mark("Weights and figures"),
                mark(
                    "File ▸ Export weights writes all learned arrays as NPZ or safetensors. Every panel saves its plot"
                    " as PNG, SVG, PDF or CSV; File ▸ Export all plots saves all of them at once."
                ),
            ),
        ),
    ),
)
"""Every topic, in order."""

_FORMS: tuple[tuple[str, str, Any], ...] = (
    (
        mark("Training settings"),
        mark("How the whole network is trained: what the settings show while no layer is selected."),
        TrainingSettings(),
    ),
    (
        mark("Data settings"),
        mark("Which examples, and what is done to them before training."),
        DataSettings(),
    ),
)
"""Title, summary and settings of every form that belongs to no part."""


def topic_pages() -> Iterator[Page]:
    """Yield the page of every topic."""
    for topic in TOPICS:
        pieces = [f"<h2>{escape(tr(topic.title))}</h2>"]
        for heading, text in topic.sections:
            if heading:
                pieces.append(f"<h3>{escape(tr(heading))}</h3>")
            pieces.append(f"<p>{escape(tr(text))}</p>")
        keywords = f"{tr(topic.keywords)} {topic.keywords} {topic.title}"
        yield Page(tr(CHAPTER), tr(topic.title), None, "".join(pieces), keywords)
    yield from (_page_of_settings(*form) for form in _FORMS)


def _page_of_settings(title: str, summary: str, settings: Any) -> Page:
    """Return the page of a form whose settings belong to no part."""
    html = f"<h2>{escape(tr(title))}</h2><p>{escape(tr(summary))}</p>{settings_table(settings)}"
    english = " ".join(f"{setting.label} {setting.help}" for _, setting in settings_of(settings))
    return Page(tr(CHAPTER), tr(title), None, html, f"{title} {summary} {english}")
