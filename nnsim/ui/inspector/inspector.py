"""The right side: the selected layer as a form, its activation drawn, its numbers as histograms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import ntr, tr
from nnsim.document import edits
from nnsim.document.graph import Node, Objective
from nnsim.document.project import TrainingSettings
from nnsim.document.resolve import Problem
from nnsim.engine.layer import Layer
from nnsim.training.picture import Asked
from nnsim.training.pictures.layer_histograms import LayerHistograms
from nnsim.ui.inspector import layer_edits
from nnsim.ui.inspector.activation_curve import ActivationCurve
from nnsim.ui.inspector.layer_numbers import LayerNumbers
from nnsim.ui.inspector.notes import Notes
from nnsim.ui.inspector.problem_list import ProblemList
from nnsim.ui.inspector.property_form import PropertyForm
from nnsim.ui.look import fonts
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.labels import SectionHeading
from nnsim.ui.widgets.style import label


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
        self.notes = Notes(self._workspace)
        self.form = PropertyForm()
        self.form.edited.connect(self._edited)
        self.objective_heading = SectionHeading(tr("Loss of this output"))
        self.objective = PropertyForm()
        self.objective.edited.connect(self._objective_edited)
        self.curve = ActivationCurve()
        self.numbers = LayerNumbers()
        for widget in (
            self.heading,
            self.name,
            self.summary,
            self.problems,
            self.notes,
            self.form,
            self.objective_heading,
            self.objective,
            self.curve,
            self.numbers,
        ):
            column.addWidget(widget)
        column.addStretch(1)
        self.setWidget(content)

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
        sharing = layer_edits.sharing(nodes)
        text = "{names}" if len(sharing) == len(nodes) else tr("{names}. They have no setting in common.")
        if 0 < len(sharing) < len(nodes):
            text = tr("{names}. Only {these} have settings in common.")
        self.summary.setText(text.format(names=names, these=", ".join(node.name for node in sharing)))
        self._show_problems(self._workspace.resolved.problems_of(*(node.id for node in nodes)), None)
        self._several = tuple(node.id for node in sharing)
        self.form.set_parts([node.layer for node in sharing], self._several)
        for widget in (self.objective_heading, self.objective, self.curve):
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
        self.notes.refresh()
        self.form.set_part(self._workspace.training, "training")
        for widget in (self.objective_heading, self.objective, self.curve):
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
        self.curve.show_activation(node.layer.activation_function())

    def _show_problems(self, problems: Sequence[Problem], here: str | None) -> None:
        resolved, can_suggest = self._workspace.resolved, self._session.mending.can_suggest
        if not problems and can_suggest:
            # The way out is in sight at whatever layer one is.
            problems = resolved.errors[:1]
        self.problems.show_problems(
            problems, self._workspace.graph, resolved, here, offer_network=can_suggest
        )

    def show_problems_first(self) -> None:
        """Bring the list of problems into sight, and the focus to its first button."""
        self.ensureWidgetVisible(self.problems)
        first = self.problems.findChild(QPushButton)
        (first or self).setFocus()

    # ---- editing -----------------------------------------------------------------------------

    def _edited(self, part: Layer | TrainingSettings, field: str) -> None:
        if isinstance(part, TrainingSettings):
            layer_edits.set_training(self._workspace, part, field)
        elif self._several:
            layer_edits.set_in_all(self._workspace, self._several, part, field)
        elif self._node is not None:
            layer_edits.set_layer(self._workspace, self._node, part, field)

    def _objective_edited(self, objective: Objective, field: str) -> None:
        if self._node is not None:
            layer_edits.set_objective(self._workspace, self._node, objective, field)

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
        if found is not None:
            self.numbers.show_histograms(found)

    def clear(self) -> None:
        """Forget the histograms: they belong to another run or layer."""
        self.numbers.clear()
