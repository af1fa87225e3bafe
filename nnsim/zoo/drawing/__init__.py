"""What portraits have in common: a map of a plane, a sheet of small images."""
