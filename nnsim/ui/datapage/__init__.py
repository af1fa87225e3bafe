"""The parts of the Data place: gallery, preview, rows, settings, and what was done."""
