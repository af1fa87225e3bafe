"""Steps between source and split; every module here is one, found by discovery."""
