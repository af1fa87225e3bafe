"""Panels: docks that show snapshots, one file each."""
