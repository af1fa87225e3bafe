"""Parts that PyTorch 2.13 has no counterpart of, each with the reason: they have tests of their own."""

MISSING: dict[tuple[str, str], str] = {
    ("layer", "input"): "computes nothing",
    ("layer", "dropout"): "its masks come from another generator",
    ("layer", "alpha_dropout"): "its masks come from another generator",
    ("layer", "gaussian_noise"): "not in torch.nn, and its noise comes from another generator",
    ("layer", "reservoir"): "not in torch.nn; its formula and its gradients are checked by tests/contracts",
    ("layer", "liquid"): "not in torch.nn; its formula is checked by tests/contracts, cell by cell",
    ("layer", "hopfield"): "not in torch.nn; its recall is compared with a loop in test_layer_formulas.py",
    ("layer", "rbm"): "not in torch.nn; forward and gradient are those of Linear and Sigmoid",
    ("layer", "gaussian_code"): "not in torch.nn, and its draws come from another generator",
    ("layer", "sparsity"): "not in torch.nn",
    ("layer", "kohonen"): "not in torch.nn",
    (
        "layer",
        "markov_chain",
    ): "not in torch.nn; its formula and its gradients are checked by tests/contracts",
    ("activation", "step"): "torch.heaviside has no gradient",
    ("activation", "sign"): "torch.sign has no gradient",
    ("loss", "log_cosh"): "not in torch.nn",
    ("loss", "perceptron_criterion"): "not in torch.nn",
    ("loss", "squared_hinge"): "not in torch.nn",
    ("optimizer", "lion"): "not in torch.optim",
    ("schedule", "inverse_time"): "not in torch.optim.lr_scheduler",
}
