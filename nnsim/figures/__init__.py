"""The figures nnsim makes, each built from plain values: loss, decision boundary, gradients."""
