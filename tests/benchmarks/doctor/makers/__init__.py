"""Makers of sick runs, one file an illness: `made(draw)` gives a sick project and its healthy twin."""
