"""Writes the reference vectors; needs PyTorch: ``python -m tests.references.make_references``."""

from __future__ import annotations

import json
import platform
from typing import Any

import numpy as np
import torch

from tests.references import everything
from tests.references.cases import (
    BATCH,
    EPOCHS,
    FOLDER,
    STEPS,
    Arrays,
    LayerCase,
    LossCase,
    OptimizerCase,
    ScheduleCase,
    Vectors,
    generator,
)
from tests.references.walk import START, slope


def layer_vectors(case: LayerCase) -> Arrays:
    """Return inputs, parameters, a random ∂L/∂y, and what comes of them forward and backward."""
    rng = generator(case.name)
    drawn = {f"x{i}": case.draw(rng, (BATCH, *shape)) for i, shape in enumerate(case.shapes)}
    for spec in case.layer.parameters(case.shapes):
        drawn[f"p.{spec.name}"] = 0.5 * rng.normal(size=spec.shape)
    for state in case.layer.states(case.shapes):
        drawn[f"s.{state.name}"] = 0.5 + rng.random(state.shape)
    drawn["dy"] = rng.normal(size=(BATCH, *case.layer.output_shape(case.shapes)))
    given = {key: torch.tensor(a, requires_grad=key[0] in "xp") for key, a in drawn.items()}
    named = {key[2:]: a for key, a in given.items() if key[:2] in ("p.", "s.")}
    result = case.torch(torch, *(given[f"x{i}"] for i in range(len(case.shapes))), named)
    y, states = result if isinstance(result, tuple) else (result, {})
    y.backward(given["dy"])
    drawn["y"] = y.detach().numpy()
    drawn |= {f"after.{key}": a.detach().numpy() for key, a in states.items()}
    return drawn | {f"d.{key}": a.grad.numpy() for key, a in given.items() if a.grad is not None}


def loss_vectors(case: LossCase) -> Arrays:
    """Return predictions, targets, the loss and ∂L/∂prediction."""
    rng = generator(case.name)
    shape = (BATCH, case.units)
    predictions, targets = case.predictions(rng, shape), case.targets(rng, shape)
    y = torch.tensor(predictions, requires_grad=True)
    loss = case.torch(torch, y, torch.tensor(targets))
    loss.backward()
    return {"y": predictions, "t": targets, "loss": loss.detach().numpy(), "d": y.grad.numpy()}


def optimizer_vectors(case: OptimizerCase) -> Arrays:
    """Return where the parameters are after each step."""
    w = torch.nn.Parameter(torch.tensor(START))
    optimizer = case.torch(torch, [w], case.rate)
    path = []
    for step in range(STEPS):
        gradient = torch.tensor(slope(w.detach().numpy(), step, case.wind))

        def closure(gradient: Any = gradient) -> Any:
            w.grad = gradient
            return torch.zeros(())

        optimizer.step(closure)
        path.append(w.detach().numpy().copy())
    return {"path": np.array(path)}


def schedule_vectors(case: ScheduleCase) -> Arrays:
    """Return the rate in every epoch, and the losses it was told where it asks for them."""
    rng = generator(case.name)
    losses = np.exp(-np.arange(EPOCHS) / 8) + 0.05 * rng.random(EPOCHS)
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = case.torch(torch, optimizer)
    rates = [optimizer.param_groups[0]["lr"]]
    for loss in losses:
        optimizer.step()
        scheduler.step(*[float(loss)] if case.schedule.observes else [])
        rates.append(optimizer.param_groups[0]["lr"])
    return {"rates": np.array(rates)} | ({"losses": losses} if case.schedule.observes else {})


def main() -> None:
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    makers: dict[type, Any] = {
        LayerCase: layer_vectors,
        LossCase: loss_vectors,
        OptimizerCase: optimizer_vectors,
        ScheduleCase: schedule_vectors,
    }
    for kind, cases in everything.KINDS.items():
        vectors = Vectors(kind)
        for case in cases:
            vectors.put(case.name, makers[type(case)](case))
        vectors.save()
    versions = {"python": platform.python_version(), "numpy": np.__version__, "torch": torch.__version__}
    (FOLDER / "versions.json").write_text(json.dumps(versions, indent=2) + "\n")


if __name__ == "__main__":
    main()
