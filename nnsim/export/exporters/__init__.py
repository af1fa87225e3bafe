"""One exporter a file, found by discovery."""
