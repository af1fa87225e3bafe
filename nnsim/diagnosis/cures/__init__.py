"""Cures, one file each."""
