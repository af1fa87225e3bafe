"""Ways to use the mouse and the keyboard on the canvas: one class, one gesture."""
