"""Files of the user: which source reads one, where it is, what is packed in it, whether it is still the same."""
