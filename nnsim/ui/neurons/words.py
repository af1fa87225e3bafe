"""Neurons and weights in words."""

from __future__ import annotations

import math

from nnsim.base.text import tr
from nnsim.document.resolve import Resolved
from nnsim.figures.plane import Plane
from nnsim.training.pictures.neuron_maps import StageNeurons
from nnsim.ui.neurons.sheet import Line, Sheet


def number(value: float) -> str:
    """Return a weight as a person reads it, with a real minus sign."""
    if not math.isfinite(value):
        return tr("not a number") if math.isnan(value) else ("∞" if value > 0 else "−∞")
    size = abs(value)
    digits = f"{size:.2e}" if value and (size >= 1e4 or size < 1e-3) else f"{size:.3g}"
    return ("−" if value < 0 else "") + digits


def header(stage: StageNeurons, resolved: Resolved) -> str:
    """Return the heading of a column, such as ``hidden_1 · tanh``."""
    found = next((s for s in resolved.stages if s.id == stage.stage), None)
    detail = found.layer.detail() if found is not None and not found.layer.role.is_fed else ""
    name = found.name if found is not None else stage.name
    return tr("{name} · {detail}").format(name=name, detail=detail) if detail else name


def name_of(stage: StageNeurons, row: int) -> str:
    """Return ``dense_2, unit 5``, or what an input or output stands for: ``input_1, x₁``."""
    if stage.labels:
        return tr("{layer}, {name}").format(layer=stage.name, name=stage.labels[row])
    names = {1: tr("{layer}, unit {n}"), 3: tr("{layer}, channel {n}")}
    text = names.get(len(stage.shape), tr("{layer}, feature {n}"))
    return text.format(layer=stage.name, n=row + 1)


def facts(stage: StageNeurons, row: int) -> list[str]:
    """Return what is known about a neuron besides its name: bias, and least and greatest output in its picture."""
    rows = []
    if stage.biases is not None:
        rows.append(tr("bias {value}").format(value=number(float(stage.biases[row]))))
    if stage.maps is not None:
        low, high = float(stage.maps[row].min()), float(stage.maps[row].max())
        rows.append(tr("in its picture from {low} to {high}").format(low=number(low), high=number(high)))
    return rows


def neuron(stage: StageNeurons, row: int) -> str:
    """Return a neuron in words, such as ``dense_2, unit 5, bias 0.31``."""
    return ", ".join([name_of(stage, row), *facts(stage, row)])


def weight(sheet: Sheet, line: Line, value: float) -> str:
    """Return a weight that is `value` in words."""
    source, target = sheet.ends(line)
    return tr("Weight from {source} to {target}: {value}").format(
        source=name_of(sheet.stages[source.column], source.row),
        target=name_of(sheet.stages[target.column], target.row),
        value=number(value),
    )


def weight_lines(sheet: Sheet, line: Line) -> list[str]:
    """Return a weight in three lines: its value, where it comes from, where it leads."""
    source, target = sheet.ends(line)
    return [
        tr("weight {value}").format(value=number(sheet.weight(line))),
        tr("from {name}").format(name=name_of(sheet.stages[source.column], source.row)),
        tr("to {name}").format(name=name_of(sheet.stages[target.column], target.row)),
    ]


def plane(shown: Plane) -> str:
    """Return what runs where in the pictures."""
    across, up = shown.axes
    return tr("Pictures: {across} to the right, {up} upwards").format(across=across.label, up=up.label)
