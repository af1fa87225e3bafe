"""The examples: sources, cleaning, splitting, scaling."""
