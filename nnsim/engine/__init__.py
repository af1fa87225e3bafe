"""The mathematics: layers, losses, optimizers, rules, and networks compiled from them."""
