"""The canvas: networks drawn, dragged and connected."""
