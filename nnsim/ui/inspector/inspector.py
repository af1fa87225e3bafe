"""The right side: the selected layer as a form, its activation drawn, its numbers as histograms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from nnsim.base.errors import NnsimError
from nnsim.base.settings import settings_of, shared_settings
from nnsim.base.text import ntr, tr
from nnsim.document import edits
from nnsim.document.examples import shown_notes
from nnsim.document.graph import Graph, Node, Objective
from nnsim.document.resolve import Problem
from nnsim.engine.activation import Activation
from nnsim.engine.measure import activation_curve
from nnsim.training.picture import Asked
from nnsim.training.pictures.layer_histograms import HistogramOf, LayerHistograms
from nnsim.ui.inspector.problem_list import ProblemList
from nnsim.ui.inspector.property_form import PropertyForm
from nnsim.ui.look import fonts
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.labels import SectionHeading
from nnsim.ui.widgets.plots import Curve, Histogram
from nnsim.ui.widgets.style import label

CURVE_RANGE = 5.0
NOTES_HEIGHT = 132


class Inspector(QScrollArea):
    """Shows the selected layer, or what several have in common; without one, how the network is trained.

    A viewer of the live feed: while visible it asks for the histograms of the selected layer.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._workspace = session.workspace
        self._node: str | None = None
        self._several: tuple[str, ...] = ()
        """The layers that an edit of several goes to."""
        self.setAccessibleName(tr("Settings of the selected layer"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(fonts.grown(264))
        self._build()
        workspace = session.workspace
        self._leave = [
            workspace.selection_changed.connect(self.refresh),
            workspace.project_changed.connect(lambda _old, _new: self.refresh()),
            workspace.resolved_changed.connect(self.refresh),
        ]
        self.refresh()

    def release(self) -> None:
        """Stop listening to the session: the window closes."""
        for leave in self._leave:
            leave()

    # ---- building ----------------------------------------------------------------------------

    def _build(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        self.heading = SectionHeading()
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Name of the layer"))
        self.name.setToolTip(tr("Name of the layer, as it stands in files and plots"))
        self.name.editingFinished.connect(self._rename)
        self.summary = label("", "muted")
        self.summary.setWordWrap(True)
        self.problems = ProblemList()
        self.notes = QPlainTextEdit()
        self.notes.setPlaceholderText(tr("Notes on this project"))
        self.notes.setAccessibleName(tr("Notes on this project"))
        self.notes.setTabChangesFocus(True)
        self.notes.setFixedHeight(fonts.grown(NOTES_HEIGHT))
        self.notes.textChanged.connect(self._notes_edited)
        self.form = PropertyForm()
        self.form.edited.connect(self._edited)
        self.objective_heading = SectionHeading(tr("Loss of this output"))
        self.objective = PropertyForm()
        self.objective.edited.connect(self._objective_edited)
        self.curve_heading = SectionHeading(capitals=False)
        self.curve = Curve()
        for widget in (
            self.heading,
            self.name,
            self.summary,
            self.problems,
            self.notes,
            self.form,
            self.objective_heading,
            self.objective,
            self.curve_heading,
            self.curve,
        ):
            column.addWidget(widget)
        self._histograms = {
            "weights": self._histogram(column, "accent"),
            "activations": self._histogram(column, "positive"),
            "gradients": self._histogram(column, "negative"),
        }
        column.addStretch(1)
        self.setWidget(content)

    @staticmethod
    def _histogram(column: QVBoxLayout, token: str) -> tuple[SectionHeading, Histogram]:
        heading, plot = SectionHeading(), Histogram(token)
        plot.setMinimumHeight(72)
        heading.hide()
        plot.hide()
        column.addWidget(heading)
        column.addWidget(plot)
        return heading, plot

    # ---- showing -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the selection as it is now."""
        selection = self._workspace.selection
        graph = self._workspace.graph
        node = graph[next(iter(selection))] if len(selection) == 1 else None
        if (node.id if node is not None else None) != self._node:
            self._node = node.id if node is not None else None
            self.clear()
        self.name.setVisible(node is not None)
        self._several = ()
        if len(selection) > 1:
            self._show_several([n for n in graph.nodes if n.id in selection])
        elif node is None:
            self._show_network()
        else:
            self._show_node(node)

    def _show_several(self, nodes: list[Node]) -> None:
        """Show the settings that the selected layers share; an edit is one step for all of them."""
        self.heading.setText(ntr("{n} layer", "{n} layers", len(nodes)).format(n=len(nodes)))
        self.notes.hide()
        names = ", ".join(node.name for node in nodes)
        sharing = _sharing(nodes)
        text = "{names}" if len(sharing) == len(nodes) else tr("{names}. They have no setting in common.")
        if 0 < len(sharing) < len(nodes):
            text = tr("{names}. Only {these} have settings in common.")
        self.summary.setText(text.format(names=names, these=", ".join(node.name for node in sharing)))
        self._show_problems(self._workspace.resolved.problems_of(*(node.id for node in nodes)), None)
        self._several = tuple(node.id for node in sharing)
        self.form.set_parts([node.layer for node in sharing], self._several)
        for widget in (self.objective_heading, self.objective, self.curve_heading, self.curve):
            widget.hide()

    def _show_network(self) -> None:
        resolved = self._workspace.resolved
        layers = len(self._workspace.graph.nodes)
        self.heading.setText(tr("Training"))
        lines = [
            ntr("{n} layer", "{n} layers", layers).format(n=layers),
            ntr("{n} parameter", "{n} parameters", resolved.total_parameters).format(
                n=f"{resolved.total_parameters:,}"
            ),
        ]
        self.summary.setText(" · ".join(lines))
        self._show_problems(resolved.ranked, None)
        self.notes.show()
        notes = shown_notes(self._workspace.project.notes)
        if self.notes.toPlainText() != notes:
            with QSignalBlocker(self.notes):
                self.notes.setPlainText(notes)
        self.form.set_part(self._workspace.training, "training")
        for widget in (self.objective_heading, self.objective, self.curve_heading, self.curve):
            widget.hide()

    def _show_node(self, node: Node) -> None:
        resolved = self._workspace.resolved
        self.notes.hide()
        self.heading.setText(tr(node.layer.title))
        if not self.name.hasFocus() or not self.name.isModified():
            self.name.setText(node.name)
        self.summary.setText(tr(node.layer.summary))
        self._show_problems(resolved.problems_of(node.id), node.id)
        self.form.set_part(node.layer, node.id)
        is_output = node.objective is not None or node.id not in self._workspace.graph.outgoing
        is_output = is_output and node.layer.takes_inputs
        self.objective_heading.setVisible(is_output)
        self.objective.setVisible(is_output)
        if is_output:
            self.objective.set_part(node.objective or Objective(), node.id)
        self._show_curve(node.layer.activation_function())

    def _show_problems(self, problems: Sequence[Problem], here: str | None) -> None:
        resolved = self._workspace.resolved
        self.problems.show_problems(problems, self._workspace.graph, resolved, here)

    def show_problems_first(self) -> None:
        """Bring the list of problems into sight, and the focus to its first button."""
        self.ensureWidgetVisible(self.problems)
        first = self.problems.findChild(QPushButton)
        (first or self).setFocus()

    def _show_curve(self, activation: Activation | None) -> None:
        drawn = activation is not None and activation.elementwise
        self.curve_heading.setVisible(drawn)
        self.curve.setVisible(drawn)
        if activation is not None and drawn:
            x, y, slope = sample(activation)
            self.curve.set_data(x, y, slope)
            self.curve_heading.setText(tr("{name}: σ(x) and σ′(x) dashed").format(name=tr(activation.title)))
            self.curve.setToolTip(activation.formula)

    # ---- editing -----------------------------------------------------------------------------

    def _edited(self, part: Any, field: str) -> None:
        node = self._node
        if self._several:
            self._edit_several(part, field)
        elif node is None:
            self._workspace.edit(
                tr("Training settings"), lambda p: replace(p, training=part), f"training/{field}"
            )
        else:
            name = self._workspace.graph[node].name
            self._workspace.edit_graph(
                tr("Change {name}").format(name=name),
                lambda g: edits.set_layer(g, node, part),
                f"layer/{node}/{field}",
            )

    def _edit_several(self, part: Any, field: str) -> None:
        ids, value = self._several, getattr(part, field)
        label = tr("Change {setting} of {n} layers").format(
            setting=tr(dict(settings_of(part))[field].label), n=len(ids)
        )

        def change(graph: Graph) -> Graph:
            return edits.set_layers(
                graph,
                {id_: replace(graph[id_].layer, **{field: value}) for id_ in ids},  # type: ignore[type-var]
            )

        self._workspace.edit_graph(label, change, f"layers/{ids}/{field}")

    def _notes_edited(self) -> None:
        text = self.notes.toPlainText()
        self._workspace.edit(tr("Notes"), lambda p: replace(p, notes=text), "notes")

    def _objective_edited(self, part: Any, field: str) -> None:
        node = self._node
        if node is not None:
            self._workspace.edit_graph(
                tr("Change the loss"),
                lambda g: edits.set_objective(g, node, part),
                f"objective/{node}/{field}",
            )

    def _rename(self) -> None:
        node = self._node
        if node is None or node not in self._workspace.graph:
            return
        name = self.name.text().strip()
        # Taken: from here on its way back is the project's.
        self.name.setText(self.name.text())
        if name == self._workspace.graph[node].name:
            return
        try:
            self._workspace.edit_graph(tr("Rename"), lambda g: edits.rename(g, node, name))
        except NnsimError as error:
            self._session.voice.complained.fire(str(error))
            self.name.setText(self._workspace.graph[node].name)

    # ---- as a viewer of the feed ---------------------------------------------------------------

    def wants(self) -> Iterable[Asked]:
        """Return that histograms of the selected layer are wanted."""
        return () if self._node is None else (LayerHistograms(self._node),)

    def show_frame(self) -> None:
        """Draw the newest histograms of the selected layer."""
        snapshot = self._session.feed.snapshot
        if snapshot is None or self._node is None:
            return
        found = snapshot.answer(LayerHistograms(self._node))
        if found is None:
            return
        self._show_histogram("weights", tr("Weights"), found.weights)
        self._show_histogram("activations", tr("Activations"), found.activations)
        self._show_histogram("gradients", tr("Gradients"), found.gradients)

    def _show_histogram(self, which: str, title: str, found: HistogramOf | None) -> None:
        heading, plot = self._histograms[which]
        heading.setVisible(found is not None)
        plot.setVisible(found is not None)
        if found is None:
            return
        if found.saturated is not None:
            title = tr("{title} · {share} % saturated").format(
                title=title, share=f"{100 * found.saturated:.0f}"
            )
        if found.dead is not None and found.dead > 0:
            title = tr("{title} · {share} % of units dead").format(
                title=title, share=f"{100 * found.dead:.0f}"
            )
        if heading.text() != title:
            heading.setText(title)
        plot.set_data(found.counts, found.edges)

    def clear(self) -> None:
        """Forget the histograms: they belong to another run or layer."""
        for heading, plot in self._histograms.values():
            heading.hide()
            plot.hide()
            plot.clear()


def _sharing(nodes: Sequence[Node]) -> Sequence[Node]:
    """Return the layers an edit of several goes to: all that share a setting, or else those with an activation."""
    with_activation = [node for node in nodes if node.layer.activation_setting]
    for group in (nodes, with_activation if len(with_activation) > 1 else ()):
        if shared_settings(tuple(dict.fromkeys(type(node.layer) for node in group))):
            return group
    return ()


def sample(activation: Activation) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return x, f(x) and f′(x) of an activation, worked out by the calls the engine runs."""
    x = np.linspace(-CURVE_RANGE, CURVE_RANGE, 201)
    return x, *activation_curve(activation, x)
