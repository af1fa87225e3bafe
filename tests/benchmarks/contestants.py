"""The workloads as PyTorch and scikit-learn run them, written as their manuals do."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from tests.benchmarks.workloads import Steps, Workload, first_batch


def pytorch(workload: Workload, compiled: bool = False) -> Steps:
    """PyTorch: nn.Sequential, torch.optim, gradients set to None; one batch lies ready as a tensor.

    `compiled` runs the network and its loss through torch.compile; the optimizer stays as it is.
    """
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)
    model = pytorch_model(workload)
    loss_of = torch.nn.CrossEntropyLoss() if workload.classes else torch.nn.MSELoss()
    optimizer = _optimizer(workload, model)
    inputs, targets = (torch.from_numpy(a) for a in first_batch(workload))
    if workload.classes:
        targets = targets.argmax(1)
    weights = [layer.weight for layer in model if isinstance(layer, torch.nn.Linear)]
    record = torch.zeros(256, len(weights))

    def forward(x: Any, t: Any) -> Any:
        return loss_of(model(x), t)

    loss_on = torch.compile(forward, fullgraph=False) if compiled else forward

    def steps(count: int) -> None:
        for step in range(count):
            optimizer.zero_grad(set_to_none=True)
            loss_on(inputs, targets).backward()
            optimizer.step()
            if workload.norms:
                # The fast way: the one call that clip_grad_norm_ uses, and no way back to Python.
                torch.stack(torch._foreach_norm([w.grad for w in weights]), out=record[step % 256])

    return steps


def _optimizer(workload: Workload, model: Any) -> Any:
    import torch

    kind = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[workload.optimizer]
    return kind(model.parameters(), lr=workload.rate)


def pytorch_model(workload: Workload) -> Any:
    """Return the layers of `workload`."""
    import torch

    kinds = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid}
    layers: list[Any] = []
    shape = workload.shape
    for kind, units, activation in workload.specs:
        if kind == "dense":
            if len(shape) == 3:
                layers.append(torch.nn.Flatten())
            layers.append(_linear(int(np.prod(shape)), units, activation))
            shape = (units,)
        elif kind == "conv":
            layers.append(torch.nn.Conv2d(shape[0], units, 3))
            shape = (units, shape[1] - 2, shape[2] - 2)
        elif kind == "pool":
            layers.append(torch.nn.MaxPool2d(units))
            shape = (shape[0], shape[1] // units, shape[2] // units)
        else:
            layers.append(_LastOfLSTM.build(shape[1], units))
            shape = (units,)
        if activation in kinds:
            layers.append(kinds[activation]())
    return torch.nn.Sequential(*layers)


def _linear(inputs: int, units: int, activation: str) -> Any:
    import torch

    linear = torch.nn.Linear(inputs, units)
    if activation == "relu":
        torch.nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
    else:
        torch.nn.init.xavier_uniform_(linear.weight)
    torch.nn.init.zeros_(linear.bias)
    return linear


class _LastOfLSTM:
    """The last output of torch.nn.LSTM, as a module of its own for nn.Sequential."""

    @staticmethod
    def build(inputs: int, units: int) -> Any:
        import torch

        class Last(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.lstm = torch.nn.LSTM(inputs, units, batch_first=True)

            def forward(self, x: Any) -> Any:
                return self.lstm(x)[0][:, -1]

        return Last()


def scikit_learn(workload: Workload) -> Steps:
    """scikit-learn's MLP, one `partial_fit` a batch; its regressor has no activation on the output."""
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    inputs, targets = first_batch(workload)
    settings = {
        "hidden_layer_sizes": tuple(units for _, units, _ in workload.specs[:-1]),
        "activation": {"sigmoid": "logistic"}.get(workload.activation, workload.activation),
        "solver": workload.optimizer,
        "learning_rate_init": workload.rate,
        "batch_size": workload.batch,
        "alpha": 0.0,
        "momentum": 0.0,
        "nesterovs_momentum": False,
        "random_state": 0,
    }
    if workload.classes:
        model, wanted = MLPClassifier(**settings), targets.argmax(1)
        known = {"classes": np.arange(workload.classes)}
    else:
        model, wanted, known = MLPRegressor(**settings), targets, {}
        wanted = wanted[:, 0] if wanted.shape[1] == 1 else wanted

    def steps(count: int) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for _ in range(count):
                model.partial_fit(inputs, wanted, **known)

    return steps


def disagreement(workload: Workload, steps: int = 20) -> float:
    """Return how far our weights and PyTorch's are apart after some steps from the same ones, relatively."""
    import torch

    from tests.benchmarks.workloads import bare_calls

    program, calls = bare_calls(workload)
    own = dict(program.parameters.items())
    model = pytorch_model(workload)
    pairs = list(_pairs(workload, own, model))
    with torch.no_grad():
        for theirs, ours in pairs:
            theirs.copy_(torch.from_numpy(ours().copy()))
    loss_of = torch.nn.CrossEntropyLoss() if workload.classes else torch.nn.MSELoss()
    optimizer = _optimizer(workload, model)
    for lstm in (m for m in model.modules() if isinstance(m, torch.nn.LSTM)):
        # Two bias vectors that are always added: ours is the one, theirs learns twice as fast.
        lstm.bias_hh_l0.requires_grad_(False).zero_()
    inputs, targets = (torch.from_numpy(a) for a in first_batch(workload))
    for _ in range(steps):
        optimizer.zero_grad()
        loss_of(model(inputs), targets.argmax(1) if workload.classes else targets).backward()
        optimizer.step()
        for call in calls:
            call()
    apart = [np.abs(theirs.detach().numpy() - ours()).max() for theirs, ours in pairs]
    return float(max(apart)) / float(max(np.abs(w).max() for w in own.values()))


def _pairs(workload: Workload, own: dict[str, np.ndarray], model: Any) -> Any:
    """Yield every parameter of PyTorch, with a function that gives ours in its layout."""
    import torch

    learning = [
        m for m in model.modules() if isinstance(m, torch.nn.Linear | torch.nn.Conv2d | torch.nn.LSTM)
    ]
    keys = list(dict.fromkeys(key.split("/")[0] for key in own))
    for module, key in zip(learning, keys, strict=True):
        w, b = own[f"{key}/W"], own[f"{key}/b"]
        if isinstance(module, torch.nn.LSTM):
            u = own[f"{key}/U"]
            yield module.weight_ih_l0, lambda w=w: _gates(w)
            yield module.weight_hh_l0, lambda u=u: _gates(u)
            yield module.bias_ih_l0, lambda b=b: _gates(b[None])[:, 0]
        else:
            yield module.weight, lambda w=w: np.moveaxis(w, -1, 0)
            yield module.bias, lambda b=b: b


def _gates(ours: np.ndarray) -> np.ndarray:
    """Return our gate columns i, f, o, g as PyTorch's gate rows i, f, g, o."""
    i, f, o, g = np.split(ours, 4, axis=1)
    return np.concatenate([i, f, g, o], axis=1).T
