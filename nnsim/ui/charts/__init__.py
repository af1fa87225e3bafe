"""What charts are made of: plots on the screen, their marks and keys, and figures for paper."""
