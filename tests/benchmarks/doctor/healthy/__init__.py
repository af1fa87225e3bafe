"""Makers of healthy runs, one file a kind: `made(draw)` gives a run that learns."""
