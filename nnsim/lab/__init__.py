"""What is worked out before one's eyes: networks by hand, single neurons, landscapes of a loss."""
