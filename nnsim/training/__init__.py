"""The trainer: requests in, points and pictures out."""
