"""Twins on the screen: asked for, seen side by side, taken or let go of."""
