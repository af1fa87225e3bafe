"""Kinds of files with tables in them: one file each."""
