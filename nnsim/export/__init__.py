"""What leaves the program: one file a target."""
