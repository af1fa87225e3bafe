"""The dock with the table of runs."""
