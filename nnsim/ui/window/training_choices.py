"""How the network is trained, as the bar shows it and lets it be chosen: rate, penalty, batch, optimizer, loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from nnsim.base.declared import settings_of
from nnsim.base.settings import Integer, Real
from nnsim.base.text import tr
from nnsim.document import edits
from nnsim.document.graph import Objective
from nnsim.document.project import Project, TrainingSettings
from nnsim.engine.loss import losses
from nnsim.engine.optimizer import optimizers
from nnsim.engine.rule import rules
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.labelled_combo import LabelledCombo
from nnsim.ui.window.regularization import RegularizationField

RATES = (1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
BATCHES = (1, 2, 4, 8, 10, 16, 20, 30, 32, 64, 128, 256)

_AUTOMATIC = "auto"
_BACKPROP = "backprop"


class TrainingChoices:
    """Five fields that follow the project, and edit it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.rate = LabelledCombo.of_numbers(tr("Learning rate"), _number("learning_rate"), RATES)
        self.regularization = RegularizationField(session)
        self.batch = LabelledCombo.of_numbers(tr("Batch"), _number("batch"), BATCHES)
        self.optimizer = LabelledCombo(tr("Optimizer"), self._optimizer_options())
        self.loss = LabelledCombo(tr("Loss"), [(_AUTOMATIC, tr("Automatic"))])
        self.rate.setToolTip(tr("Learning rate η: how far a step goes. Can be changed while training."))
        self.batch.setToolTip(tr("Examples per step"))
        self.optimizer.setToolTip(tr("How a step is made of the gradient, or another learning rule"))
        self.loss.setToolTip(tr("What is minimised"))
        self.rate.valueChosen.connect(
            lambda v: self._set(tr("Learning rate"), "rate", learning_rate=float(v))
        )
        self.batch.valueChosen.connect(lambda v: self._set(tr("Batch size"), "batch", batch=int(v)))
        self.rate.refused.connect(self._session.voice.complained.fire)
        self.batch.refused.connect(self._session.voice.complained.fire)
        self.optimizer.valueChosen.connect(self._choose_optimizer)
        self.loss.valueChosen.connect(self._choose_loss)
        self._leave = [
            session.workspace.project_changed.connect(lambda _old, _new: self._show_project()),
            session.workspace.resolved_changed.connect(self._show_loss),
        ]
        self._show_project()

    def release(self) -> None:
        """Stop listening to the session: the window closes."""
        self.regularization.release()
        for leave in self._leave:
            leave()

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """The fields, in the order of the bar."""
        return self.rate, self.regularization, self.batch, self.optimizer, self.loss

    @staticmethod
    def _optimizer_options() -> list[tuple[str, str]]:
        options = [(f"optimizer:{o.key}", tr(o.title)) for o in optimizers]
        return options + [(f"rule:{r.key}", tr(r.title)) for r in rules if r.key != _BACKPROP]

    # ---- showing -----------------------------------------------------------------------------

    def _show_project(self) -> None:
        training = self._session.workspace.training
        self.rate.set_value(training.learning_rate)
        self.batch.set_value(training.batch)
        by_rule = training.rule.key != _BACKPROP
        self.optimizer.set_value(
            f"rule:{training.rule.key}" if by_rule else f"optimizer:{training.optimizer.key}"
        )
        self._show_loss()

    def _show_loss(self) -> None:
        workspace = self._session.workspace
        outputs = workspace.resolved.outputs
        automatic = tr("Automatic")
        objective = self._objective()
        chosen = objective.loss if objective is not None else None
        if outputs and chosen is None:
            automatic = tr("{loss} (auto)").format(loss=tr(outputs[0].loss.title))
        options = [(_AUTOMATIC, automatic), *((cls.key, tr(cls.title)) for cls in losses)]
        self.loss.set_options(options)
        self.loss.set_value(_AUTOMATIC if chosen is None else chosen.key)

    # ---- changing ----------------------------------------------------------------------------

    def _set(self, label: str, key: str, **fields: Any) -> None:
        self._edit(label, lambda p: replace(p, training=replace(p.training, **fields)), key)

    def _edit(self, label: str, change: Callable[[Project], Project], key: str = "") -> None:
        self._session.workspace.edit(label, change, f"topbar/{key}" if key else "")

    def _choose_optimizer(self, value: object) -> None:
        kind, _, key = str(value).partition(":")
        training = self._session.workspace.training
        if kind == "rule":
            self._set(tr("Learning rule"), "", rule=rules[key]())
        elif training.optimizer.key != key or training.rule.key != _BACKPROP:
            optimizer = training.optimizer if training.optimizer.key == key else optimizers[key]()
            self._set(tr("Optimizer"), "", optimizer=optimizer, rule=rules[_BACKPROP]())

    def _measured(self) -> list[str]:
        """Return the nodes whose loss the bar shows: the measured ones, else the sinks."""
        workspace = self._session.workspace
        own = [n.id for n in workspace.graph.nodes if n.objective is not None]
        selected = [id_ for id_ in own if id_ in workspace.selection]
        return selected or own or [n.id for n in workspace.graph.sinks()]

    def _objective(self) -> Objective | None:
        ids = self._measured()
        return self._session.workspace.graph[ids[0]].objective if ids else None

    def _choose_loss(self, value: object) -> None:
        loss = None if value == _AUTOMATIC else losses[str(value)]()
        ids = self._measured()

        def change(project: Project) -> Project:
            graph = project.graph
            for id_ in ids:
                objective = replace(graph[id_].objective or Objective(), loss=loss)
                graph = edits.set_objective(graph, id_, objective)
            return replace(project, graph=graph)

        self._edit(tr("Loss"), change)


def _number(name: str) -> Integer | Real:
    """Return what the setting of training called `name` says of itself."""
    kind = dict(settings_of(TrainingSettings))[name]
    assert isinstance(kind, Integer | Real)
    return kind
