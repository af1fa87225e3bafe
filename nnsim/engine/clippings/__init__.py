"""Ways to clip gradients, one file each."""
