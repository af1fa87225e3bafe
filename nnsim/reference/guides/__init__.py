"""Guides: one file each."""
