"""Published results measured again with this engine; `make science` writes docs/science.md."""
