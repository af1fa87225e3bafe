"""Painting points on a chart: brush, lasso, eraser, and the bar that offers them."""
