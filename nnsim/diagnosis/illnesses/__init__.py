"""Illnesses, one file each."""
