"""Other rows, arrays, pictures and sequences for a network that was trained: prepared as in training."""
