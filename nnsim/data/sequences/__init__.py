"""Sequences: of tables in time, of files, of characters, and generated ones."""
