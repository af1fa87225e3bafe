"""The workloads as PyTorch and scikit-learn run them, written as their manuals do."""

from __future__ import annotations

import warnings

import numpy as np

from tests.benchmarks.workloads import Steps, Workload, first_batch


def pytorch(workload: Workload, norms: bool | None = None) -> Steps:
    """Eager PyTorch: nn.Sequential, torch.optim, gradients set to None; one batch lies ready as a tensor."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)
    model = pytorch_model(workload)
    loss_of = torch.nn.CrossEntropyLoss() if workload.classes else torch.nn.MSELoss()
    kind = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[workload.optimizer]
    optimizer = kind(model.parameters(), lr=workload.rate)
    inputs, targets = (torch.from_numpy(a) for a in first_batch(workload))
    if workload.classes:
        targets = targets.argmax(1)
    weights = [layer.weight for layer in model if isinstance(layer, torch.nn.Linear)]
    wanted = workload.norms if norms is None else norms
    record = torch.zeros(256, len(weights))

    def steps(count: int) -> None:
        for step in range(count):
            optimizer.zero_grad(set_to_none=True)
            loss = loss_of(model(inputs), targets)
            loss.backward()
            optimizer.step()
            if wanted:
                # The fast way: the one call that clip_grad_norm_ uses, and no way back to Python.
                torch.stack(torch._foreach_norm([w.grad for w in weights]), out=record[step % 256])

    return steps


def pytorch_model(workload: Workload):
    """Return the layers of `workload`."""
    import torch

    kinds = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid}
    layers = []
    for i in range(workload.layers):
        linear = torch.nn.Linear(workload.sizes[i], workload.sizes[i + 1])
        if workload.activation == "relu":
            torch.nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
        else:
            torch.nn.init.xavier_uniform_(linear.weight)
        torch.nn.init.zeros_(linear.bias)
        layers.append(linear)
        if not workload.ends_linear(i):
            layers.append(kinds[workload.activation]())
    return torch.nn.Sequential(*layers)


def scikit_learn(workload: Workload) -> Steps:
    """scikit-learn's MLP, one `partial_fit` a batch; its regressor has no activation on the output."""
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    inputs, targets = first_batch(workload)
    settings = {
        "hidden_layer_sizes": workload.sizes[1:-1],
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
        known = {"classes": np.arange(workload.sizes[-1])}
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
    linear = [layer for layer in model if isinstance(layer, torch.nn.Linear)]
    with torch.no_grad():
        for i, layer in enumerate(linear, 1):
            layer.weight.copy_(torch.from_numpy(own[f"l{i}/W"].T.copy()))
            layer.bias.copy_(torch.from_numpy(own[f"l{i}/b"].copy()))
    loss_of = torch.nn.CrossEntropyLoss() if workload.classes else torch.nn.MSELoss()
    kind = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[workload.optimizer]
    optimizer = kind(model.parameters(), lr=workload.rate)
    inputs, targets = (torch.from_numpy(a) for a in first_batch(workload))
    for _ in range(steps):
        optimizer.zero_grad()
        loss_of(model(inputs), targets.argmax(1) if workload.classes else targets).backward()
        optimizer.step()
        for call in calls:
            call()
    apart = [
        np.abs(layer.weight.detach().numpy().T - own[f"l{i}/W"]).max() for i, layer in enumerate(linear, 1)
    ]
    return float(max(apart)) / float(max(np.abs(w).max() for w in own.values()))
