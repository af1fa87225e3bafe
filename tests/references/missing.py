"""Parts that PyTorch 2.13 has no counterpart of, each with the reason: they have tests of their own."""

MISSING: dict[tuple[str, str], str] = {
    ("layer", "input"): "computes nothing",
    ("layer", "dropout"): "its masks come from another generator",
    ("activation", "step"): "torch.heaviside has no gradient",
    ("activation", "sign"): "torch.sign has no gradient",
    ("optimizer", "lion"): "not in torch.optim",
    ("schedule", "inverse_time"): "not in torch.optim.lr_scheduler",
}
