"""The list of layers that can be added."""
