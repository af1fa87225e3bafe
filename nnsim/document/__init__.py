"""What the user drew: the drawing, its meaning, its file."""
