"""The compiled walk: a step's calls, encoded into a table that one interpreter in C runs without Python's lock."""
