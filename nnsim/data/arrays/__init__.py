"""Arrays of a file: which kinds of files there are, and which array is what."""
