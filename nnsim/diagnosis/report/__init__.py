"""A diagnosis as one page, for people who were not there."""
