"""Initializers, one file each."""
