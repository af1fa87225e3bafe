"""Formulas that a person types: read by a grammar of our own, worked out over named columns."""
