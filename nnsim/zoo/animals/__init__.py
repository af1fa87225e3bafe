"""One animal a file: what it is, its project, what it must reach, and the picture of what it learned."""
