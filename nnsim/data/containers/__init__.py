"""Kinds of files with named arrays in them: one file each."""
