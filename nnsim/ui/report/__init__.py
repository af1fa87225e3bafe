"""The page of a diagnosis as a file."""
