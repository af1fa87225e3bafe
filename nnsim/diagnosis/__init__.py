"""What is wrong with a training, how sure, what cures it."""
