"""The workloads as JAX runs them: one jitted function a step, parameters donated."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tests.benchmarks.workloads import Steps, Workload, first_batch


def jax_jit(workload: Workload) -> Steps:
    """Forward, loss, backward, optimizer and (where asked) all norms in one compiled function."""
    import jax
    import jax.numpy as jnp

    loss_of = _loss(workload)
    update = _adam(workload.rate) if workload.optimizer == "adam" else _sgd(workload.rate)

    def step(state: Any, inputs: Any, targets: Any) -> Any:
        loss, gradients = jax.value_and_grad(loss_of)(state["parameters"], inputs, targets)
        norms = [jnp.linalg.norm(g["W"]) for g in gradients] if workload.norms else []
        return update(state, gradients), loss, norms

    compiled = jax.jit(step, donate_argnums=0)
    inputs, targets = (jnp.asarray(a) for a in first_batch(workload))
    parameters = _parameters(workload)
    zeros = jax.tree.map(jnp.zeros_like, parameters)
    state = {"parameters": parameters, "t": jnp.zeros(()), "m": zeros, "v": jax.tree.map(jnp.copy, zeros)}
    kept = [state]

    def steps(count: int) -> None:
        state = kept[0]
        for _ in range(count):
            state, loss, norms = compiled(state, inputs, targets)
        jax.block_until_ready((state, loss, norms))
        kept[0] = state

    return steps


def _parameters(workload: Workload) -> list[dict[str, Any]]:
    import jax.numpy as jnp

    rng = np.random.default_rng(0)
    shape, parameters = workload.shape, []
    for kind, units, _ in workload.specs:
        if kind == "pool":
            parameters.append({})
            shape = (shape[0], shape[1] // units, shape[2] // units)
            continue
        if kind == "conv":
            sizes = {"W": (units, shape[0], 3, 3), "b": (units,)}
            shape = (units, shape[1] - 2, shape[2] - 2)
        elif kind == "lstm":
            sizes = {"W": (shape[1], 4 * units), "U": (units, 4 * units), "b": (4 * units,)}
            shape = (units,)
        else:
            sizes = {"W": (math.prod(shape), units), "b": (units,)}
            shape = (units,)
        fan = math.prod(sizes["W"]) // sizes["b"][0]
        drawn = {k: rng.normal(size=s) * (0 if k == "b" else fan**-0.5) for k, s in sizes.items()}
        parameters.append({k: jnp.asarray(a, jnp.float32) for k, a in drawn.items()})
    return parameters


def _loss(workload: Workload) -> Any:
    import jax
    import jax.numpy as jnp

    functions = {"tanh": jnp.tanh, "relu": jax.nn.relu, "sigmoid": jax.nn.sigmoid}

    def loss_of(parameters: Any, x: Any, targets: Any) -> Any:
        for p, (kind, units, activation) in zip(parameters, workload.specs, strict=True):
            if kind == "conv":
                x = jax.lax.conv(x, p["W"], (1, 1), "VALID") + p["b"][None, :, None, None]
            elif kind == "pool":
                window = (1, 1, units, units)
                x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, window, window, "VALID")
            elif kind == "lstm":
                x = _last_of_lstm(p, x, units)
            else:
                x = x.reshape(len(x), -1) @ p["W"] + p["b"]
            x = functions.get(activation, lambda z: z)(x)
        if workload.classes:
            return -(jax.nn.log_softmax(x) * targets).sum(1).mean()
        return ((x - targets) ** 2).mean()

    return loss_of


def _last_of_lstm(p: Any, x: Any, units: int) -> Any:
    import jax
    import jax.numpy as jnp

    def cell(carry: Any, z: Any) -> Any:
        h, c = carry
        i, f, o, g = jnp.split(z + h @ p["U"], 4, axis=1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None

    start = jnp.zeros((len(x), units))
    # The products with the inputs of all times are one.
    (h, _), _ = jax.lax.scan(cell, (start, start), (x @ p["W"] + p["b"]).swapaxes(0, 1))
    return h


def _sgd(rate: float) -> Any:
    import jax

    def update(state: Any, gradients: Any) -> Any:
        parameters = jax.tree.map(lambda w, g: w - rate * g, state["parameters"], gradients)
        return {**state, "parameters": parameters}

    return update


def _adam(rate: float) -> Any:
    import jax
    import jax.numpy as jnp

    def update(state: Any, gradients: Any) -> Any:
        t = state["t"] + 1
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, state["m"], gradients)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, state["v"], gradients)
        size = rate / (1 - 0.9**t)
        root = 1 / jnp.sqrt(1 - 0.999**t)
        parameters = jax.tree.map(
            lambda w, m, v: w - size * m / (jnp.sqrt(v) * root + 1e-8), state["parameters"], m, v
        )
        return {"parameters": parameters, "t": t, "m": m, "v": v}

    return update
