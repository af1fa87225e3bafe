"""The Gradient lab: why a deep network learns, or does not; live, and by experiments."""
