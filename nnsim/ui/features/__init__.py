"""Features beside the network: each input, and formulas of the inputs, on or off with one click."""
