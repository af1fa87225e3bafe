"""The reference, in a window of its own."""
