"""What the doctor says and does, in the window."""
