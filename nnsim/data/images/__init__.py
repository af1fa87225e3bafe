"""Images of the user's: found in folders, decoded with limits, brought to one size."""
