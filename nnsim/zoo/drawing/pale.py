"""Colours of a field that lies behind points: so pale that they stand out on it."""

PALE = ("#f6c9a4", "#ffffff", "#a9c8f5")
"""From the first class, or generated, over undecided to the second class, or real."""
